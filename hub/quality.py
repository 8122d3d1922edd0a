"""How good the data are: how many school weeks are recorded, how late they arrive, and what of them is doubted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hub import aggregate, tables, ugel_calendars
from hub.dating import LIMA_S
from hub.doubting import standing
from hub.forecasting import origin_of
from hub.lake_place import Local, Objects
from hub.region_rows import School, service_names
from hub.report import Cell, Report, few_of, told
from hub.store import Store
from hub.weekly import files, listed
from hub.weekly.dated import BLOCK_WEEKS, UNDATED
from hub.weekly.kept import Ledger
from hub.weekly.sums import Bools, ints, week_of
from hub.weekly.words import Ints
from shared.dating import DAY_S
from shared.ids import SchoolId
from shared.percents import to_decimals
from shared.school_year import SchoolCalendar, Week, monday

WEEKS = 12
"""School weeks that are looked at, the last whole ones."""
LATE_DAYS = 7
"""What arrives more than so many days after the end of its week is late."""
BY_SCHOOL = ("cod_mod_anexo", "escuela", "ugel", "semanas_clases", "semanas_registradas", "completitud_pct",
             "registros", "tarde", "tarde_pct", "dias_demora", "en_revision")  # fmt: skip
BY_UGEL = ("ugel", "escuelas", *BY_SCHOOL[3:])
_NOTHING = np.array([], dtype=np.int64), np.array([], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrived of the facts of a school's weeks."""

    facts: int
    late: int
    days: float
    """From the day of a fact until the hub received it: half of them took no longer."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The data of one school."""

    school: School
    name: str
    weeks: int
    """School weeks..."""
    recorded: int
    """...and those of them with a sign of life."""
    arrived: Arrived | None
    """None where nothing of them arrived."""
    doubted: int
    """Resources of which the use is doubted."""


def quality(store: Store) -> list[Quality]:
    """Return the data of each school, those with the fewest recorded weeks first; nothing before the first night."""
    demand = store.dataset(aggregate.NAME)
    if demand is None:
        return []
    origin, own = origin_of(store), ugel_calendars.of_schools(store)
    weeks = school_weeks(store.calendar(), origin)
    rows = tables.read(store.config.lake_place, demand, ["school", "week", "recorded_days", "units"])
    recorded = recorded_weeks(rows, weeks)
    # A week without classes in its UGEL is none that a school left out.
    of_ugel = {one: school_weeks(one, origin) for one in set(own.values())}
    by_own = {one: recorded_weeks(rows, some) for one, some in of_ugel.items()}
    recorded |= {school: by_own[one].get(school, 0) for school, one in own.items()}
    count = {school: len(of_ugel[one]) for school, one in own.items()}
    with store.one_state(), store.read() as connection:
        parts = tuple(listed.in_force(connection, aggregate.NAME))
    follows = {school: tuple(of_ugel[one]) for school, one in own.items()}
    came = arrivals(store.config.lake_place, parts, tuple(weeks), tuple(follows.items()))
    doubted = Counter(one.doubt.school for one in standing(store))
    schools = store.schools()
    names = service_names(schools)
    found = [
        Quality(
            one,
            names[one.id],
            count.get(one.id, len(weeks)),
            recorded.get(one.id, 0),
            came.get(one.id),
            doubted[one.id],
        )
        for one in schools
    ]
    return sorted(found, key=lambda one: (one.recorded, one.name, one.school.id))


def school_weeks(calendar: SchoolCalendar, last: Week, count: int = WEEKS) -> list[Week]:
    """Return the last *count* weeks with classes up to *last*, the oldest first; of two years at most."""
    found = [Week(week) for week in range(last - 104, last + 1) if calendar.expected_days(Week(week))]
    return found[-count:]


def recorded_weeks(rows: pa.Table, weeks: Sequence[Week]) -> dict[SchoolId, int]:
    """Return in how many of *weeks* each school of ``weekly_demand`` gave a sign of life."""
    days = pa.array([monday(week) for week in weeks], pa.date32())
    alive = pc.or_(pc.greater(rows["recorded_days"], 0), pc.greater(rows["units"], 0))
    mine = rows.filter(pc.and_(pc.is_in(rows["week"], value_set=days), pc.fill_null(alive, False)))
    found = Counter(row["school"] for row in mine.group_by(["school", "week"]).aggregate([]).to_pylist())
    return {SchoolId(school): count for school, count in found.items()}


