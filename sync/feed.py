"""The way down: numbered entries that carry what the hub decided, and the rules by which a node follows them."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from itertools import takewhile
from typing import Annotated

import msgspec

from shared.errors import BadBundle, BadInput
from shared.ids import Head
from sync.chain import ROOT, Bytes16, Counter
from sync.keys import HubKeys, HubPublic, verify
from sync.lives import FeedPosition, HubIncarnation
from sync.wire import pack

ALL = "all"
"""The broadcast stream: one stick carries it for every school. Any other stream is named after its site."""
MAX_SLICE_BYTES = 1_048_576
MAX_ITEM_BYTES = 524_288
"""Of the body of one item: an entry with it fits a slice."""
MAX_ENTRIES = 1_000
MAX_MARKS = 128

_ITEM = b"chasqui/item/1"

MAX_NAME = 200
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME)]


class FeedItem(msgspec.Struct, frozen=True, array_like=True):
    """
    One thing the hub says, for ever: "decision", "shipment", "service", "laptops", "catalogue", "calendar", "model" or
    "reply".

    ``birth`` is the hub's life and the number under which it was first issued; an item carried again keeps it.
    ``signature`` is the hub's over all the rest, so that a node can give the item back to a hub that lost it.
    """

    birth: tuple[HubIncarnation, Counter]
    stream: Name
    kind: Name
    subject: Name
    body: bytes
    signature: bytes = b""


class FeedEntry(msgspec.Struct, frozen=True, array_like=True):
    """An item at its place in a stream. Numbers only carry items: a re-admitted item has a new one."""

    hub_incarnation: HubIncarnation
    number: Counter
    head: Annotated[Head, Bytes16]
    item: FeedItem

    @property
    def position(self) -> FeedPosition:
        """Where this entry is."""
        return FeedPosition(self.hub_incarnation, self.number, self.head)


class Slice(msgspec.Struct, frozen=True, array_like=True, tag="slice"):
    """The entries of *stream* that follow *base*, as the hub of life *hub_incarnation* has them."""

    stream: Name
    hub_incarnation: HubIncarnation
    base: FeedPosition | None
    entries: Annotated[tuple[FeedEntry, ...], msgspec.Meta(max_length=MAX_ENTRIES)]
    left: Counter = 0
    """Entries that come after these and did not fit."""


class Marks(msgspec.Struct, frozen=True, array_like=True, tag="marks"):
    """What a hub answers to a position that it does not know: places from which the node may go on, deepest first."""

    stream: Name
    hub_incarnation: HubIncarnation
    asked: FeedPosition
    marks: Annotated[tuple[FeedPosition, ...], msgspec.Meta(max_length=MAX_MARKS)]


class Move(msgspec.Struct, frozen=True):
    """How a node's copy of a stream changes: keep the first *keep* of the known positions, then add *entries*."""

    keep: int
    entries: tuple[FeedEntry, ...] = ()


def signed_item(item: FeedItem, hub: HubKeys) -> FeedItem:
    """
    Return the item with the hub's signature over all the rest of it.

    Raises:
        BadInput: Body or name are so long that no node could read it, and every school would stop receiving.
    """
    if max(map(len, (item.stream, item.kind, item.subject))) > MAX_NAME:
        raise BadInput(
            "«%(subject)s...» es un nombre demasiado largo: acórtelo a %(most)s letras.",
            subject=item.subject[:40],
            most=MAX_NAME,
        )
    if len(item.body) > MAX_ITEM_BYTES:
        raise BadInput(
            "«%(subject)s» ocupa %(size_kb)s KB y no cabe en un envío a las escuelas: redúzcalo a %(most_kb)s KB.",
            subject=item.subject,
            size_kb=len(item.body) // 1024,
            most_kb=MAX_ITEM_BYTES // 1024,
        )
    return msgspec.structs.replace(item, signature=hub.sign(_ITEM, _unsigned(item)))


def verify_item(item: FeedItem, hub: HubPublic) -> None:
    """
    Check that *hub* signed an item.

    Raises:
        Untrusted: Somebody else did, or nobody.
    """
    verify(hub.verify, _ITEM, _unsigned(item), item.signature)


def entry_after(previous: FeedEntry | None, hub_incarnation: HubIncarnation, item: FeedItem) -> FeedEntry:
    """Return *item* as the entry that follows *previous* (None: the first of its stream)."""
    number = previous.number + 1 if previous else 1
    before = previous.head if previous else ROOT
    return FeedEntry(hub_incarnation, number, _head(before, hub_incarnation, number, item), item)


