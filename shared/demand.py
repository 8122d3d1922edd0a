"""What would have been asked for, week by week: from recorded use, with silence kept missing and stock-outs marked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shared.ids import ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WINDOW_WEEKS = 156
"""How far back a forecast looks: three years."""


class WeekRow(NamedTuple):
    """One row of ``weekly_demand``: what was recorded of one resource at one school in one week."""

    week: int
    """``shared.school_year.Week``."""
    units: int = 0
    peak_concurrent: int = 0
    """0 where units were used: not told."""
    learners: int = 0
    unserved: int = 0
    """Units asked for when none were left."""
    stockout_days: int = 0
    recorded_days: int = 0
    """Days with any sign of life of the node."""
    score_sum: int = 0
    """Of the faces that learners gave: 1 of no help to 3 of help."""
    scores: int = 0
    """How many faces; 0: nobody said."""
    progress_sum: int = 0
    """Of the progress that uses told, each of 100."""
    progresses: int = 0
    """How many uses told theirs."""


TOLD = ("score_sum", "scores", "progress_sum", "progresses")
"""What a week tells besides use; sums, so that weeks and sources add up and no learner is in them."""
SUMMED = ("units", "unserved", *TOLD)
"""What adds where two rows are of one week; of all else the larger stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """
    The recorded weeks of one resource at one school, in order of week, each once; weeks not listed are missing.

    Build it with ``from_rows`` or ``from_columns``.
    """

    school: SchoolId
    resource: ResourceId
    kind: ResourceKind
    weeks: Ints
    units: Ints
    peak_concurrent: Ints
    learners: Ints
    unserved: Ints
    stockout_days: Ints
    recorded_days: Ints
    score_sum: Ints
    scores: Ints
    progress_sum: Ints
    progresses: Ints

    @classmethod
    def from_rows(
        cls,
        school: SchoolId,
        resource: ResourceId,
        kind: ResourceKind,
        rows: Iterable[WeekRow],
        *,
        alive: Collection[int] = (),
    ) -> "Series":
        """
        Build a series from rows in any order. ``alive``: weeks in which the node gave a sign of life.

        A week that is alive, after the first row, and has no row is a week of no use: known, and zero.

        >>> series = Series.from_rows(SchoolId("0403691-0"), ResourceId("guia-com-3"), ResourceKind.CONSUMABLE,
        ...     [WeekRow(2950, units=7, recorded_days=5), WeekRow(2948, units=4, recorded_days=5)], alive=[2940, 2949])
        >>> series.weeks.tolist(), series.units.tolist()
        ([2948, 2949, 2950], [4, 0, 7])
        """
        columns = list(zip(*rows, strict=True)) or [()] * len(WeekRow._fields)
        named = dict(zip(WeekRow._fields, columns, strict=True))
        return cls.from_columns(school, resource, kind, named, alive=alive)

    @classmethod
    def from_columns(
        cls,
        school: SchoolId,
        resource: ResourceId,
        kind: ResourceKind,
        columns: Mapping[str, ArrayLike],
        *,
        alive: Collection[int] = (),
    ) -> "Series":
        """
        Build a series from columns named like the fields of ``WeekRow`` (``week`` needed, others 0 where absent).

        Two rows of one week become one: units, unserved and what was told add, of the others the larger stays.
        """
        at = np.asarray(columns["week"], dtype=np.int64)
        first = int(at.min()) if at.size else None
        also = [week for week in alive if first is not None and week > first]
        weeks = np.union1d(at, np.asarray(also, dtype=np.int64))
        place = np.searchsorted(weeks, at)
        merged: dict[str, Ints] = {}
        for name in WeekRow._fields[1:]:
            values = np.asarray(columns.get(name, np.zeros(at.size)), dtype=np.int64)
            into = np.zeros(weeks.size, dtype=np.int64)
            (np.add if name in SUMMED else np.maximum).at(into, place, np.maximum(values, 0))
            merged[name] = into
        merged["recorded_days"][~np.isin(weeks, at)] = 1
        return cls(school, resource, kind, weeks, **merged)


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """A dense run of weeks that ends with the origin."""

    first: Week
    target: Floats
    """Units that would have been asked for, by kind; NaN where nothing is known."""
    censored: Bools
    """Weeks with days without stock: the target is a lower bound there."""
    served: Floats
    """The part of the target that was served."""
    seen: Floats
    """Share of the week's days that had stock; NaN where the need is a peak."""

    @property
    def known(self) -> Bools:
        """Return where something is known."""
        known: Bools = ~np.isnan(self.target)
        return known


