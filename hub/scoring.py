"""Kept forecasts against what was asked for since: the losses of model and baseline, series by series."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hub.four_scores import sums_of
from hub.kept_forecasts import Kept
from hub.watching import Verdict, judge
from shared.demand import Floats, Ints, Series, targets
from shared.features import Pattern
from shared.forecast import MadeBy
from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import SchoolCalendar, Week, monday

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = pa.schema(
    [
        ("school", pa.string()),
        ("resource", pa.string()),
        ("origin", pa.date32()),
        ("pattern", pa.string()),
        ("made_by", pa.string()),
        ("heard", pa.bool_()),
        ("known", pa.int64()),
        ("asked", pa.float64()),
        ("model_loss", pa.float64()),
        ("baseline_loss", pa.float64()),
        ("inside", pa.int64()),
        ("learners", pa.int64()),
        ("model_off", pa.float64()),
        ("model_over", pa.float64()),
        ("model_inside", pa.int64()),
        ("baseline_off", pa.float64()),
        ("baseline_over", pa.float64()),
        ("baseline_inside", pa.int64()),
    ]
)
"""
One row for each series and origin with a known week: weeks known, units asked for in them, the sums of the pinball
losses, weeks that fell into the 80 % interval of the forecast that was used, and the learners of its busiest week; what
else the four scores of model and baseline rest on (``hub.four_scores``).
"""
_COUNTS = ("units", "peak_concurrent", "learners", "unserved", "stockout_days", "recorded_days")
_NONE: Mapping[SchoolId, SchoolCalendar] = MappingProxyType({})
_KEYS = ["school", "resource", "week"]
DEMAND_COLUMNS = (*_KEYS, *_COUNTS)
"""What of ``weekly_demand`` a score rests on."""


def asked_in(demand: pa.Table, weeks: Iterable[Week], kinds: Mapping[ResourceId, ResourceKind]) -> "pd.DataFrame":
    """
    Return what ``weekly_demand`` says of some weeks, by school, resource and week: ``asked`` and ``learners``.

    ``asked`` is NaN where nothing is known and where a stock-out held it down: of those weeks no forecast was wrong.
    """
    days = [monday(week) for week in sorted(set(weeks))]
    frame = demand.filter(pc.is_in(demand["week"], pa.array(days, pa.date32()))).to_pandas()
    frame = frame[frame["resource"].isin([str(name) for name in kinds])].reset_index(drop=True)
    frame["asked"] = np.nan
    counts = frame[list(_COUNTS)].fillna(0).astype(np.int64)
    for kind in ResourceKind:
        some = frame["resource"].map({str(name): one for name, one in kinds.items()}).eq(kind).to_numpy(dtype=bool)
        columns: dict[str, Any] = {name: counts.loc[some, name].to_numpy() for name in _COUNTS}
        # A week of its own for each row, whatever its series: what a row says hangs on no other.
        rows = Series.from_columns(SchoolId(""), ResourceId(""), kind, {"week": np.arange(some.sum()), **columns})
        frame.loc[some, "asked"] = np.where(rows.stockout_days > 0, np.nan, targets(rows))
    frame["learners"] = counts["learners"]
    return frame.drop_duplicates(_KEYS).set_index(_KEYS)[["asked", "learners"]]


def scored(
    kept: Kept, asked: "pd.DataFrame", calendar: SchoolCalendar, own: Mapping[SchoolId, SchoolCalendar] = _NONE
) -> pa.Table:
    """
    Return a row of ``SCHEMA`` for each series of *kept* of which a week is known.

    *own*: the calendars of the schools whose UGEL has one.
    """
    y, learners = _came(kept, asked, calendar, own)
    by_baseline = np.array([made == MadeBy.BASELINE.value for made in kept.rows["made_by"].to_pylist()], dtype=bool)
    used = np.where(by_baseline[:, None, None], kept.baseline, kept.model)
    # Of a week without classes where the forecast was made nothing was foretold: what it brought judges nobody.
    y = np.where(np.isnan(used[:, :, 0]), np.nan, y)
    inside = (y >= used[:, :, 0]) & (y <= used[:, :, -1])
    columns = {
        "known": (~np.isnan(y)).sum(axis=1),
        "asked": np.nansum(y, axis=1),
        **{f"model_{name}": each for name, each in sums_of(y, kept.model).items()},
        **{f"baseline_{name}": each for name, each in sums_of(y, kept.baseline).items()},
        "inside": inside.sum(axis=1),
        "learners": learners,
        "origin": pa.array([monday(kept.about.origin)] * len(y), pa.date32()),
    }
    told = {name: kept.rows[name] for name in ("school", "resource", "pattern", "made_by", "heard")}
    table = pa.table({name: {**told, **columns}[name] for name in SCHEMA.names}, schema=SCHEMA)
    return table.filter(pc.greater(table["known"], 0))


def _came(
    kept: Kept, asked: "pd.DataFrame", calendar: SchoolCalendar, own: Mapping[SchoolId, SchoolCalendar]
) -> tuple[Floats, Ints]:
    """Return what each week of each series brought, NaN where it says nothing, and the learners of its busiest week."""
    import pandas as pd

    came, learners = [], []
    for week in kept.about.weeks:
        days = [monday(week)] * kept.rows.num_rows
        names = [kept.rows[name].to_pylist() for name in ("school", "resource")]
        part = asked.reindex(pd.MultiIndex.from_arrays([*names, days]))
        # A calendar that came since may say that a week had no classes after all.
        usual = calendar.expected_days(week) > 0
        of_ugel = {one: one.expected_days(week) > 0 for one in set(own.values())}
        held = {school: of_ugel[one] for school, one in own.items()}
        has = np.array([held.get(school, usual) for school in names[0]], dtype=bool)
        came.append(np.where(has, part["asked"].to_numpy(dtype=float), np.nan))
        learners.append(part["learners"].fillna(0).to_numpy(dtype=np.int64))
    return np.stack(came, axis=1), np.stack(learners, axis=1).max(axis=1)


def verdicts(scores: pa.Table, origins: Mapping[date, Week]) -> list[Verdict]:
    """Judge each origin for each pattern in which the network has a say, oldest first."""
    heard = scores.filter(scores["heard"])
    of_school = heard.group_by(["origin", "pattern", "school"]).aggregate(
        [("model_loss", "sum"), ("baseline_loss", "sum")]
    )
    found = []
    for origin in sorted(origins):
        for pattern in Pattern:
            mine = pc.and_(pc.equal(of_school["origin"], origin), pc.equal(of_school["pattern"], pattern.value))
            some = of_school.filter(mine).sort_by("school")
            if some.num_rows:
                found.append(judge(origins[origin], pattern, *_losses(some)))
    return found


def _losses(sums: pa.Table) -> tuple[Floats, Floats]:
    return sums["model_loss_sum"].to_numpy(), sums["baseline_loss_sum"].to_numpy()


def sums_by(scores: pa.Table, *names: str) -> pa.Table:
    """
    Return what the scores come to by the columns *names*, with ``schools`` and the largest ``learners``.

    ``ratio`` is the model's loss over the baseline's where the network has a say, null where it has none.
    """
    found = _heard_losses(scores).group_by(list(names)).aggregate(
        [("known", "sum"), ("inside", "sum"), ("model_loss", "sum"), ("baseline_loss", "sum"), ("learners", "max"),
         ("school", "count_distinct")]
    )  # fmt: skip
    ratio = pc.if_else(
        pc.greater(found["baseline_loss_sum"], 0), pc.divide(found["model_loss_sum"], found["baseline_loss_sum"]), None
    )
    coverage = pc.divide(pc.cast(found["inside_sum"], pa.float64()), pc.cast(found["known_sum"], pa.float64()))
    columns = {name: found[name] for name in names}
    return pa.table(
        {**columns, "ratio": ratio, "coverage": coverage, "known": found["known_sum"],
         "learners": found["learners_max"], "schools": found["school_count_distinct"]}
    )  # fmt: skip


def _heard_losses(scores: pa.Table) -> pa.Table:
    """Return the scores with losses only where the network has a say: elsewhere the two are one, and tell nothing."""
    for name in ("model_loss", "baseline_loss"):
        at = scores.schema.get_field_index(name)
        scores = scores.set_column(at, name, pc.if_else(scores["heard"], scores[name], 0.0))
    return scores
