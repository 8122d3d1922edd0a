"""The feed as the hub keeps it: two kinds of stream, each append-only, each entry issued once per change."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, assert_never

import msgspec
from sqlalchemy import Connection, and_, bindparam, func, or_, select

from hub import schema
from hub.database import Database
from sync.feed import (
    ALL,
    MAX_SLICE_BYTES,
    FeedEntry,
    FeedItem,
    Marks,
    Slice,
    entry_after,
    latest,
    page_after,
    signed_item,
)
from sync.keys import HubKeys
from sync.lives import FeedPosition, HubIncarnation
from sync.pages import Page, seal_slice, sign_slice
from sync.parts import Part, packed, part_of
from sync.rest import Have
from sync.wire import pack

_PAGE_BYTES = 200_000
_AROUND_BYTES = 220
"""What a page has around its entries: signature, seal, stream and places."""
_AT_ONCE = 500
"""Streams that one statement asks for."""
_OF_STREAM = select(schema.feed.c.entry).where(schema.feed.c.stream == bindparam("of_stream"))
_same = schema.feed.alias()
_ALL_OF_IT = _OF_STREAM.order_by(schema.feed.c.number)
_LAST_OF_IT = _OF_STREAM.order_by(schema.feed.c.number.desc()).limit(1)
_LAST_OF_EACH = select(schema.feed.c.stream, schema.feed.c.entry).where(
    or_(
        *(
            and_(
                schema.feed.c.stream == bindparam(of),
                schema.feed.c.number
                == select(func.max(_same.c.number)).where(_same.c.stream == bindparam(of)).scalar_subquery(),
            )
            for of in ("one", "other")
        )
    )
)


class New(NamedTuple):
    """Something to say in a stream."""

    stream: str
    kind: str
    subject: str
    body: bytes


class Streams(Database):
    """The hub's side of the feed."""

    def issue(
        self, connection: Connection, life: HubIncarnation, hub: HubKeys, *, stream: str, kind: str, subject: str,
        body: bytes,
    ) -> bool:  # fmt: skip
        """Append an item, unless the one that holds for its subject says the same; tell whether it was appended."""
        holds = latest(of_subject(connection, stream, subject)).get(subject)
        if holds is not None and holds.body == body:
            return False
        previous = _last(connection, stream)
        number = previous.number + 1 if previous else 1
        append(connection, life, signed_item(FeedItem((life, number), stream, kind, subject, body), hub))
        return True

    def entries(self, stream: str) -> list[FeedEntry]:
        """Return a whole stream, in order."""
        with self.read() as connection:
            return _entries(connection, stream)


def of_subject(connection: Connection, stream: str, subject: str) -> list[FeedItem]:
    """Return every item of a subject in a stream, in the order in which they were appended."""
    table = schema.feed
    query = select(table.c.entry).where(table.c.stream == stream, table.c.subject == subject)
    return [_entry(data).item for data in connection.execute(query.order_by(table.c.number)).scalars()]


def append(connection: Connection, life: HubIncarnation, item: FeedItem) -> int:
    """Append a signed item to its stream, whenever it was born; return the number under which it travels."""
    entry = entry_after(_last(connection, item.stream), life, item)
    row = {"stream": item.stream, "number": entry.number, "subject": item.subject}
    connection.execute(schema.feed.insert().values(**row, entry=msgspec.msgpack.encode(entry)))
    return entry.number


def append_new(connection: Connection, life: HubIncarnation, hub: HubKeys, said: Iterable[New]) -> None:
    """Append many items, in their order, whose subjects nothing was said of before: a few statements for all."""
    of_stream: dict[str, list[New]] = {}
    for one in said:
        of_stream.setdefault(one.stream, []).append(one)
    ends, rows = _ends(connection, list(of_stream)), list[dict[str, object]]()
    for stream, items in of_stream.items():
        last = ends.get(stream)
        for one in items:
            number = last.number + 1 if last else 1
            item = signed_item(FeedItem((life, number), stream, one.kind, one.subject, one.body), hub)
            last = entry_after(last, life, item)
            row = {"stream": stream, "number": number, "subject": one.subject}
            rows.append({**row, "entry": msgspec.msgpack.encode(last)})
    if rows:
        connection.execute(schema.feed.insert(), rows)


def _ends(connection: Connection, streams: Sequence[str]) -> dict[str, FeedEntry]:
    """Return the last entry of each stream that has begun."""
    table, ends = schema.feed, dict[str, FeedEntry]()
    for at in range(0, len(streams), _AT_ONCE):
        some = table.c.stream.in_(streams[at : at + _AT_ONCE])
        last = select(table.c.stream, func.max(table.c.number).label("number")).where(some).group_by(table.c.stream)
        newest = last.subquery()
        both = (table.c.stream == newest.c.stream) & (table.c.number == newest.c.number)
        found = connection.execute(select(table.c.stream, table.c.entry).join(newest, both))
        ends |= {row.stream: _entry(row.entry) for row in found}
    return ends


