"""
A region's lake of a given number of events, written as the hub writes it: a segment per bundle of one school.

Mostly uses dated by the laptop's clock marks; some claim an instant, some are weekly totals of a paper register, some
were not served, some were imported twice by two computers, and some bundles came again after their ack was lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from hub import lake, schema
from hub.region_rows import School, SupplyRow
from hub.store import Store
from shared.facts import ClockMark, Unserved, Use, WeeklyTotal
from shared.ids import ResourceId, SchoolId, SiteId
from shared.occurred import Precision
from shared.resources import Catalogue, Resource, ResourceKind
from sync.chain import START

FIRST = datetime(2026, 3, 9, 13, tzinfo=UTC)
WEEKS, EVENTS_PER_BUNDLE, BUNDLES_PER_SCHOOL, RESOURCES, LEARNERS = 26, 1_000, 2, 24, 60
_AGAIN, _IMPORTED = 0.02, 0.02
_KINDS = (Use.NUMBER, Unserved.NUMBER, WeeklyTotal.NUMBER)
_SHARES = (0.94, 0.03, 0.03)


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
    count = max(2, events // (EVENTS_PER_BUNDLE * BUNDLES_PER_SCHOOL))
    return [_named(number + 200_000) for number in range(count)]


def _named(number: int) -> School:
    id_, site = SchoolId(f"{number:07d}-0"), SiteId(f"{number:06d}")
    return School(id=id_, site=site, name=f"I.E. {number}", ugel="HUAMANGA", students=60)


def catalogue(count: int = RESOURCES) -> Catalogue:
    """Return the resources that the events name, or others like them, a third of each kind."""
    kinds = (ResourceKind.CONSUMABLE, ResourceKind.REUSABLE, ResourceKind.PACK)
    names = [f"r-{number:02d}" for number in range(count)]
    some = [Resource(id=ResourceId(id_), name=id_, kind=kinds[at % 3], lot=5) for at, id_ in enumerate(names)]
    return Catalogue(1, tuple(some))


def supply(schools: int) -> list[SupplyRow]:
    """Return a depot that holds too little of everything that is shipped."""
    of = [one for one in catalogue().resources if one.kind is not ResourceKind.PACK]
    return [SupplyRow(depot="Huamanga", resource=one.id, units=40 * schools) for one in of]


def fill(store: Store, events: int, seed: int) -> Size:
    """Write about *events* events into the lake of *store*, list them, and return how many of what there are."""
    rng = np.random.default_rng(seed)
    schools = schools_of(events)
    store.put_schools(schools)
    per_school = events // len(schools)
    rows = segments = 0
    for number, school in enumerate(schools):
        log = _school(rng, number, school, per_school)
        with store.begin() as connection:
            for first, bundle in _bundles(log, rng):
                segments, rows = segments + 1, rows + bundle.num_rows
                _commit(store, connection, log, first, bundle)
    return Size(per_school * len(schools), rows, segments, len(schools))


def add(store: Store, seed: int, events: int, *, round_: int = 0) -> None:
    """Write about *events* events more, in bundles like those before: the first of a new laptop of some school each."""
    rng = np.random.default_rng([seed, 1, round_])
    schools = store.schools()
    for number in range(max(1, events // EVENTS_PER_BUNDLE)):
        school = schools[int(rng.integers(len(schools)))]
        log = _school(rng, 900_000 * (round_ + 1) + number, school, EVENTS_PER_BUNDLE * BUNDLES_PER_SCHOOL)
        with store.begin() as connection:
            _commit(store, connection, log, 0, log.slice(0, min(events, EVENTS_PER_BUNDLE)))


def _bundles(log: pa.Table, rng: np.random.Generator) -> Iterator[tuple[int, pa.Table]]:
    """Give each bundle of a log with the place where it begins; some twice."""
    for first in range(0, log.num_rows, EVENTS_PER_BUNDLE):
        for _ in range(1 + (rng.random() < _AGAIN)):
            yield first, log.slice(first, EVENTS_PER_BUNDLE)


def _commit(store: Store, connection: Connection, log: pa.Table, first: int, bundle: pa.Table) -> None:
    """Write a bundle into the lake and list it, as ``hub.ingest`` does with what it has verified."""
    written = lake.write(store.config.lake_folder, "events", bundle)
    store.list_segment(connection, written, "events", store.now_s())
    incarnation = bundle["incarnation"][0].as_py().hex()
    before = START.head if first == 0 else log["head"][first - 1].as_py()
    connection.execute(
        schema.stretches.insert().values(
            tree=log["head"][0].as_py().hex(),
            incarnation=incarnation,
            first_seq=first + 1,
            first_depth=first + 1,
            count=bundle.num_rows,
            heads=b"".join(bundle["head"].to_pylist()),
            parent_incarnation=incarnation if first else START.incarnation.hex(),
            parent_seq=first,
            parent_head=before.hex(),
            forks=False,
            segment=written.name,
            node=bundle["node"][0].as_py(),
            site=bundle["site"][0].as_py(),
        )
    )


def _school(rng: np.random.Generator, number: int, school: School, count: int) -> pa.Table:
    """Return one laptop's log: it opens with a mark of its clock, which the hub's time confirms."""
    kind = rng.choice(_KINDS, size=count, p=_SHARES)
    kind[0] = ClockMark.NUMBER
    week, day = rng.integers(0, WEEKS, count), rng.integers(0, 5, count)
    recorded = np.sort((week * 7 + day) * 86_400 + rng.integers(0, 5 * 3_600, count))
    recorded[0] = 0
    opened = int(FIRST.timestamp())
    mark, total, use = (kind == one for one in (ClockMark.NUMBER, WeeklyTotal.NUMBER, Use.NUMBER))
    claimed = use & (rng.random(count) < 0.05)
    precision = np.where(total, int(Precision.WEEK), int(Precision.INSTANT))
    value = np.where(total, _week(opened + recorded), opened + recorded + rng.integers(-86_400, 86_400, count))
    imported = use & (rng.random(count) < _IMPORTED)
    # Two computers of one school import the same file: half of its rows are there already.
    key = [rng.integers(0, count // 20 + 1).tobytes() if one else None for one in imported]
    resource = rng.zipf(1.4, count) % RESOURCES
    names = {
        "node": [f"{number:016x}"] * count, "site": [school.site] * count,
        "incarnation": [number.to_bytes(8, "big")] * count, "seq": np.arange(1, count + 1),
        "head": [rng.bytes(16) for _ in range(count)], "depth": np.arange(1, count + 1),
        "kind": kind, "recorded_s": recorded,
        "occurred_value": _some(value, claimed | total), "precision": _some(precision, claimed | total),
        "source": _text(claimed | total, "person"), "source_key": key,
        "learner": _learners(rng, use),
        "school": _text(~mark, school.id),
        "resource": [None if no else f"r-{n:02d}" for no, n in zip(mark, resource, strict=True)],
        "content": [None] * count, "action": [None] * count,
        "units": _some(rng.integers(1, 6, count), total | (use & (rng.random(count) < 0.1))),
        "seconds": _some(rng.integers(5, 600, count), use), "progress_pct": [None] * count, "score": [None] * count,
        "learners": _some(rng.integers(1, 30, count), total & (rng.random(count) < 0.7)),
        "peak": _some(rng.integers(1, 20, count), total & (rng.random(count) < 0.5)),
        "wall": _some(np.full(count, opened), mark), "hub_time": _some(np.full(count, opened), mark),
        "whole_week": _some(rng.random(count) < 0.5, total),
        "received_s": np.full(count, opened + WEEKS * 7 * 86_400),
        "body": [rng.bytes(40)] * count,
    }  # fmt: skip
    return pa.table([pa.array(names[field.name], field.type) for field in lake.SCHEMA], schema=lake.SCHEMA)


def _learners(rng: np.random.Generator, use: np.ndarray) -> list[bytes | None]:
    """Return who used it; of one use in eight nobody knows."""
    drawn = rng.integers(0, LEARNERS, len(use))
    return [int(one).to_bytes(8, "big") if used and one % 8 else None for one, used in zip(drawn, use, strict=True)]


def _some(values: np.ndarray, there: np.ndarray) -> pa.Array:
    return pa.array(values, mask=~there)


def _text(there: np.ndarray, text: str) -> list[str | None]:
    return [text if one else None for one in there]


def _week(unix_s: np.ndarray) -> np.ndarray:
    """Return the number of the week, counted from Monday 5 January 1970, at Lima."""
    return ((unix_s - 5 * 3_600) // 86_400 - 4) // 7


def day_after() -> datetime:
    """Return when the region forecasts: after the last week of the events."""
    return FIRST + timedelta(weeks=WEEKS)
