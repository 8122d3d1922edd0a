"""What is used, by whom: each resource by kind of school, and week by week; of fewer than five schools nothing."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hub import aggregate, tables
from hub.forecasting import kinds_in, origin_of
from hub.lake_place import Local, Objects
from hub.quality import school_weeks
from hub.region_rows import School
from hub.report import Cell, Report, few_of, told
from hub.store import Store
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week, monday
from shared.suiting import stage_of

SORTS = ("level", "rurality", "ugel")
BY_SORT = ("recurso", "grupo", "escuelas", "por_semana", "por_100_estudiantes")
BY_WEEK = ("recurso", "semana", "escuelas", "uso")
_MEASURE: Mapping[ResourceKind, str] = {
    ResourceKind.CONSUMABLE: "units",
    ResourceKind.REUSABLE: "peak_concurrent",
    ResourceKind.PACK: "learners",
}
"""What the use of a week is counted in: units used up, the most at once, or learners."""


def used(store: Store) -> pd.DataFrame:
    """Return the use of the last school weeks: ``school``, ``resource``, ``week`` and ``use``."""
    demand, place = store.dataset(aggregate.NAME), store.config.lake_place
    weeks = school_weeks(store.calendar(), origin_of(store))
    if demand is None or not weeks:
        return pd.DataFrame({"school": [], "resource": [], "week": [], "use": []})
    kinds = kinds_in(place, demand, store.catalogue())
    return _read(place, tables.names(demand), tuple(weeks), tuple(kinds.items()))


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
    return frame.loc[frame["use"] > 0, ["school", "resource", "week", "use"]].reset_index(drop=True)


def group_of(school: School, sort: str) -> str:
    """Return what kind of school it is, empty where nobody knows."""
    return {"level": stage_of(school.level), "rurality": school.rurality, "ugel": school.ugel}[sort]


def by_sort(store: Store, sort: str) -> Report:
    """Return the use of a week by resource and kind of school, and for each hundred of the students of its schools."""
    frame, schools = used(store), {one.id: one for one in store.schools()}
    weeks = max(1, frame["week"].nunique())
    frame = frame[frame["school"].isin(list(schools))]
    frame = frame.assign(group=[group_of(schools[SchoolId(one)], sort) or "—" for one in frame["school"]])
    rows: list[tuple[Cell, ...]] = []
    for resource, mine in frame.groupby("resource", sort=True):
        users = {str(name): set(some) for name, some in mine.groupby("group")["school"]}
        few = few_of({name: len(some) for name, some in users.items()})
        for name, some in sorted(users.items()):
            use = float(mine.loc[mine["group"] == name, "use"].sum()) / weeks
            students = sum(schools[SchoolId(one)].students or 0 for one in some)
            each = round(100 * use / students, 1) if students else None
            rows.append(told((str(resource), name, len(some), round(use, 1), each), few, name, 2))
    return Report(BY_SORT, rows)


def by_week(store: Store) -> Report:
    """Return the use of each resource week by week; of a week of fewer than five schools no figures."""
    frame = used(store)
    rows: list[tuple[Cell, ...]] = []
    for resource, mine in frame.groupby("resource", sort=True):
        weeks = mine.groupby("week").agg(schools=("school", "nunique"), use=("use", "sum"))
        few = few_of({str(week): int(count) for week, count in weeks["schools"].items()})
        rows += [
            told((str(resource), str(row.Index), int(row.schools), int(row.use)), few, str(row.Index), 2)
            for row in weeks.itertuples()
        ]
    return Report(BY_WEEK, rows)
