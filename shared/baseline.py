"""The fallback forecast, in numpy alone: a few methods, chosen by pattern, and the period's need on top of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from math import erf, sqrt
from statistics import NormalDist

import numpy as np

from shared.demand import Bools, Floats, Ints
from shared.features import SHORT_WEEKS, History, Pattern, patterns
from shared.forecast import LEVELS
from shared.resources import ResourceKind
from shared.seasons import Season, season_of

HALF_LIVES = (2.0, 4.0)
"""In weeks of full exposure."""
LONG_HALF_LIFE = 20.0
"""In weeks of full exposure: of what changes slowly, old weeks tell as well, and the least values need many."""
Reach = tuple[float, float, float]
PACK_REACH: Reach = (1.1, 1.5, 2.2)
"""P10, P50 and P90 of a period's distinct learners over those of its busiest week, where no card says better."""
WEEK_TO_WEEK = 0.7
"""Correlation of the errors of two weeks of a period, where no card says better."""
_UNSTRETCHED: Reach = (1.0, 1.0, 1.0)
_AS_DRAWN: Mapping[ResourceKind, Reach] = {}
SCENARIOS = 128
_PAIRS = 2.0
_MOSTLY = 0.5
"""Of the weeks to foresee, whose last year is known."""
_Z90 = NormalDist().inv_cdf(LEVELS[-1])


class Method(StrEnum):
    """How the quantiles of a week are made."""

    CALBLEND = "calblend"
    """Mean of the quantiles of calendar-adjusted history (half-lives 2 and 4) and of Naive."""
    WINDOW = "window"
    """Exposure-adjusted quantiles of the whole history, which is slowly forgotten."""
    BLEND = "blend"
    """Mean of the quantiles of these two."""
    SEASONAL = "seasonal"
    """The same week of last year, with the spread of its past errors."""
    NAIVE = "naive"
    """The last known week, with the spread of its past errors."""
    SEASON_WINDOW = "season_window"
    """WINDOW of what is left without the time of year."""
    SEASON_BLEND = "season_blend"
    """BLEND without the time of year, nor the drift for WINDOW."""
    SEASON_MEAN = "season_mean"
    """Mean of the quantiles of these two and of SEASONAL."""


PLAIN = (Method.CALBLEND, Method.WINDOW, Method.BLEND, Method.NAIVE)
OF_LAST_YEAR = (Method.SEASONAL,)
OF_SEASONS = (Method.SEASON_WINDOW, Method.SEASON_BLEND, Method.SEASON_MEAN)
DEFAULT_METHODS: Mapping[Pattern, Method] = {
    Pattern.DENSE: Method.CALBLEND,
    Pattern.INTERMITTENT: Method.CALBLEND,
    Pattern.SPARSE: Method.WINDOW,
    Pattern.SHORT: Method.CALBLEND,
}


def weekly_quantiles(
    history: History, methods: Mapping[Pattern, Method] = DEFAULT_METHODS
) -> tuple[Floats, list[Method]]:
    """Return the baseline's quantiles, N x H x 3, never crossing and never negative, and the method of each series."""
    chosen = [methods.get(one, DEFAULT_METHODS[one]) for one in patterns(history)]
    out = np.zeros((len(history.y), history.future.size, len(LEVELS)))
    for method in set(chosen):
        rows = np.array([one is method for one in chosen])
        out[rows] = by_method(_rows(history, rows), method)
    return widen(out, history.known.sum(axis=1)), chosen