def demand(series: Series, origin: Week, weeks: int = WINDOW_WEEKS) -> Demand:
    """
    Return the demand of the *weeks* weeks that end with *origin*; later weeks are not looked at.

    Consumables count units, reusables the peak of concurrent use, packs learners; what was asked for and not
    served adds (to a peak: per day without stock). A row without use, request or recorded day says nothing, nor does
    one of a reusable that was used and of which nobody wrote how many at once.

    >>> series = Series.from_rows(SchoolId("0403691-0"), ResourceId("tablet"), ResourceKind.REUSABLE,
    ...     [WeekRow(2950, peak_concurrent=10, unserved=6, stockout_days=2, recorded_days=5)])
    >>> demand(series, Week(2951), weeks=3).target
    array([nan, 13., nan])
    """
    first = Week(origin - weeks + 1)
    target = np.full(weeks, np.nan)
    censored = np.zeros(weeks, dtype=bool)
    inside = (series.weeks >= first) & (series.weeks <= origin) & _said(series)
    place = series.weeks[inside] - first
    target[place] = targets(series)[inside]
    censored[place] = series.stockout_days[inside] > 0
    served, seen = np.zeros(weeks), np.ones(weeks)
    served[place], seen[place] = _served(series)[inside], _seen(series)[inside]
    return Demand(first, target, censored, served, seen)


def targets(series: Series) -> Floats:
    """
    Return what each row of *series* says was asked for, NaN where it says nothing.

    >>> tablets = Series.from_rows(SchoolId("0403691-0"), ResourceId("tablet"), ResourceKind.REUSABLE,
    ...     [WeekRow(2950, peak_concurrent=10, recorded_days=5), WeekRow(2951, units=41), WeekRow(2952)])
    >>> targets(tablets)
    array([10., nan, nan])
    """
    return np.where(_said(series) & ~_untold(series), _target(series), np.nan)


def _said(series: Series) -> Bools:
    said: Bools = (series.recorded_days > 0) | (series.units > 0) | (series.unserved > 0)
    return said | (series.peak_concurrent > 0) | (series.learners > 0)


def foreseeable(series: Series, origin: Week) -> bool:
    """
    Tell whether something can be said of *series*: not where all that is known is use without its peak.

    >>> tablets = Series.from_rows(SchoolId("0403691-0"), ResourceId("tablet"), ResourceKind.REUSABLE,
    ...     [WeekRow(2950, units=41, recorded_days=5)])
    >>> foreseeable(tablets, Week(2951))
    False
    """
    return not _untold(series).any() or bool(demand(series, origin).known.any())


def _untold(series: Series) -> Bools:
    """Return where a reusable was in use and its peak is not known: what was used was used by somebody at once."""
    untold: Bools = (series.units > 0) & (series.peak_concurrent == 0)
    return untold & (series.kind is ResourceKind.REUSABLE)


def _target(series: Series) -> Ints:
    match series.kind:
        case ResourceKind.CONSUMABLE:
            return series.units + series.unserved
        case ResourceKind.REUSABLE:
            return series.peak_concurrent + -(-series.unserved // np.maximum(series.stockout_days, 1))
        case ResourceKind.PACK:
            return series.learners + series.unserved


def _served(series: Series) -> Ints:
    match series.kind:
        case ResourceKind.CONSUMABLE:
            return series.units
        case ResourceKind.REUSABLE:
            return series.peak_concurrent
        case ResourceKind.PACK:
            return series.learners


def _seen(series: Series) -> Floats:
    if series.kind is not ResourceKind.CONSUMABLE:
        return np.full(series.weeks.size, np.nan)
    days = np.maximum(np.maximum(series.recorded_days, series.stockout_days), 1)
    # Stock that runs out lasts, in the mean, half of that day.
    half = 0.5 * ((series.stockout_days > 0) & (series.units > 0))
    share: Floats = np.clip(1 - (series.stockout_days - half) / days, 0.0, 1.0)
    return share
