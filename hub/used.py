"""
What is used, by whom: each resource by kind of school, and week by week; of fewer than five schools nothing.

Nor a total that tells, less what the exported table shows of each school (``hub.exporting``), what that does not show.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hub import aggregate, tables, ugel_calendars
from hub.forecasting import kinds_in, origin_of
from hub.lake_place import Local, Objects
from hub.quality import school_weeks
from hub.region_rows import School
from hub.report import LEAST, Cell, Report, few_of, told
from hub.small_groups import LEAST_ROWS, of_few_pupils
from hub.store import Store
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week, monday
from shared.suiting import stage_of

SORTS = ("level", "rurality", "ugel")
BY_SORT = ("recurso", "grupo", "escuelas", "por_semana", "por_100_estudiantes")
BY_WEEK = ("recurso", "semana", "escuelas", "uso")
_KEPT = ("school", "resource", "week", "use", "learners")
_MEASURE: Mapping[ResourceKind, str] = {
    ResourceKind.CONSUMABLE: "units",
    ResourceKind.REUSABLE: "peak_concurrent",
    ResourceKind.PACK: "learners",
}
"""What the use of a week is counted in: units used up, the most at once, or learners."""


def used(store: Store) -> pd.DataFrame:
    """
    Return the use of the last school weeks: ``school``, ``resource``, ``week``, ``use`` and its ``learners``.

    ``weeks``: in how many of the weeks of its calendar anybody used anything; ``few``: of a school, this is shown to
    nobody.
    """
    demand, place = store.dataset(aggregate.NAME), store.config.lake_place
    origin, own = origin_of(store), ugel_calendars.in_force(store)
    region, schools = tuple(school_weeks(store.calendar(), origin)), store.every_school()
    follows = {one.id: tuple(school_weeks(own[one.ugel], origin)) for one in schools if one.ugel in own}
    every = sorted({*region, *(week for weeks in set(follows.values()) for week in weeks)})
    if demand is None or not every:
        return pd.DataFrame({name: [] for name in (*_KEPT, "weeks", "few")})
    kinds = kinds_in(place, demand, store.catalogue())
    frame = _read(place, tables.names(demand), tuple(every), tuple(kinds.items()))
    frame = _in_own_weeks(frame, region, follows)
    small = frame["school"].isin(list(of_few_pupils(schools)))
    return frame.assign(few=small | frame["learners"].between(1, LEAST - 1))


def _in_own_weeks(
    frame: pd.DataFrame, region: tuple[Week, ...], follows: Mapping[SchoolId, tuple[Week, ...]]
) -> pd.DataFrame:
    """Return the rows of each school in the weeks that it *follows*, or else the region's, and how many had any use."""
    with_use, calendars = set(frame["week"]), list(dict.fromkeys([region, *follows.values()]))
    which = frame["school"].map({school: calendars.index(weeks) for school, weeks in follows.items()}).fillna(0)
    parts = []
    for at, weeks in enumerate(calendars):
        days = {monday(week) for week in weeks}
        mine = frame[(which == at) & frame["week"].isin(days)]
        parts.append(mine.assign(weeks=len(days & with_use)))
    return pd.concat(parts).sort_index()


@lru_cache(maxsize=1)
def _read(
    place: Local | Objects,
    names: tuple[str, ...],
    weeks: tuple[Week, ...],
    kinds: tuple[tuple[ResourceId, ResourceKind], ...],
) -> pd.DataFrame:
    columns = ["school", "resource", "week", *sorted(_MEASURE.values())]
    days = pa.array([monday(week) for week in weeks], pa.date32())
    parts = [place.rows(name, columns) for name in names]
    rows = pa.concat_tables([one.filter(pc.is_in(one["week"], value_set=days)) for one in parts])
    frame = rows.to_pandas()
    of = frame["resource"].map({str(name): _MEASURE[kind] for name, kind in kinds})
    frame["use"] = np.select(
        [of == name for name in _MEASURE.values()], [frame[name] for name in _MEASURE.values()], np.nan
    )
    return frame.loc[frame["use"] > 0, list(_KEPT)].reset_index(drop=True)


def group_of(school: School, sort: str) -> str:
    """Return what kind of school it is, empty where nobody knows."""
    return {"level": stage_of(school.level), "rurality": school.rurality, "ugel": school.ugel}[sort]


def by_sort(frame: pd.DataFrame, schools: Iterable[School], sort: str) -> Report:
    """
    Return the use of a week by resource and kind of school, and for each hundred of the students of its schools.

    *frame*: what ``used`` gave, or a part of it.
    """
    known = {one.id: one for one in schools}
    groups = {id_: group_of(one, sort) or "—" for id_, one in known.items()}
    frame = frame[frame["school"].isin(list(known))]
    frame = frame.assign(group=frame["school"].map(groups))
    rows: list[tuple[Cell, ...]] = []
    for resource, mine in frame.groupby("resource", sort=True):
        users = {str(name): set(some) for name, some in mine.groupby("group")["school"]}
        few = few_of(_sizes(mine, "group"))
        for name, some in sorted(users.items()):
            of_group = mine[mine["group"] == name]
            use = float((of_group["use"] / of_group["weeks"]).sum())
            students = sum(known[SchoolId(one)].students or 0 for one in some)
            each = round(100 * use / students, 1) if students else None
            rows.append(told((str(resource), name, len(some), round(use, 1), each), few, name, 2))
    return Report(BY_SORT, rows)


def by_week(frame: pd.DataFrame) -> Report:
    """Return the use of each resource of ``used`` week by week; of a week of fewer than five schools no figures."""
    rows: list[tuple[Cell, ...]] = []
    for resource, mine in frame.groupby("resource", sort=True):
        weeks = mine.groupby("week").agg(schools=("school", "nunique"), use=("use", "sum"))
        few = few_of(_sizes(mine, "week"))
        rows += [
            told((str(resource), str(row.Index), int(row.schools), int(row.use)), few, str(row.Index), 2)
            for row in weeks.itertuples()
        ]
    return Report(BY_WEEK, rows)


def _sizes(mine: pd.DataFrame, by: str) -> dict[str, int]:
    """Return how many schools each group has; none, where the total without what is shown is of one row, or of few."""
    found = mine.groupby(by)["school"].nunique()
    unseen = mine[mine["few"].astype(bool)].groupby(by)["learners"].agg(["size", "sum"])
    bare = set(unseen.index[(unseen["size"] < LEAST_ROWS) | (unseen["sum"] < LEAST)])
    return {str(name): 0 if name in bare else int(count) for name, count in found.items()}
