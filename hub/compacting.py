"""
Small files of the lake become few: the segments of days past are written together, each record as it came.

Of an incarnation there is one stretch in a file, as there was in each: what dates a stretch is named after both.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import pyarrow as pa
from sqlalchemy import Connection, Row, delete, select, update

from hub import kept_forecasts, lake, schema, tables
from hub.aggregate import NAME
from hub.schema.partitions import partitions
from hub.store import Store
from hub.unread import dated_by, unread
from hub.weekly import listed

MOST_ROWS = 50_000
"""Of a file: whoever reads one record reads all of its file."""
SMALL = MOST_ROWS // 4
LEAST_FILES = 8
"""Fewer are left to grow into more: they would be written again every night."""
AFTER_S = 86_400
"""How old a segment is that is put with others, and how long it stays for whoever reads it by its name."""
STRAY_S = 30 * 86_400
"""How long a file stays that nobody lists: after a copy of long ago was restored, somebody may want it yet."""
_MERGED, _UNLISTED, _EVENTS = "merged", "unlisted", "events"
SWEPT = (_EVENTS, "panel", kept_forecasts.KIND)
"""The kinds of files that the lake lists, each in a folder of its name."""
_AT_ONCE = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Small:
    """A segment that may lie with others."""

    name: str
    rows: int
    committed_s: int
    site: str
    """The first of those whose events are in it."""
    incarnations: frozenset[str]


@dataclass(slots=True)
class Batch:
    """Segments that are written together."""

    members: list[Small] = field(default_factory=list)
    rows: int = 0
    incarnations: set[str] = field(default_factory=set)

    def has_room_for(self, one: Small) -> bool:
        """Tell whether *one* fits, and has no event of an incarnation that is in it."""
        return self.rows + one.rows <= MOST_ROWS and not self.incarnations & one.incarnations

    def add(self, one: Small) -> None:
        """Put *one* with the others."""
        self.members.append(one)
        self.rows += one.rows
        self.incarnations |= one.incarnations


@dataclass(frozen=True, slots=True)
class Compacted:
    """What became of how many files."""

    files: int = 0
    into: int = 0


def compact(store: Store) -> Compacted:
    """
    Write the small segments of days past together, and remove those that were put with others a day ago.

    A cut at any point leaves files that nobody lists, and no record twice. Doing it again changes nothing.

    Raises:
        DatabaseBusy: Another job computes a table.
    """
    with tables.one_at_a_time(store.config):
        _remove(store)
        for kind in SWEPT:
            _sweep(store, kind)
        with store.one_state(), store.read() as connection:
            state = listed.state(connection, NAME)
            some = _small(connection, store.now_s() - AFTER_S)
        found = [one for one in batches(some, state.buckets if state else 1) if len(one.members) >= LEAST_FILES]
        for one in found:
            _merge(store, one)
    made = Compacted(sum(len(one.members) for one in found), len(found))
    _log.info("compacted files=%d into=%d", made.files, made.into)
    return made


def batches(some: Iterable[Small], buckets: int) -> list[Batch]:
    """Return which segments are written together: those of one of so many buckets of sites where they can be."""
    open_: list[Batch] = []
    found: list[Batch] = []
    for one in sorted(some, key=lambda each: (crc32(each.site.encode()) % buckets, each.site, each.name)):
        batch = next((each for each in open_ if each.has_room_for(one)), None)
        if batch is None:
            batch = Batch()
            found.append(batch)
            # The last few: a computer that sent an opening in many pieces needs a file for each.
            open_ = [*open_[-7:], batch]
        batch.add(one)
    return found


def _small(connection: Connection, until_s: int) -> list[Small]:
    segments = schema.segments.c
    columns = [segments.name, segments.rows, segments.committed_s]
    old = (segments.kind == _EVENTS, segments.committed_s < until_s, segments.rows < SMALL)
    # What tells since when records cannot be read stays as it came.
    dating = dated_by(unread(connection))
    rows = connection.execute(select(*columns).where(*old).order_by(segments.name))
    some = [row for row in rows if row.name not in dating]
    found = []
    for at in range(0, len(some), _AT_ONCE):
        few = some[at : at + _AT_ONCE]
        held = _held(connection, [row.name for row in few])
        found += [_as_small(row, held[row.name]) for row in few if _may_move(held[row.name])]
    return found


def _held(connection: Connection, names: Sequence[str]) -> Mapping[str, list[Row[Any]]]:
    """Return the stretches that lie in some segments, in the order in which they came."""
    table = schema.stretches.c
    columns = [table.segment, table.site, table.incarnation, table.forks]
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(select(*columns).where(table.segment.in_(names)).order_by(table.id)):
        found[row.segment].append(row)
    return found


def _may_move(held: Sequence[Row[Any]]) -> bool:
    """Tell whether a segment of these stretches may lie with others."""
    # One of two stretches of an incarnation stays as it came; and when two histories were told apart is read from the
    # file in which the second one came.
    return 0 < len(held) == len({row.incarnation for row in held}) and not any(row.forks for row in held)


def _as_small(segment: Row[Any], held: Sequence[Row[Any]]) -> Small:
    incarnations = frozenset(row.incarnation for row in held)
    return Small(segment.name, segment.rows, segment.committed_s, held[0].site, incarnations)


def _merge(store: Store, batch: Batch) -> None:
    root, names = store.config.lake_place, [one.name for one in batch.members]
    written = lake.write(root, _EVENTS, together([root.parquet(name).read() for name in names]))
    with store.begin() as connection:
        for at in range(0, len(names), _AT_ONCE):
            some = names[at : at + _AT_ONCE]
            stretches, segments = schema.stretches, schema.segments
            connection.execute(update(stretches).where(stretches.c.segment.in_(some)).values(segment=written.name))
            connection.execute(delete(segments).where(segments.c.name.in_(some)))
        store.list_segment(connection, written, _EVENTS, max(one.committed_s for one in batch.members))
        _note(connection, _EVENTS, _MERGED, {one.name: one.rows for one in batch.members}, store.now_s())


def together(parts: Sequence[pa.Table]) -> pa.Table:
    """Return the rows of several segments as one table; what an older version did not write is empty."""
    whole = []
    for part in parts:
        for one in lake.SCHEMA:
            if one.name not in part.column_names:
                part = part.append_column(one, pa.nulls(part.num_rows, one.type))
        whole.append(part.select(lake.SCHEMA.names).cast(lake.SCHEMA))
    return pa.concat_tables(whole)


def _remove(store: Store) -> None:
    """Remove the segments whose records have lain in another file for a day."""
    with store.read() as connection:
        noted = _noted(connection, _EVENTS, _MERGED)
    _gone(store, _EVENTS, _MERGED, [name for name, since_s in noted.items() if since_s < store.now_s() - AFTER_S])


def _sweep(store: Store, kind: str) -> None:
    """
    Note the files of a *kind* that nobody lists, and remove those that were noted long ago and that still nobody does.

    A write that was cut leaves them, and so does a panel that another took the place of; of a write that is under way
    the file is there before it is listed.
    """
    there = set(store.config.lake_place.names(kind))
    with store.one_state(), store.read() as connection:
        listed_ = {*store.segments(kind), *_noted(connection, kind, _MERGED)}
        noted = _noted(connection, kind, _UNLISTED)
    stray, until_s = there - listed_, store.now_s() - STRAY_S
    _gone(store, kind, _UNLISTED, [name for name, since_s in noted.items() if name in stray and since_s < until_s])
    with store.begin() as connection:
        _forget(connection, kind, _UNLISTED, noted.keys() - stray)
        _note(connection, kind, _UNLISTED, dict.fromkeys(stray - noted.keys(), 0), store.now_s())


def _gone(store: Store, kind: str, layer: str, names: Sequence[str]) -> None:
    for name in names:
        store.config.lake_place.remove(name)
    with store.begin() as connection:
        _forget(connection, kind, layer, names)


def _noted(connection: Connection, kind: str, layer: str) -> dict[str, int]:
    """Return the files of a *kind* that are noted as of a *layer*, with the Unix second since when."""
    table = partitions.c
    query = select(table.name, table.notes).where(table.dataset == kind, table.layer == layer)
    return {row.name: int(row.notes) for row in connection.execute(query)}


def _note(connection: Connection, kind: str, layer: str, rows: Mapping[str, int], now_s: int) -> None:
    gone = {"dataset": kind, "layer": layer, "bucket": -1, "block": -1, "over": True, "notes": str(now_s).encode()}
    if rows:
        connection.execute(partitions.insert(), [{**gone, "name": name, "rows": count} for name, count in rows.items()])


def _forget(connection: Connection, kind: str, layer: str, names: Iterable[str]) -> None:
    mine, some = (partitions.c.dataset == kind, partitions.c.layer == layer), list(names)
    for at in range(0, len(some), _AT_ONCE):
        connection.execute(delete(partitions).where(*mine, partitions.c.name.in_(some[at : at + _AT_ONCE])))