def by_method(history: History, method: Method, season: Season | None = None) -> Floats:
    """Return one method's quantiles of the weeks to foresee, N x H x 3; *season* is ``season_of(history)``."""
    match method:
        case Method.CALBLEND:
            return calblend(history)
        case Method.WINDOW:
            return long_window(history)
        case Method.BLEND:
            return (calblend(history) + long_window(history)) / 2
        case Method.NAIVE:
            return naive(history)
        case Method.SEASONAL:
            return seasonal(history)
    fit = season or season_of(history)
    match method:
        case Method.SEASON_WINDOW:
            return _seasoned(long_window(replace(history, y=history.y / fit.past)), fit)
        case Method.SEASON_BLEND:
            return _season_blend(history, fit)
        case Method.SEASON_MEAN:
            last_year = np.where(fit.told[:, None, None], seasonal(history), calblend(history))
            return (2 * _season_blend(history, fit) + last_year) / 3


def all_methods(history: History, season: Season) -> dict[Method, Floats]:
    """Return the quantiles of every method, N x H x 3: what is chosen from."""
    return {method: by_method(history, method, season) for method in Method}


def speaking(history: History, season: Season) -> dict[Method, Bools]:
    """Return for which series the methods of a year have anything of their own to say, N: elsewhere they are others."""
    last_year = (~np.isnan(_year_before(history, history.future_weeks))).mean(axis=1) >= _MOSTLY
    return {**dict.fromkeys(OF_LAST_YEAR, last_year), **dict.fromkeys(OF_SEASONS, season.told)}


def _season_blend(history: History, season: Season) -> Floats:
    now = calblend(replace(history, y=history.y / season.past))
    ever = long_window(replace(history, y=history.y / season.past / season.level))
    # Of a series too young for a season this is CALBLEND, not another method that nobody asked for.
    return _seasoned(np.where(season.told[:, None, None], (now + ever) / 2, now), season)


def _seasoned(flat: Floats, season: Season) -> Floats:
    """Return quantiles with the time of year ahead; what it was fitted to lies nearer than what comes."""
    middle = flat[:, :, 1:2]
    return monotone(middle + (flat - middle) * season.wider[:, None, None]) * season.ahead[:, :, None]


def calblend(history: History) -> Floats:
    """Return the mean of the quantiles of three unlike views of the same history."""
    views = [adjusted_quantiles(history, half_life) for half_life in HALF_LIVES]
    return (sum(views, start=np.zeros_like(views[0])) + naive(history)) / (len(views) + 1)


def adjusted_quantiles(history: History, half_life: float) -> Floats:
    """Return quantiles of use per exposure, recent weeks counting more, times the exposure ahead."""
    return _scaled(history, _remembered(history, half_life))


def _remembered(history: History, half_life: float) -> Floats:
    since = np.cumsum(history.exposure[::-1])[::-1] - history.exposure
    weights: Floats = 0.5 ** (since / half_life) * history.exposure
    return weights


def long_window(history: History) -> Floats:
    """Return quantiles of use per exposure over the whole history, slowly forgotten, times the exposure ahead."""
    return _scaled(history, _remembered(history, LONG_HALF_LIFE), predictive=True)


def _scaled(history: History, weights: Floats, *, predictive: bool = False) -> Floats:
    rates = weighted_quantiles(history.y / history.exposure, weights * history.known, predictive=predictive)
    scaled: Floats = rates[:, None, :] * history.future[None, :, None]
    return scaled


def naive(history: History) -> Floats:
    """Return the last known week, spread as its past errors grown with the square root of the steps ahead."""
    filled, sigma = _steps(history)
    ahead = np.sqrt(np.arange(1, history.future.size + 1))
    return _spread(np.broadcast_to(filled[:, -1:], (len(filled), ahead.size)), sigma[:, None] * ahead)


def _steps(history: History) -> tuple[Floats, Floats]:
    """Return rows in which unknown weeks repeat the last known one, and the usual step from week to week."""
    filled, seen = forward_filled(history.y)
    step = np.diff(filled, axis=1, prepend=filled[:, :1])
    counts = history.known & seen
    counts[:, 0] = False
    return filled, np.sqrt((step**2 * counts).sum(axis=1) / np.maximum(counts.sum(axis=1), 1))