def page_after(
    entries: Sequence[FeedEntry],
    position: FeedPosition | None,
    max_bytes: int,
    *,
    stream: str,
    hub_incarnation: HubIncarnation,
    size: Callable[[FeedEntry], int] | None = None,
) -> Slice | Marks:
    """
    Return what follows *position* in *entries* (a whole stream, in order), at most about *max_bytes* of it.

    *size* says how many bytes an entry takes as it travels, where that is not its own length.

    One entry always fits, so that a large one never blocks the stream. *hub_incarnation* is the hub's life now. Where
    the hub does not know *position*, it names the last entry of each of its lives and those at powers of two back.
    """
    at = position.number if position else 0
    if position and (at < 1 or at > len(entries) or entries[at - 1].position != position):
        return Marks(stream, hub_incarnation, position, _marks(entries))
    page = _fitting(entries[at : at + MAX_ENTRIES], max_bytes, size)
    return Slice(stream, hub_incarnation, position, page, len(entries) - at - len(page))


def continue_from(
    known: Sequence[FeedPosition], page: Slice | Marks, believed: HubIncarnation | None = None
) -> Move | None:
    """
    Return how far *page* moves a node that holds the positions *known* of its stream, or None where it does not.

    *believed* is the life of the hub whose page moved this stream last: an older one never moves it again. Whatever
    this says, the items of a slice are kept: ``latest`` does not depend on the order in which they come.
    """
    if believed and page.hub_incarnation < believed:
        return None
    if isinstance(page, Marks):
        asked_now = bool(known) and page.asked == known[-1]
        return Move(_deepest_known(known, page.marks)) if asked_now else None
    if page.base is not None and page.base not in known:
        return None
    keep = known.index(page.base) + 1 if page.base else 0
    pairs = zip(known[keep:], page.entries, strict=False)
    same = len(list(takewhile(lambda pair: pair[0] == pair[1].position, pairs)))
    if same == len(page.entries):
        return Move(len(known))
    return Move(keep + same, page.entries[same:])


def latest(items: Iterable[FeedItem]) -> dict[str, FeedItem]:
    """
    Return for each subject the item that holds: the one with the greatest birth, whatever the order of arrival.

    >>> life = HubIncarnation(1, bytes(8))
    >>> old, new = (FeedItem((life, n), "all", "calendar", "calendar/2026", b"%d" % n) for n in (1, 2))
    >>> latest([new, old])["calendar/2026"].body
    b'2'
    """
    return {item.subject: item for item in sorted(items, key=birth_order)}


def digest_of(item: FeedItem) -> bytes:
    """Return what tells an item from every other, whoever carries it: the hash of all that is signed."""
    return blake2b(_unsigned(item), digest_size=16).digest()


def birth_order(item: FeedItem) -> tuple[tuple[HubIncarnation, int], bytes]:
    """Order items as nodes and hub do: by birth, and by content where two restored hubs gave one birth twice."""
    return item.birth, digest_of(item)


def _unsigned(item: FeedItem) -> bytes:
    return pack(msgspec.structs.replace(item, signature=b""))


def _head(before: Head, hub_incarnation: HubIncarnation, number: int, item: FeedItem) -> Head:
    message = pack((before, hub_incarnation, number, digest_of(item)))
    return Head(blake2b(message, digest_size=16).digest())


def check_chain(page: Slice) -> None:
    """
    Check that the entries of a slice follow each other from its base.

    Raises:
        BadBundle: They do not.
    """
    head, number = (page.base.head, page.base.number) if page.base else (ROOT, 0)
    for entry in page.entries:
        number += 1
        head = _head(head, entry.hub_incarnation, number, entry.item)
        if (entry.number, entry.head, entry.item.stream) != (number, head, page.stream):
            raise BadBundle("La respuesta de la oficina no continúa la anterior. Se ignoró; avise a la oficina.")


def _fitting(
    entries: Sequence[FeedEntry], max_bytes: int, size: Callable[[FeedEntry], int] | None
) -> tuple[FeedEntry, ...]:
    taken, used, travels = 0, 0, 0
    for entry in entries:
        length = len(pack(entry))
        used, travels = used + length, travels + (size(entry) if size else length)
        if taken and (travels > max_bytes or used > MAX_SLICE_BYTES // 2):
            break
        taken += 1
    return tuple(entries[:taken])


def _marks(entries: Sequence[FeedEntry]) -> tuple[FeedPosition, ...]:
    last_of_life = {entry.hub_incarnation: entry.number for entry in entries}
    back = {len(entries) - 2**power for power in range(len(entries).bit_length())}
    numbers = sorted({number for number in (*last_of_life.values(), *back) if number > 0}, reverse=True)
    return tuple(entries[number - 1].position for number in numbers[:MAX_MARKS])


def _deepest_known(known: Sequence[FeedPosition], marks: Iterable[FeedPosition]) -> int:
    place = {position: at for at, position in enumerate(known, start=1)}
    return max((place.get(mark, 0) for mark in marks), default=0)
