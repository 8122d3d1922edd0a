"""The forecasts that are watched: kept at their origin, with the quantiles of the model and of the baseline."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import numpy as np
import pyarrow as pa

from hub import lake, tables
from hub.rows import Dataset
from hub.store import Store
from hub.watching import WATCHED_WEEKS, is_due
from shared.demand import Floats
from shared.features import Pattern
from shared.forecast import LEVELS, Forecast, MadeBy, Quantiles
from shared.school_year import Week, week_of

KIND = FOLDER = "watch"
_ABOUT = b"chasqui"
_NUMBERS = pa.list_(pa.float32())
_UNTOLD = (float("nan"),) * len(LEVELS)
SCHEMA = pa.schema(
    [
        ("school", pa.string()),
        ("resource", pa.string()),
        ("kind", pa.string()),
        ("pattern", pa.string()),
        ("made_by", pa.string()),
        ("heard", pa.bool_()),
        ("model", _NUMBERS),
        ("baseline", _NUMBERS),
    ]
)
"""
``heard``: the card lets the network have a say; elsewhere model and baseline are one. Quantiles week by week, NaN of a
week without classes by the calendar of the school's UGEL: it is judged by fewer.
"""


class About(msgspec.Struct, frozen=True):
    """What all rows of a file share."""

    origin: Week
    model: str
    """SHA-256 of the model's file; empty: none was released."""
    weeks: tuple[Week, ...]
    """School weeks that it is judged by."""

    @property
    def last(self) -> Week:
        """The week after whose end it is judged."""
        return self.weeks[-1]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """One origin's forecasts, N series."""

    about: About
    rows: pa.Table
    model: Floats
    """N x weeks x 3; NaN where the series was not foreseen."""
    baseline: Floats


def keep_if_due(store: Store, forecasts: Dataset, model: str) -> bool:
    """
    Keep the forecasts of this night to be watched, if their turn has come; tell whether they were kept.

    *model*: SHA-256 of the file that made them. Doing it again keeps nothing twice.
    """
    root = store.config.lake_place
    origin = week_of(date.fromisoformat(forecasts.notes["origin"]))
    mine = [(one.origin, one.last) for _, one in listed(store) if one.model == model]
    if not forecasts.rows or not is_due(mine, origin):
        return False
    table = tables.read(root, forecasts, ["pattern", "forecast"])
    found = [msgspec.json.decode(raw, type=Forecast) for raw in table["forecast"].to_pylist()]
    about = About(origin, model, usual_weeks(found)[:WATCHED_WEEKS])
    patterns = [str(name) for name in table["pattern"].to_pylist()]
    written = lake.write(root, FOLDER, _table(found, patterns, about))
    with store.begin() as connection:
        store.list_segment(connection, written, KIND, store.now_s())
    return True


def usual_weeks(found: Iterable[Forecast]) -> tuple[Week, ...]:
    """Return the weeks that most of *found* foresee: schools whose UGEL has a calendar of its own may have others."""
    counted = Counter(one.weeks for one in found)
    return max(counted, key=lambda weeks: (counted[weeks], [-week for week in weeks]), default=())


def listed(store: Store) -> list[tuple[str, About]]:
    """Return the files of kept forecasts, oldest origin first."""
    root = store.config.lake_place
    found = []
    for name in store.segments(KIND):
        told = root.parquet(name).schema_arrow.metadata or {}
        found.append((name, msgspec.json.decode(told[_ABOUT], type=About)))
    return sorted(found, key=lambda one: (one[1].origin, one[0]))


def in_turn(found: Sequence[tuple[str, About]]) -> list[tuple[str, About]]:
    """
    Return those of *found*, oldest origin first, that judge no week that one before them judges.

    Kept in turn, all of them do not; but a night whose clock was ahead kept one of weeks to come.
    """
    taken: list[tuple[str, About]] = []
    for name, about in found:
        if not taken or taken[-1][1].last <= about.origin:
            taken.append((name, about))
    return taken


def read(store: Store, name: str, about: About) -> Kept:
    """Return the forecasts of one file."""
    table = store.config.lake_place.rows(name)
    shape = (table.num_rows, len(about.weeks), len(LEVELS))
    model, baseline = (
        np.asarray(table[name].combine_chunks().flatten(), dtype=np.float64).reshape(shape)
        for name in ("model", "baseline")
    )
    return Kept(about, table.drop_columns(["model", "baseline"]), model, baseline)


def _table(found: Sequence[Forecast], patterns: Sequence[str], about: About) -> pa.Table:
    pairs = [_model_and_baseline(one, about.weeks) for one in found]
    columns = {
        "school": [one.school for one in found],
        "resource": [one.resource for one in found],
        "kind": [one.kind.value for one in found],
        "pattern": [Pattern(name).value for name in patterns],
        "made_by": [one.made_by.value for one in found],
        "heard": [bool(one.other) for one in found],
        "model": [model for model, _ in pairs],
        "baseline": [baseline for _, baseline in pairs],
    }
    return pa.table(columns, schema=SCHEMA).replace_schema_metadata({_ABOUT: msgspec.json.encode(about)})


def _model_and_baseline(one: Forecast, weeks: Sequence[Week]) -> tuple[list[float], list[float]]:
    at = {week: place for place, week in enumerate(one.weeks)}
    made, other = (
        [value for week in weeks for value in (_levels(part[at[week]]) if week in at else _UNTOLD)]
        for part in (one.weekly, one.other or one.weekly)
    )
    return (other, made) if one.made_by is MadeBy.BASELINE else (made, other)


def _levels(one: Quantiles) -> tuple[float, ...]:
    return one.p10, one.p50, one.p90