def pages_for(
    connection: Connection,
    life: HubIncarnation,
    *,
    site: str,
    shown: Mapping[str, FeedPosition],
    most: int | None = None,
    begun: Mapping[str, Have] | None = None,
) -> list[Page]:
    """
    Return what follows in both streams of a site after the positions *shown*; nothing where nothing follows.

    Where *most* says how many bytes its road can take, the two share them: neither waits for the end of the other.
    *begun*: what its node holds of the entries that follow; None where it reads neither parts nor packed pages.
    """
    # Mostly a node has all of a stream, and then it need not be read.
    ends = {row.stream: _entry(row.entry) for row in connection.execute(_LAST_OF_EACH, {"one": ALL, "other": site})}
    at_end = {stream: entry.position for stream, entry in ends.items()}
    behind = [stream for stream in (ALL, site) if at_end.get(stream) != shown.get(stream)]
    entries = {stream: _entries(connection, stream) for stream in behind}

    size = _travels if begun is not None and most is not None else None

    def page(stream: str, max_bytes: int) -> Page:
        place, all_, of = shown.get(stream), entries[stream], {"stream": stream, "hub_incarnation": life}
        had, splits = (begun or {}).get(stream), max_bytes if size else None
        part = part_of(all_, place, had, splits, **of) if begun is not None else None  # type: ignore[arg-type]
        return part or page_after(all_, place, max_bytes, size=size, **of)  # type: ignore[arg-type]

    left = _PAGE_BYTES if most is None else max(0, most - len(behind) * _AROUND_BYTES)
    if most is None or len(behind) < 2:
        pages = [page(stream, left) for stream in behind]
    else:
        own = page(site, max(left // 2, left - _size(page(ALL, left), size)))
        pages = [page(ALL, left - _size(own, size)), own]
    return [page for page in pages if not isinstance(page, Slice) or page.entries]


def _travels(entry: FeedEntry) -> int:
    """Return how many bytes an entry takes in a packed page, at most."""
    return len(packed(entry))


def _size(page: Page, size: Callable[[FeedEntry], int] | None) -> int:
    """Return how many bytes what a page brings takes."""
    match page:
        case Marks():
            return len(pack(page.marks))
        case Part():
            return len(page.data)
        case Slice():
            return sum(size(entry) if size else len(pack(entry)) for entry in page.entries)
        case _:
            assert_never(page)


def from_the_start(entries: Sequence[FeedEntry], life: HubIncarnation, stream: str) -> Iterator[Slice]:
    """Give a whole stream in pages that go on from each other, as a stick takes it: nobody can be asked there."""
    position = None
    while entries and position != entries[-1].position:
        page = page_after(entries, position, MAX_SLICE_BYTES, stream=stream, hub_incarnation=life)
        assert isinstance(page, Slice)
        yield page
        position = page.entries[-1].position


def travelling(page: Page, hub: HubKeys, verify_key: bytes, *, packs: bool = False) -> bytes:
    """Return a page as it travels: in the open for everybody, or sealed to the node with this public key."""
    if page.stream == ALL:
        return sign_slice(page, hub, packs=packs)
    return seal_slice(page, hub, verify_key, packs=packs)


def lacks(connection: Connection, shown: Mapping[str, FeedPosition], life: HubIncarnation) -> bool:
    """Tell whether a node shows an entry of this very life of the hub that the hub does not hold."""
    for stream, position in shown.items():
        if position.hub_incarnation != life:
            continue
        table = schema.feed
        found = connection.execute(
            select(table.c.entry).where(table.c.stream == stream, table.c.number == position.number)
        ).scalar()
        if found is None or _entry(found).position != position:
            return True
    return False


def last_position(connection: Connection, stream: str) -> FeedPosition | None:
    """Return where a stream ends, or None where it has not begun."""
    last = _last(connection, stream)
    return last.position if last else None


def _last(connection: Connection, stream: str) -> FeedEntry | None:
    data = connection.execute(_LAST_OF_IT, {"of_stream": stream}).scalar()
    return None if data is None else _entry(data)


def _entries(connection: Connection, stream: str) -> list[FeedEntry]:
    return [_entry(data) for data in connection.execute(_ALL_OF_IT, {"of_stream": stream}).scalars()]


def _entry(data: bytes) -> FeedEntry:
    return msgspec.msgpack.decode(data, type=FeedEntry)
