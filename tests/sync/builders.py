"""A hub and a node's log in memory, made of the real rules: what the protocol's tests exchange between."""

import dataclasses
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from shared.allocation import ModelManifest
from shared.errors import SequenceGap
from shared.events import Fields, canonical
from shared.ids import Head, Incarnation
from sync.ack import Ack, Cursor, advanced, sign_ack
from sync.bundle import Heard, Run, Sealed, Sender, seal
from sync.chain import START, Position, next_head
from sync.feed import ALL, FeedEntry, FeedItem, Slice, continue_from, entry_after, page_after
from sync.inbox import fresh, is_fork
from sync.keys import HubKeys, NodeKeys
from sync.lives import FeedPosition, HubIncarnation
from sync.opened import Frame, Opened, open_prefix
from sync.outbox import runs_of
from sync.pages import Page, seal_slice, sign_slice
from sync.parts import Begun, Part, whole, with_part
from sync.reply import Reply
from sync.resumption import Resumption, after, feeds_after
from tests.usage_events import uses

HUB = HubKeys.from_bytes(bytes(range(96)))
NODE = NodeKeys.from_seed(b"n" * 32)
SITE = "074294"
LIFE = HubIncarnation(1_000, b"h" * 8)
EARLIER, LATER = HubIncarnation(999, b"z" * 8), HubIncarnation(2_000, b"a" * 8)


def incarnation(name: str) -> Incarnation:
    return Incarnation(name.encode().ljust(8, b"."))


def run(count: int = 3, name: str = "a", first_seq: int = 1, seed: int = 1) -> Run:
    return Run(incarnation(name), first_seq, list(uses(count, seed)))


def sealed(runs: Iterable[Run] = (), base: Position = START, keys: NodeKeys = NODE, **more: Any) -> Sealed:
    sender, heard, returned = split(more)
    return seal(Sender(keys, HUB.public, **sender), base, list(runs), heard, returned=returned)


def split(settings: dict[str, Any]) -> tuple[dict[str, Any], Heard, list[Any]]:
    """Return what *settings* say of the sender, what of the hub it heard, and what it gives back."""
    known = {name: settings.pop(name) for name in [one.name for one in dataclasses.fields(Heard)] if name in settings}
    return settings, Heard(**known), settings.pop("returned", [])


def records(opened: Opened | Iterable[Frame]) -> list[dict[int, Any]]:
    frames = opened.frames if isinstance(opened, Opened) else opened
    return [record for frame in frames for record in frame.records]


def item(number: int, subject: str = "calendar/2026", life: HubIncarnation = LIFE, stream: str = ALL) -> FeedItem:
    return FeedItem((life, number), stream, "calendar", subject, b"%d" % number)


def entries(count: int, life: HubIncarnation = LIFE, after: Iterable[FeedEntry] = ()) -> list[FeedEntry]:
    chain = list(after)
    for number in range(len(chain) + 1, len(chain) + count + 1):
        chain.append(entry_after(chain[-1] if chain else None, life, item(number, f"s/{number % 3}", life)))
    return chain


plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=12) | st.binary(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
strange_records = st.dictionaries(st.integers(1, 60), plain_values, max_size=6).flatmap(
    lambda own: st.integers(1, 20).map(lambda kind: {0: kind, **own})
)
"""Records of any kind with any fields: what a newer version might send."""
usual_records = st.builds(
    lambda at, who, what, spent: {0: 1, 1: at, 7: "0403691-0", 8: what, 9: who, 17: spent},
    st.integers(0, 10**6),
    st.sampled_from([b"learner%d" % n for n in range(5)]),
    st.sampled_from(["tablet", "guia-com-3", "guia-mat-3"]),
    st.integers(0, 900),
)
record_lists = st.lists(usual_records, max_size=40).flatmap(
    lambda usual: st.lists(strange_records, max_size=6).flatmap(lambda strange: st.permutations(usual + strange))
)


@dataclass
class MemoryHub:
    """The hub's rules over dictionaries: a tree of events, a feed, signed answers."""

    keys: HubKeys = HUB
    life: HubIncarnation = LIFE
    enrolled: bool = True
    held: dict[Position, bytes] = field(default_factory=dict)
    children: dict[Head, list[Position]] = field(default_factory=dict)
    forks: int = 0
    feed: dict[str, list[FeedEntry]] = field(default_factory=dict)
    page_bytes: int = 100_000
    remembered: dict[bytes, Resumption] = field(default_factory=dict)

    def receive(self, data: bytes) -> Reply:
        opened = open_prefix(self.keys, data, self.remembered.get)
        if not self.enrolled:
            return self.reply(opened, "held", None)
        for given in opened.returned:
            if all(entry.item != given for entry in self.feed.get(given.stream, [])):
                self.publish(given)
        try:
            arrival = fresh(opened.header.base, opened.frames, self.held.__contains__)
        except SequenceGap:
            return self.reply(opened, "ok", None)
        self.forks += is_fork(arrival, self.children.get(arrival.parent.head, ()))
        parent = arrival.parent
        for frame in arrival.frames:
            for at, head in enumerate(frame.heads):
                place = Position(frame.incarnation, frame.first_seq + at, head)
                self.held[place] = frame.bodies[at]
                self.children.setdefault(parent.head, []).append(place)
                parent = place
        return self.reply(opened, "ok", opened.end)

    def publish(self, new: FeedItem) -> None:
        chain = self.feed.setdefault(new.stream, [])
        chain.append(entry_after(chain[-1] if chain else None, self.life, new))

    def reply(self, opened: Opened, state: Any, received: Position | None) -> Reply:
        tips = tuple(at for at in self.held if at.head not in self.children) if state == "ok" else ()
        pages = [
            page_after(
                chain, opened.header.feeds.get(stream), self.page_bytes, stream=stream, hub_incarnation=self.life
            )
            for stream, chain in sorted(self.feed.items())
        ]
        feeds = feeds_after(opened.header.feeds, pages)
        ack = Ack(opened.node_id, self.life, 0, state, received, tips, feeds)
        key, answer = opened.header.verify_key, sign_ack(ack, self.keys)
        if opened.complete and received == opened.end:
            found = after(opened, key, ack, answer)
            self.remembered[found.ticket] = found
        signed = [sign_slice(p, self.keys) if p.stream == ALL else seal_slice(p, self.keys, key) for p in pages]
        return Reply(answer, tuple(signed) if state == "ok" else ())


@dataclass
class MemoryOutbox:
    """A node's log and cursors in memory; an ``Outbox``."""

    log: list[tuple[Position, Fields]] = field(default_factory=list)
    cursor: Cursor = field(default_factory=Cursor)
    known: dict[str, list[FeedEntry]] = field(default_factory=dict)
    believed: dict[str, HubIncarnation] = field(default_factory=dict)
    items: dict[tuple[HubIncarnation, int], FeedItem] = field(default_factory=dict)
    aside: set[Any] = field(default_factory=set)
    kept: dict[Position, Sealed] = field(default_factory=dict)
    remembered: Resumption | None = None
    parts: dict[str, Begun] = field(default_factory=dict)

    def record(self, name: str, new: Iterable[Fields]) -> None:
        for fields in new:
            last = self.log[-1][0] if self.log else START
            seq = last.seq + 1 if last.incarnation == incarnation(name) else 1
            self.log.append((Position(incarnation(name), seq, next_head(last.head, canonical(fields))), fields))

    def place(self, position: Position) -> int | None:
        return next((at for at, (own, _) in enumerate(self.log, start=1) if own == position), None)

    def unsent(self, max_events: int, after: Position | None = None, /) -> tuple[Position, list[Run]]:
        base = self.cursor.acked if after is None else after
        beyond = self.log[self.place(base) or 0 :]
        return base, runs_of(((at.incarnation, at.seq, fields) for at, fields in beyond), max_events)

    def pending(self) -> int:
        return len(self.log) - (self.place(self.cursor.acked) or 0)

    def advance(self, ack: Ack, signed: bytes, *, asked: bool = False) -> None:
        self.cursor = advanced(self.cursor, ack, signed, self.place)

    def feed_positions(self) -> dict[str, FeedPosition]:
        return {stream: chain[-1].position for stream, chain in self.known.items() if chain}

    def begun(self) -> list[Begun]:
        positions = self.feed_positions()
        return [one for one in self.parts.values() if one.base == positions.get(one.stream)]

    def apply(self, page: Page, /) -> list[FeedItem]:
        if isinstance(page, Part):
            now = with_part(self.parts.get(page.stream), page)
            assert now is not None
            self.parts[page.stream] = now
            found = whole(now, page)
            return self.apply(found) if found else []
        chain = self.known.get(page.stream, [])
        move = continue_from([entry.position for entry in chain], page, self.believed.get(page.stream))
        if move:
            self.known[page.stream] = [*chain[: move.keep], *move.entries]
            self.believed[page.stream] = page.hub_incarnation
        carried = [entry.item for entry in page.entries] if isinstance(page, Slice) else []
        new = [found for found in carried if found.birth not in self.items]
        self.items |= {found.birth: found for found in new}
        return new

    def lost(self, streams: Collection[str], /) -> list[FeedItem]:
        carried = [entry.item for chain in self.known.values() for entry in chain]
        gone = [found for found in self.items.values() if found.stream in streams and found not in carried]
        return [found for found in gone if (self.hub_incarnation(), found.birth) not in self.aside]

    def put_aside(self, items: Collection[FeedItem], /) -> None:
        self.aside |= {(self.hub_incarnation(), found.birth) for found in items}

    def kept_bundle(self, base: Position | None = None, /) -> Sealed | None:
        return self.kept.get(base) if base else next(iter(self.kept.values()), None)

    def keep_bundle(self, bundle: Sealed, /) -> None:
        if bundle.base == self.cursor.acked:
            self.kept.clear()
        self.kept[bundle.base] = bundle

    def drop_bundle(self) -> None:
        self.kept.clear()

    def resumption(self) -> Resumption | None:
        return self.remembered

    def keep_resumption(self, resumption: Resumption | None, /) -> None:
        self.remembered = resumption

    def hub_incarnation(self) -> HubIncarnation | None:
        return self.cursor.hub_incarnation

    def hub_proof(self) -> bytes:
        return self.cursor.proof


def any_model() -> tuple[ModelManifest, bytes]:
    """Return bytes that stand for a model, and their manifest."""
    data = bytes(range(256)) * 400
    sha256 = hashlib.sha256(data).hexdigest()
    return ModelManifest(version="1", sha256=sha256, size=len(data), card=b"{}", release_signature=b""), data
