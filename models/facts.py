"""The simulated use of one node, as the facts its people would have recorded, in order of time."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from models.region import Region, class_days
from shared.clock import LIMA
from shared.resources import ResourceKind
from shared.school_year import Week, monday

Fact = dict[str, Any]

_RECEIVED_AT, _COUNTED_AT, _TOTAL_AT = time(7), time(7, 30), time(18)
_MAX_SESSIONS = 40


class Cell(NamedTuple):
    """One school, resource and week of a region, by index."""

    school: int
    resource: int
    week: int


class Person(NamedTuple):
    """A learner or teacher of a node, by local code; nobody real."""

    code: str
    name: str
    role: str
    school: str
    class_name: str


def people_of(region: Region, schools: Sequence[int]) -> list[Person]:
    """Return the invented learners of the schools, in classes of about 25, and a teacher for each school."""
    people: list[Person] = []
    for at in schools:
        school = region.schools[at]
        grades = 6 if "prim" in school.level.lower() else 5
        people.append(Person(f"d{at:03d}", f"Docente simulado {at + 1}", "teacher", school.id, ""))
        people += [
            Person(f"a{at:03d}-{n:03d}", f"Estudiante simulado {n + 1}", "learner", school.id, f"{1 + n % grades}° A")
            for n in range(school.students)
        ]
    return people


def facts_of(
    region: Region, schools: Sequence[int], *, single_use_weeks: int, seed: int, sessions: float
) -> list[Fact]:
    """
    Return the facts of one node in order of time: weekly totals of old weeks, single uses of the last ones.

    Args:
        region: The needs.
        schools: The node's schools, by index.
        single_use_weeks: School weeks at the end that are written use by use.
        seed: Of the days, hours and learners.
        sessions: How often, in the mean, a learner opens a pack in a week of use; at least 1.
    """
    rng = np.random.default_rng(seed)
    timed: list[tuple[datetime, Fact]] = []
    for school, week in product(schools, range(len(region.weeks))):
        recent = week >= len(region.weeks) - single_use_weeks
        for resource in np.flatnonzero(region.fits[school]):
            cell = Cell(school, int(resource), week)
            timed += _stock_facts(region, cell)
            if not region.alive[school, week]:
                continue
            timed += _uses(region, cell, rng, sessions) if recent else _total(region, cell)
            timed += _faces(region, cell, rng) if recent else ()
            timed += _unserved(region, cell, rng)
    # A stable sort: what happens at one moment stays in the order in which it was made up.
    return [fact for _, fact in sorted(timed, key=lambda pair: pair[0])]


def sessions_for(region: Region, schools: Sequence[int], *, single_use_weeks: int, seed: int, events: int) -> float:
    """Return the sessions per learner and week with which these schools together record about *events* facts."""
    fewest = facts_of(region, schools, single_use_weeks=single_use_weeks, seed=seed, sessions=1)
    opened = sum("progress_pct" in fact for fact in fewest)
    return min(1 + max(events - len(fewest), 0) / max(opened, 1), _MAX_SESSIONS)


def to_jsonl(facts: Sequence[Fact]) -> str:
    """Return one JSON object per line, as ``chasqui-edge record`` reads them."""
    return "".join(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts)


def _stock_facts(region: Region, cell: Cell) -> Iterator[tuple[datetime, Fact]]:
    days = class_days(Week(int(region.weeks[cell.week])))
    name = region.resources[cell.resource].id
    if units := int(region.arrivals[cell]):
        at = _at(days[0], _RECEIVED_AT)
        yield at, {"kind": "receipt", "resource": name, "units": units, "origin": "SIMULADO", "occurred": _day(days[0])}
    rival = region.resources[cell.resource].kind is not ResourceKind.PACK
    first_of_month = cell.week and monday(Week(int(region.weeks[cell.week - 1]))).month != days[0].month
    if rival and first_of_month:
        at = _at(days[0], _COUNTED_AT)
        units = int(region.stock[cell])
        yield at, {"kind": "count", "resource": name, "units": units, "occurred": _day(days[0])}


def _total(region: Region, cell: Cell) -> Iterator[tuple[datetime, Fact]]:
    served, week = int(region.served[cell]), Week(int(region.weeks[cell.week]))
    year, number, _ = monday(week).isocalendar()
    fact: Fact = {"kind": "weekly_total", **_where(region, cell), "occurred": f"{year}-W{number:02d}"}
    match region.resources[cell.resource].kind:
        case ResourceKind.CONSUMABLE:
            counts = {"units": served, "learners": min(served, region.schools[cell.school].students)}
        case ResourceKind.REUSABLE:
            counts = {"units": 2 * served, "peak": served}
        case ResourceKind.PACK:
            counts = {"units": served, "learners": served}
    yield _at(class_days(week)[-1], _TOTAL_AT), {**fact, **counts, "whole_week": True}


def _uses(region: Region, cell: Cell, rng: np.random.Generator, sessions: float) -> Iterator[tuple[datetime, Fact]]:
    served = int(region.served[cell])
    draw: Mapping[ResourceKind, Callable[..., Iterator[tuple[datetime, Fact]]]] = {
        ResourceKind.CONSUMABLE: _handed_out,
        ResourceKind.REUSABLE: _lessons,
        ResourceKind.PACK: _sessions,
    }
    if served:
        yield from draw[region.resources[cell.resource].kind](region, cell, served, rng, sessions)


def _handed_out(
    region: Region, cell: Cell, served: int, rng: np.random.Generator, _sessions: float
) -> Iterator[tuple[datetime, Fact]]:
    """A teacher hands out printed matter, up to eight units at a time."""
    days = class_days(Week(int(region.weeks[cell.week])))
    while served > 0:
        units = min(int(rng.integers(1, 9)), served)
        served -= units
        at = _moment(days, rng)
        yield at, {"kind": "use", **_where(region, cell), "units": units, "occurred": at.isoformat()}


def _lessons(
    region: Region, cell: Cell, served: int, rng: np.random.Generator, _sessions: float
) -> Iterator[tuple[datetime, Fact]]:
    """One full lesson with the week's peak of devices, and a smaller one on another day."""
    days = class_days(Week(int(region.weeks[cell.week])))
    lessons = [(days[0], served), *([(days[-1], served // 2)] if len(days) > 1 else [])]
    for day, devices in lessons:
        at = _at(day, time(9))
        learners = rng.permutation(region.schools[cell.school].students)[:devices]
        for learner in learners:
            yield at, _use(region, cell, int(learner), at, seconds=2400)
    if served:
        out, back = _at(days[0], time(8, 50)), _at(days[0], time(9, 50))
        name = {"resource": region.resources[cell.resource].id, "units": served, "borrower": f"d{cell.school:03d}"}
        yield out, {"kind": "loan", **name, "occurred": out.isoformat()}
        yield back, {"kind": "return", **name, "occurred": back.isoformat()}


def _sessions(
    region: Region, cell: Cell, served: int, rng: np.random.Generator, sessions: float
) -> Iterator[tuple[datetime, Fact]]:
    """Each of the week's learners opens the pack now and then."""
    days = class_days(Week(int(region.weeks[cell.week])))
    done = 100 * float(region.opinions.progress[cell])
    for learner in rng.permutation(region.schools[cell.school].students)[:served]:
        for _ in range(1 + int(rng.poisson(max(sessions - 1, 0)))):
            at = _moment(days, rng)
            seconds = int(rng.lognormal(6.3, 0.6)) % 7200
            fact = _use(region, cell, int(learner), at, seconds=seconds)
            yield (
                at,
                {
                    **fact,
                    "content": f"c{rng.integers(20):02d}",
                    "progress_pct": int(np.clip(rng.normal(done, 15), 1, 100)),
                },
            )


def _faces(region: Region, cell: Cell, rng: np.random.Generator) -> Iterator[tuple[datetime, Fact]]:
    """Some learners say after class whether it helped."""
    count = int(region.told["scores"][cell])
    # Each face is 1 and up to two steps more: the steps that were told are dealt out.
    steps = np.zeros(2 * count, dtype=np.int64)
    steps[: int(region.told["score_sum"][cell]) - count] = 1
    days = class_days(Week(int(region.weeks[cell.week])))
    for score in 1 + rng.permutation(steps).reshape(count, 2).sum(axis=1):
        learner = int(rng.integers(region.schools[cell.school].students))
        at = _moment(days, rng)
        who = {"learner": f"a{cell.school:03d}-{learner:03d}", "score": int(score)}
        yield at, {"kind": "feedback", **_where(region, cell), **who, "occurred": at.isoformat()}


def _unserved(region: Region, cell: Cell, rng: np.random.Generator) -> Iterator[tuple[datetime, Fact]]:
    """Asked for on the days without stock, the last ones of the week."""
    if units := int(region.unserved[cell]):
        days = class_days(Week(int(region.weeks[cell.week])))[-max(int(region.stockout_days[cell]), 1) :]
        for day, part in zip(days, _parts(units, len(days)), strict=True):
            if part:
                at = _at(day, time(11, int(rng.integers(60))))
                yield at, {"kind": "unserved", **_where(region, cell), "units": part, "occurred": _day(day)}


def _use(region: Region, cell: Cell, learner: int, at: datetime, *, seconds: int) -> Fact:
    who = {"learner": f"a{cell.school:03d}-{learner:03d}", "seconds": seconds}
    return {"kind": "use", **_where(region, cell), **who, "occurred": at.isoformat()}


def _parts(units: int, count: int) -> list[int]:
    return [units // count + (n < units % count) for n in range(count)]


def _where(region: Region, cell: Cell) -> Fact:
    return {"school": region.schools[cell.school].id, "resource": region.resources[cell.resource].id}


def _moment(days: Sequence[date], rng: np.random.Generator) -> datetime:
    return _at(days[int(rng.integers(len(days)))], time(8)) + timedelta(seconds=int(rng.integers(5 * 3600)))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LIMA)


def _day(day: date) -> str:
    return day.isoformat()
