"""
A region's lake of a given number of events, as the hub has it after a few nights: the bundles of many schools lie in
each file, as ``hub.compacting`` leaves them, and some bundles came again after their ack was lost. What is added later
lies as it came, a file per bundle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, func, select

from hub import lake, schema
from hub.compacting import MOST_ROWS
from hub.region_rows import School, SupplyRow
from hub.store import Store
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, Resource, ResourceKind
from shared.whole import Disk
from sync.chain import START
from tests.benchmarks.lake_rows import FIRST, RESOURCES, WEEKS, logs

EVENTS_PER_BUNDLE, BUNDLES_PER_SCHOOL = 1_000, 2
_AGAIN = 0.02
_NUMBERS = 200_000
"""The first of the schools, and of their laptops."""
_UNSYNCED = Disk(lambda descriptor: None)
"""Nobody cuts the power of a benchmark, and what it prepares is not what it measures."""


@dataclass(frozen=True, slots=True)
class Size:
    """What was written."""

    events: int
    rows: int
    """With what came twice."""
    segments: int
    schools: int


def schools_of(events: int) -> list[School]:
    """Return as many schools as record that many events."""
    return _named(max(2, events // (EVENTS_PER_BUNDLE * BUNDLES_PER_SCHOOL)))


def _named(count: int) -> list[School]:
    return [
        School(id=SchoolId(f"{one:07d}-0"), site=SiteId(f"{one:06d}"), name=f"I.E. {one}", ugel="HUAMANGA", students=60)
        for one in range(_NUMBERS, _NUMBERS + count)
    ]


def catalogue(count: int = RESOURCES) -> Catalogue:
    """Return the resources that the events name, or others like them, a third of each kind."""
    kinds = (ResourceKind.CONSUMABLE, ResourceKind.REUSABLE, ResourceKind.PACK)
    names = [f"r-{number:02d}" for number in range(count)]
    some = [Resource(id=ResourceId(id_), name=id_, kind=kinds[at % 3], lot=5) for at, id_ in enumerate(names)]
    return Catalogue(1, tuple(some))


def supply(schools: int, resources: int = RESOURCES) -> list[SupplyRow]:
    """Return a depot that holds too little of everything that is shipped."""
    of = [one for one in catalogue(resources).resources if one.kind is not ResourceKind.PACK]
    return [SupplyRow(depot="Huamanga", resource=one.id, units=40 * schools) for one in of]


def fill(
    store: Store,
    events: int,
    seed: int,
    *,
    schools: int = 0,
    resources: int = RESOURCES,
    bundle: int = EVENTS_PER_BUNDLE,
) -> Size:
    """
    Write about *events* events into the lake of *store*, list them, and return how many of what there are.

    They are those of so many *schools* and *resources*, in bundles of so many; 0 schools: of as many as record two
    bundles each.
    """
    rng = np.random.default_rng(seed)
    some = _named(schools) if schools else schools_of(events)
    store.put_schools(some)
    per_school, together = events // len(some), MOST_ROWS // bundle
    rows = segments = 0
    again: dict[int, list[pa.Table]] = {}
    for at in range(0, len(some), together):
        few = some[at : at + together]
        log = logs(rng, few, range(_NUMBERS + at, _NUMBERS + at + len(few)), per_school, resources=resources)
        for first in range(0, per_school, bundle):
            part = _between(log, first, first + bundle)
            twice = rng.random(len(few)) < _AGAIN
            # However few there are, one of them came again.
            twice[0] |= at == first == 0
            again.setdefault(first, []).append(_of(part, np.flatnonzero(twice) + _NUMBERS + at))
            rows, segments = rows + _commit(store, [part]), segments + 1
    for parts in again.values():
        found = _whole_bundles(parts, MOST_ROWS // bundle)
        rows, segments = rows + _commit(store, found), segments + len(found)
    return Size(per_school * len(some), rows, segments, len(some))


def add(store: Store, seed: int, events: int, *, round_: int = 0) -> None:
    """Write about *events* events more, in bundles that lie alone: the first of a new laptop of some school each."""
    rng = np.random.default_rng([seed, 1, round_])
    schools = store.schools()
    bundles, size = max(1, events // EVENTS_PER_BUNDLE), min(events, EVENTS_PER_BUNDLE)
    numbers = range(1_000_000 * (round_ + 1), 1_000_000 * (round_ + 1) + bundles)
    some = [schools[int(one)] for one in rng.integers(len(schools), size=bundles)]
    log = logs(rng, some, numbers, size)
    _commit(store, [log.slice(at * size, size) for at in range(bundles)])


def add_week(store: Store, seed: int, each: int, *, resources: int = RESOURCES) -> int:
    """
    Write what the schools' laptops record in the week after the last, *each* so many events, and return how many.

    A bundle of every school comes, in a file of its own.
    """
    schools = store.schools()
    table = schema.stretches.c
    with store.read() as connection:
        ends = connection.execute(select(table.incarnation, func.max(table.first_seq + table.count - 1)).group_by(
            table.incarnation).where(table.site.in_(select(schema.schools.c.site)))).all()  # fmt: skip
    said = {name: int(seq) for name, seq in ends}
    mine = [(one, _NUMBERS + at, said[(_NUMBERS + at).to_bytes(8, "big").hex()]) for at, one in enumerate(schools)]
    after = mine[0][2]
    assert all(seq == after for _, _, seq in mine), "as long as each other: fill writes no others"
    rng = np.random.default_rng([seed, 2])
    log = logs(
        rng, schools, [number for _, number, _ in mine], each,
        resources=resources, spans=(WEEKS * 7, WEEKS * 7 + 5), after=after,
    )  # fmt: skip
    _commit(store, [log.slice(at * each, each) for at in range(len(schools))])
    return log.num_rows


def day_after(weeks: int = WEEKS) -> datetime:
    """Return when the region forecasts: after the last week of the events."""
    return FIRST + timedelta(weeks=weeks)


def _between(log: pa.Table, first: int, last: int) -> pa.Table:
    """Return the events of each log after its *first* up to its *last*."""
    return log.filter(pc.and_(pc.greater(log["seq"], first), pc.less_equal(log["seq"], last)))


def _of(part: pa.Table, numbers: Iterable[int]) -> pa.Table:
    """Return the events of some laptops."""
    names = pa.array([int(one).to_bytes(8, "big") for one in numbers], pa.binary(8))
    return part.filter(pc.is_in(part["incarnation"], value_set=names))


def _whole_bundles(parts: Sequence[pa.Table], together: int) -> list[pa.Table]:
    """Return the same rows in files of so many bundles, each whole."""
    table = pa.concat_tables(parts).combine_chunks()
    bundles = [table.slice(first, count) for first, count in _bundles(table)]
    return [pa.concat_tables(bundles[at : at + together]) for at in range(0, len(bundles), together)]


def _bundles(part: pa.Table) -> list[tuple[int, int]]:
    """Return where each bundle of a file begins, and how many events it has; its first goes on from none before it."""
    if not part.num_rows:
        return []
    name = np.frombuffer(part["incarnation"].combine_chunks().buffers()[1], dtype=">u8")[: part.num_rows]
    begins = np.flatnonzero(np.diff(name, prepend=name[:1] - 1)).tolist()
    return list(zip(begins, np.diff([*begins, part.num_rows]).tolist(), strict=True))


def _commit(store: Store, parts: Sequence[pa.Table]) -> int:
    """Write files into the lake and list them, as ``hub.ingest`` does with what it has verified; return their rows."""
    with store.begin() as connection:
        for part in parts:
            whole = part.combine_chunks()
            _list_stretches(connection, whole, put(store, connection, whole))
    return sum(part.num_rows for part in parts)


def put(store: Store, connection: Connection, rows: pa.Table) -> str:
    """Write a file into the lake, and list it; return its name."""
    written = lake.write(store.config.lake_folder, "events", rows, _UNSYNCED)
    store.list_segment(connection, written, "events", store.now_s())
    return written.name


def _list_stretches(connection: Connection, part: pa.Table, segment: str) -> None:
    found = []
    for first, count in _bundles(part):
        bundle = part.slice(first, count)
        seq, name = bundle["seq"][0].as_py(), bundle["incarnation"][0].as_py().hex()
        before = _last(connection, name, seq - 1) if seq > 1 else START.head
        heads = b"".join(bundle["head"].to_pylist())
        found.append(
            {
                "tree": name, "incarnation": name, "first_seq": seq, "first_depth": seq, "count": count,
                "heads": heads, "parent_incarnation": name if seq > 1 else START.incarnation.hex(),
                "parent_seq": seq - 1, "parent_head": before.hex(), "forks": False, "segment": segment,
                "node": bundle["node"][0].as_py(), "site": bundle["site"][0].as_py(),
            }
        )  # fmt: skip
    if found:
        connection.execute(schema.stretches.insert(), found)


def _last(connection: Connection, incarnation: str, seq: int) -> bytes:
    """Return the head of the event that a bundle follows."""
    table = schema.stretches.c
    ends = table.incarnation == incarnation, table.first_seq + table.count - 1 == seq
    heads: bytes = connection.execute(select(table.heads).where(*ends).limit(1)).scalar_one()
    return heads[-16:]
