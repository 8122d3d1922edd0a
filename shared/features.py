"""The one definition, for training and serving, of what a forecast looks at: school-time history and network inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.censoring import Shown, lift
from shared.demand import WINDOW_WEEKS, Bools, Floats, Ints, Series, demand
from shared.forecast import LEVELS, PERIOD_WEEKS, RestsOn
from shared.resources import ResourceKind
from shared.school_year import SchoolCalendar, Week

HISTORY_WEEKS = 26
"""School weeks of history that the network sees."""
STATIC = 7
"""Numbers per series that do not change from week to week."""
_KINDS = tuple(ResourceKind)


class Pattern(StrEnum):
    """How often a series is zero: methods and gates are chosen by it."""

    DENSE = "dense"
    INTERMITTENT = "intermittent"
    SPARSE = "sparse"
    SHORT = "short"
    """Fewer than four known weeks."""


SHORT_WEEKS = 4
YEAR_WEEKS = 52
_INTERMITTENT_FROM, _SPARSE_FROM = 0.25, 0.6
"""Shares of zero weeks."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """
    N series on one axis of T weeks that ends with the origin, and the H weeks to foresee.

    ``y`` is NaN where nothing is known; censored weeks are lifted already.
    """

    weeks: Ints
    exposure: Floats
    y: Floats
    censored: Bools
    future_weeks: Ints
    future: Floats
    """Exposure of the weeks to foresee."""
    season: int = YEAR_WEEKS
    """Steps of ``weeks`` in a year: 52 weeks, or 12 months in a panel by month."""

    @property
    def known(self) -> Bools:
        """Return where something is known, N x T."""
        known: Bools = ~np.isnan(self.y)
        return known


def school_history(
    targets: Floats,
    censored: Bools,
    last: Week,
    origin: Week,
    calendar: SchoolCalendar,
    horizon_weeks: int = PERIOD_WEEKS,
    shown: Shown | None = None,
) -> History:
    """
    Cut a dense N x T block whose columns end with week *last* at *origin*, and take the vacations out.

    Weeks of a year whose calendar is not known are those that the calendar assumes, behind the origin as ahead of it:
    the axis must not depend on what one school recorded, since the region forecasts alone what a laptop does together.

    Without any school week in it the axis keeps one week, of which nothing is known.
    """
    axis = _axis(Week(last - targets.shape[1] + 1), last, origin, calendar, horizon_weeks)
    keep = axis.keep
    seen = Shown(shown.served[:, keep], shown.seen[:, keep]) if shown else None
    return History(
        weeks=axis.weeks,
        exposure=axis.exposure,
        y=lift(targets[:, keep], censored[:, keep], axis.exposure, seen),
        censored=censored[:, keep],
        future_weeks=axis.future_weeks,
        future=axis.future,
    )


class _Axis(NamedTuple):
    """The school weeks of a history; whoever has the same ones shares the arrays, which nobody can change."""

    keep: Bools
    weeks: Ints
    exposure: Floats
    future_weeks: Ints
    future: Floats


# A region's schools have one axis: without the memory most of a forecast's time goes into days and dates.
@lru_cache(maxsize=64)
def _axis(first: Week, last: Week, origin: Week, calendar: SchoolCalendar, horizon_weeks: int) -> _Axis:
    weeks = np.arange(first, last + 1, dtype=np.int64)
    keep = (weeks <= origin) & np.array([calendar.expected_days(Week(int(week))) > 0 for week in weeks])
    # The last week stays even in vacations: an empty axis would need a special case in every formula.
    keep[-1] |= not keep.any()
    future = calendar.next_school_weeks(origin, horizon_weeks)
    exposure = np.array(calendar.exposure([Week(int(week)) for week in weeks[keep]]))
    ahead = np.array(future, dtype=np.int64)
    axis = _Axis(keep, weeks[keep], exposure, ahead, np.array(calendar.exposure(future)))
    for array in axis:
        array.flags.writeable = False
    return axis


def stack(series: Sequence[Series], last: Week, weeks: int = WINDOW_WEEKS) -> tuple[Floats, Bools, Shown]:
    """Return targets, censored weeks and what they show of all series, one row each; columns end with week *last*."""
    runs = [demand(one, last, weeks) for one in series]
    empty = np.empty((0, weeks))

    def rows(parts: list[NDArray[Any]]) -> NDArray[Any]:
        return np.array(parts) if parts else empty

    shown = Shown(rows([run.served for run in runs]), rows([run.seen for run in runs]))
    return rows([run.target for run in runs]), rows([run.censored for run in runs]).astype(bool), shown


def zero_share(history: History) -> Floats:
    """Return for each series the share of zeros among its known weeks of the last 26."""
    recent = history.y[:, -HISTORY_WEEKS:]
    known = np.maximum((~np.isnan(recent)).sum(axis=1), 1)
    share: Floats = (recent == 0).sum(axis=1) / known
    return share


def patterns(history: History) -> list[Pattern]:
    """Return the pattern of each series."""
    known = history.known.sum(axis=1)
    return [
        Pattern.SHORT
        if count < SHORT_WEEKS
        else Pattern.SPARSE
        if share >= _SPARSE_FROM
        else Pattern.INTERMITTENT
        if share >= _INTERMITTENT_FROM
        else Pattern.DENSE
        for count, share in zip(known, zero_share(history), strict=True)
    ]


def network_inputs(
    history: History,
    kinds: Sequence[ResourceKind],
    weekly: Floats,
    period: Floats,
    weight: Floats,
    covariates: Floats | None = None,
) -> Mapping[str, NDArray[np.float32]]:
    """
    Return what the ``.tflite`` takes, by name, one row per series: history as rates, masks, statics, the baseline.

    Args:
        history: N series.
        kinds: Their N kinds.
        weekly: The baseline's weekly quantiles, N x H x 3.
        period: The baseline's quantiles of the period, N x 3.
        weight: How much of the correction counts, 0 to 1, N.
        covariates: What else is known of each series, N x C, each about -1 to 1; 0 where it is not known.
    """
    rates = _right(history.y / history.exposure, np.nan)
    mask = ~np.isnan(rates)
    censored = _right(history.censored.astype(float), 0.0) * mask
    known = np.maximum(mask.sum(axis=1), 1)
    kind = np.array([[one is k for k in _KINDS] for one in kinds], dtype=float).reshape(len(rates), len(_KINDS))
    static = np.column_stack(
        [
            kind,
            zero_share(history),
            mask.sum(axis=1) / HISTORY_WEEKS,
            censored.sum(axis=1) / known,
            np.log1p(np.nan_to_num(period[:, 1])) / 5,
            *([] if covariates is None else [covariates]),
        ]
    )
    arrays = {
        "history": np.nan_to_num(rates),
        "mask": mask,
        "static": static,
        "future": np.broadcast_to(history.future, (len(rates), history.future.size)),
        "base_week": weekly.reshape(len(rates), -1),
        "base_period": period,
        "weight": weight.reshape(-1, 1),
    }
    return {name: np.ascontiguousarray(value, dtype=np.float32) for name, value in arrays.items()}


def input_widths(horizon_weeks: int = PERIOD_WEEKS, covariates: int = 0) -> dict[str, int]:
    """
    Return the width of each input of the network, in the order in which they are declared.

    >>> sum(input_widths().values())
    99
    """
    return {
        "history": HISTORY_WEEKS,
        "mask": HISTORY_WEEKS,
        "static": STATIC + covariates,
        "future": horizon_weeks,
        "base_week": horizon_weeks * len(LEVELS),
        "base_period": len(LEVELS),
        "weight": 1,
    }


def _right(values: Floats, fill: float) -> Floats:
    """Return the last 26 columns, filled up on the left."""
    recent = values[:, -HISTORY_WEEKS:]
    return np.pad(recent, ((0, 0), (HISTORY_WEEKS - recent.shape[1], 0)), constant_values=fill)


def rests_on(history: History, vacations: Ints, methods: Sequence[str], donors: Floats | None = None) -> list[RestsOn]:
    """
    Count for each series what its forecast rests on, from its first known week.

    ``vacations``: weeks taken out; ``donors``: how much schools like it count, 0 to 1.
    """
    out: list[RestsOn] = []
    shares = np.zeros(len(methods)) if donors is None else donors
    for known, censored, method, share in zip(history.known, history.censored, methods, shares, strict=True):
        donors_pct = round(100 * float(share))
        if not known.any():
            out.append(RestsOn(method=method, donors_pct=donors_pct))
            continue
        start = int(known.argmax())
        out.append(
            RestsOn(
                weeks=int(known.sum()),
                missing=int((~known[start:]).sum()),
                stockouts=int((censored & known).sum()),
                vacations=int((vacations > history.weeks[start]).sum()),
                method=method,
                donors_pct=donors_pct,
            )
        )
    return out