def seasonal(history: History) -> Floats:
    """Return the same week of last year, spread as years differed, and Naive where last year is not known."""
    values = _year_before(history, history.future_weeks)
    errors = history.y - _year_before(history, history.weeks)
    count = (~np.isnan(errors)).sum(axis=1)
    # Few pairs of years tell little of how unlike years are: the step from week to week speaks for two more.
    squares = np.nansum(errors**2, axis=1) + _PAIRS * _steps(history)[1] ** 2
    sigma = np.sqrt(squares / (count + _PAIRS))
    spread = _spread(np.nan_to_num(values), np.broadcast_to(sigma[:, None], values.shape))
    return np.where(np.isnan(values)[:, :, None], naive(history), spread)


def _year_before(history: History, weeks: Ints) -> Floats:
    """Return what is known of a year before *weeks*, N x W, NaN where nothing is."""
    place = np.minimum(np.searchsorted(history.weeks, weeks - history.season), history.weeks.size - 1)
    return np.where(history.weeks[place] == weeks - history.season, history.y[:, place], np.nan)


def weighted_quantiles(values: Floats, weights: Floats, *, predictive: bool = False) -> Floats:
    """
    Return P10, P50 and P90 of each row of *values*; what weighs nothing is not looked at, an empty row gives zeros.

    *predictive* ones are of the next value, which lies beyond all n known ones twice in n + 1 times: a little wider.

    >>> weighted_quantiles(np.array([[1.0, 2.0, 3.0, np.nan]]), np.array([[1.0, 1.0, 1.0, 0.0]]))
    array([[1., 2., 3.]])
    """
    used = weights > 0
    order = np.argsort(np.where(used, values, np.inf), axis=1, kind="stable")
    ordered = np.take_along_axis(np.where(used, values, 0.0), order, axis=1)
    weight = np.take_along_axis(np.where(used, weights, 0.0), order, axis=1)
    count = used.sum(axis=1)
    total = np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    position = (np.cumsum(weight, axis=1) - weight / 2) / total
    if predictive:
        alike = total**2 / np.maximum((weight**2).sum(axis=1, keepdims=True), 1e-300)
        position = 0.5 + (position - 0.5) * alike / (alike + 1)
    rows, last = np.arange(len(values)), np.maximum(count - 1, 0)
    out = np.zeros((len(values), len(LEVELS)))
    for column, level in enumerate(LEVELS):
        right = np.minimum((position < level).sum(axis=1), last)
        left = np.maximum(right - 1, 0)
        gap = position[rows, right] - position[rows, left]
        share = np.clip((level - position[rows, left]) / np.where(gap > 0, gap, 1.0), 0.0, 1.0)
        out[:, column] = ordered[rows, left] + share * (ordered[rows, right] - ordered[rows, left])
    return np.where(count[:, None] > 0, out, 0.0)


def widen(weekly: Floats, known_weeks: Floats) -> Floats:
    """Spread the quantiles of series with fewer than four known weeks: one week says little about the next."""
    short = ((known_weeks > 0) & (known_weeks < SHORT_WEEKS))[:, None]
    margin = 1.0 / (np.asarray(known_weeks, dtype=float)[:, None] + 1.0)
    p10, p50, p90 = np.moveaxis(weekly, 2, 0)
    low = np.where(short, np.minimum(p10, p50 * (1 - margin)), p10)
    high = np.where(short, np.maximum(p90, p50 * (1 + 2 * margin) + margin), p90)
    return monotone(np.stack([low, p50, high], axis=2))


def monotone(quantiles: Floats) -> Floats:
    """Return quantiles that neither cross nor fall below zero, along the last axis."""
    return np.maximum.accumulate(np.maximum(quantiles, 0.0), axis=-1)