@lru_cache(maxsize=1)
def arrivals(
    place: Local | Objects,
    parts: tuple[listed.Listed, ...],
    region: tuple[Week, ...],
    own: tuple[tuple[SchoolId, tuple[Week, ...]], ...] = (),
) -> Mapping[SchoolId, Arrived]:
    """Return what arrived of the weeks of the *region*, of schools in *own* of theirs, from the files of facts."""
    follows = dict(own)
    every = {*region, *(week for weeks in set(follows.values()) for week in weeks)}
    blocks = {week // BLOCK_WEEKS for week in every}
    received: dict[int, tuple[Ints, Ints]] = {}
    for part in parts:
        if part.layer == files.LEDGER:
            ledger = msgspec.msgpack.decode(b"".join(place.chunks(part.name)), type=Ledger)
            received[part.bucket] = ledger.received()
    frames = [
        _delays(place, part, received.get(part.bucket, _NOTHING), region, follows)
        for part in parts
        if part.layer == files.DATED and part.block != UNDATED and part.block in blocks
    ]
    every = pd.concat([pd.DataFrame({"school": [], "days": [], "late": []}), *frames])
    sums = every.groupby("school").agg(facts=("late", "size"), late=("late", "sum"), days=("days", "median"))
    return {
        SchoolId(str(row.Index)): Arrived(int(row.facts), int(row.late), float(row.days)) for row in sums.itertuples()
    }


def _delays(
    place: Local | Objects,
    part: listed.Listed,
    received: tuple[Ints, Ints],
    region: tuple[Week, ...],
    follows: Mapping[SchoolId, tuple[Week, ...]],
) -> pd.DataFrame:
    """Return the facts of a file: their school, days until they were received, and whether that was late."""
    dead = msgspec.json.decode(part.notes, type=list[int]) if part.notes else []
    rows = files.read(place, files.Held(part.name, dead))
    day, stretch = ints(rows, "day"), ints(rows, "stretch")
    week = week_of(day)
    ids, seconds = received
    known = _is_of(week, rows["school"], region, follows) & np.isin(stretch, ids)
    at = np.searchsorted(ids, stretch[known])
    came = (seconds[at] + LIMA_S) // DAY_S
    ends = (week[known] + 1) * 7 + 3
    frame = {
        "school": np.array(rows["school"].to_pylist(), dtype=object)[known],
        "days": np.maximum(0, came - day[known]),
    }
    return pd.DataFrame({**frame, "late": came > ends + LATE_DAYS})


def _is_of(
    week: Ints,
    school: pa.ChunkedArray,
    region: tuple[Week, ...],
    follows: Mapping[SchoolId, tuple[Week, ...]],
) -> Bools:
    """Tell of each fact whether its week is one of those of its school; where it names none, it is not."""
    names = pc.dictionary_encode(school.combine_chunks())
    calendars = list(dict.fromkeys([region, *follows.values()]))
    of = [calendars.index(follows.get(SchoolId(name), region)) for name in names.dictionary.to_pylist()]
    which = np.array([*of, -1])[pc.fill_null(names.indices, -1).to_numpy()]
    found = np.zeros(len(week), dtype=bool)
    for at, weeks in enumerate(calendars):
        found |= (which == at) & np.isin(week, weeks)
    return found


def by_school(found: Iterable[Quality]) -> Report:
    """Return a row for each school; of one with fewer than five students, or as many as tell of it, no figures."""
    rows = list(found)
    few = few_of({one.school.id: one.school.students for one in rows if one.school.students is not None})
    rows = [*(one for one in rows if one.school.id not in few), *_by_name(one for one in rows if one.school.id in few)]
    return Report(
        BY_SCHOOL,
        [told((one.school.id, one.name, one.school.ugel, *_figures([one])), few, one.school.id, 3) for one in rows],
    )


def _by_name(rows: Iterable[Quality]) -> list[Quality]:
    return sorted(rows, key=lambda one: (one.name, one.school.id))


def by_ugel(found: Iterable[Quality]) -> Report:
    """Return a row for each UGEL, the least complete first; of those with few schools no figures."""
    groups: dict[str, list[Quality]] = {}
    for one in found:
        groups.setdefault(one.school.ugel, []).append(one)
    few = few_of({ugel: len(some) for ugel, some in groups.items()})
    shares = {ugel: sum(one.recorded for one in some) / len(some) for ugel, some in groups.items()}
    # In the order of their figures those that are not told would tell of them.
    ordered = sorted(groups, key=lambda ugel: (ugel in few, 0 if ugel in few else shares[ugel], ugel))
    rows = [told((ugel, len(groups[ugel]), *_figures(groups[ugel])), few, ugel, 1) for ugel in ordered]
    return Report(BY_UGEL, rows)


def _figures(some: Sequence[Quality]) -> tuple[Cell, ...]:
    weeks, recorded = sum(one.weeks for one in some), sum(one.recorded for one in some)
    came = [one.arrived for one in some if one.arrived]
    facts, late = sum(one.facts for one in came), sum(one.late for one in came)
    return (
        weeks,
        recorded,
        to_decimals(100 * recorded / weeks, 1) if weeks else None,
        facts,
        late,
        to_decimals(100 * late / facts, 1) if facts else None,
        round(median(one.days for one in came), 1) if came else None,
        sum(one.doubted for one in some),
    )
