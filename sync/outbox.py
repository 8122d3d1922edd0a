"""What a session needs of a node's database, and how events beyond the cursor become the runs of a bundle."""

from collections.abc import Collection, Iterable
from itertools import accumulate, takewhile
from typing import Protocol

from shared.events import Fields, canonical
from shared.ids import Incarnation
from sync.ack import Ack
from sync.bundle import MAX_BUNDLE_BODY_BYTES, Run, Sealed
from sync.chain import Position
from sync.feed import FeedItem
from sync.header import MAX_BUNDLE_EVENTS, MAX_RUNS
from sync.lives import FeedPosition, HubIncarnation
from sync.pages import Page
from sync.parts import Begun
from sync.resumption import Resumption


class Outbox(Protocol):
    """
    The events beyond the cursor, and the node's copy of the feed. ``edge.outbox.NodeOutbox`` is one.

    There is no list of what was sent: the outbox is the log after the acked position.
    """

    def unsent(self, max_events: int, after: Position | None = None, /) -> tuple[Position, list[Run]]:
        """Return *after*, or the acked position, and what follows it on the chain, oldest first (``runs_of``)."""

    def pending(self) -> int:
        """Return how many events lie beyond the acked position."""

    def advance(self, ack: Ack, signed: bytes, *, asked: bool = False) -> None:
        """Move the cursor as ``sync.ack.advanced`` says, in one transaction; *signed* is the proof to keep. *asked*: it
        answers a request made now."""

    def feed_positions(self) -> dict[str, FeedPosition]:
        """Return where the node is in each stream; a stream of which it has nothing is left out."""

    def apply(self, page: Page, /) -> list[FeedItem]:
        """Keep the items and move the stream as ``sync.feed.continue_from`` says, in one transaction; return the new
        items. Of a part, keep what came so far, or apply the page that it completes. Doing it twice changes nothing."""

    def begun(self) -> list[Begun]:
        """Return the beginnings of entries that came so far and follow where the node is in their streams."""

    def lost(self, streams: Collection[str], /) -> Iterable[FeedItem]:
        """Return the items of *streams* that the node holds and that its copy of them no longer carries, oldest first:
        the hub lost them. Without those that are put aside."""

    def put_aside(self, items: Collection[FeedItem], /) -> None:
        """Give these items back no more as long as the hub lives this life: it had them, and does not want them."""

    def kept_bundle(self, base: Position | None = None, /) -> Sealed | None:
        """Return the bundle that was sealed and not yet acked, if any; with *base* the one that follows it on a
        stick."""

    def keep_bundle(self, bundle: Sealed, /) -> None:
        """Keep a sealed bundle: its bytes, and so its id, stay the same until it is acked. The first replaces those
        that followed the one before."""

    def drop_bundle(self) -> None:
        """Forget the kept bundles. The events stay in the log."""

    def resumption(self) -> Resumption | None:
        """Return what is remembered of the last exchange, if anything."""

    def keep_resumption(self, resumption: Resumption | None, /) -> None:
        """Remember this of the last exchange, or nothing."""

    def hub_incarnation(self) -> HubIncarnation | None:
        """Return the highest life of the hub that this node has seen, in acks or in the feed."""

    def hub_proof(self) -> bytes:
        """Return the signed ack that shows it, or b""."""


def runs_of(events: Iterable[tuple[Incarnation, int, Fields]], max_events: int) -> list[Run]:
    """
    Group events, in the order of the log, into runs of one incarnation each: at most MAX_RUNS, and *max_events*.

    >>> a, b = Incarnation(b"a" * 8), Incarnation(b"b" * 8)
    >>> [(run.first_seq, len(run.records)) for run in runs_of([(a, 4, {}), (a, 5, {}), (b, 1, {})], 10)]
    [(4, 2), (1, 1)]
    """
    runs: list[Run] = []
    for count, (incarnation, seq, fields) in enumerate(events):
        opens = not runs or runs[-1].incarnation != incarnation
        if count == max_events or (opens and len(runs) == MAX_RUNS):
            break
        if opens:
            runs.append(Run(incarnation, seq, []))
        runs[-1].records.append(fields)
    return runs


def within_bounds(runs: Iterable[Run], max_bytes: int = MAX_BUNDLE_BODY_BYTES) -> list[Run]:
    """
    Return as much of *runs*, from the first event on, as one bundle may hold.

    >>> a, b = (Run(Incarnation(name * 8), 1, [{0: 1}, {0: 1}, {0: 1}]) for name in (b"a", b"b"))
    >>> [len(run.records) for run in within_bounds([a, b], max_bytes=12)]
    [3, 1]
    """
    events = [(run.incarnation, seq, fields) for run in runs for seq, fields in enumerate(run.records, run.first_seq)]
    ends = accumulate(len(canonical(fields)) for _, _, fields in events)
    fitting = len(list(takewhile(lambda end: end <= max_bytes, ends)))
    return runs_of(events[:fitting], MAX_BUNDLE_EVENTS)