def period_quantiles(
    weekly: Floats,
    kinds: Sequence[ResourceKind],
    *,
    reach: Reach = PACK_REACH,
    correlation: float = WEEK_TO_WEEK,
    stretch: Mapping[ResourceKind, Reach] = _AS_DRAWN,
) -> Floats:
    """
    Return P10, P50 and P90 of the need of the whole period, N x 3.

    Weeks are drawn together in fixed scenarios, since the sum of the weeks' P90 is not the P90 of their sum.
    Consumables add up, reusables take the highest week; packs reach *reach* times the learners of the usual highest
    week, since the same learners come again and only a panel of periods can say how many do. *stretch*, by kind, is
    what past periods were over such quantiles: school years drift, and a peak is no middling week.
    """
    p10, p50, p90 = np.moveaxis(weekly, 2, 0)
    low, high = np.maximum(p10 - 0.75 * (p50 - p10), 0.0), p90 + (p90 - p50)
    knots = np.stack([low, p10, p50, p90, high], axis=2)
    drawn = np.einsum("shk,nhk->nsh", _scenarios(weekly.shape[1], correlation), knots, optimize=True)
    adds = np.array([kind is ResourceKind.CONSUMABLE for kind in kinds], dtype=bool)
    packs = np.array([kind is ResourceKind.PACK for kind in kinds], dtype=bool)
    totals = np.quantile(np.where(adds[:, None], drawn.sum(axis=2), drawn.max(axis=2)), LEVELS, axis=1).T
    needs = np.where(packs[:, None], totals[:, 1:2] * np.array(reach), totals)
    return monotone(needs * np.array([stretch.get(kind, _UNSTRETCHED) for kind in kinds]).reshape(-1, len(LEVELS)))


@lru_cache(maxsize=8)
def _scenarios(horizon_weeks: int, correlation: float) -> Floats:
    """Return how much of each knot (0, .1, .5, .9, 1) each scenario's week takes, S x H x 5: the same everywhere."""
    normal = NormalDist()
    # A Kronecker sequence covers the cube evenly, and is the same on every machine and version of numpy.
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (horizon_weeks + 1))
    steps = (np.arange(SCENARIOS)[:, None] + 0.5) * root ** -np.arange(1.0, horizon_weeks + 1)
    common = np.array([normal.inv_cdf((s + 0.5) / SCENARIOS) for s in range(SCENARIOS)])
    own = np.vectorize(normal.inv_cdf)(np.clip(steps % 1.0, 1e-3, 1 - 1e-3))
    z = sqrt(correlation) * common[:, None] + sqrt(1 - correlation) * own
    chance: Floats = np.array([0.5 * (1 + erf(value / sqrt(2))) for value in z.ravel()]).reshape(z.shape)
    knots = np.array([0.0, *LEVELS, 1.0])
    right = np.clip(np.searchsorted(knots, chance), 1, len(knots) - 1)
    share = (chance - knots[right - 1]) / (knots[right] - knots[right - 1])
    out = np.zeros((*chance.shape, len(knots)))
    np.put_along_axis(out, right[..., None], share[..., None], axis=2)
    np.put_along_axis(out, right[..., None] - 1, 1 - share[..., None], axis=2)
    return out


def _spread(middle: Floats, sigma: Floats) -> Floats:
    z = np.array([-_Z90, 0.0, _Z90])
    return monotone(middle[:, :, None] + sigma[:, :, None] * z)


def forward_filled(y: Floats) -> tuple[Floats, Bools]:
    """Return rows in which unknown weeks repeat the last known one (0 before the first), and where one came before."""
    known = ~np.isnan(y)
    place = np.maximum.accumulate(np.where(known, np.arange(y.shape[1]), -1), axis=1)
    filled = np.take_along_axis(np.nan_to_num(y), np.maximum(place, 0), axis=1)
    earlier = np.concatenate([np.zeros((len(y), 1), dtype=bool), (place >= 0)[:, :-1]], axis=1)
    return np.where(place >= 0, filled, 0.0), earlier


def _rows(history: History, rows: Bools) -> History:
    return replace(history, y=history.y[rows], censored=history.censored[rows])
