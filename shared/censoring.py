"""Weeks without stock: what would have been asked for, estimated from what their days with stock show."""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from shared.demand import Bools, Floats

_ROUNDS = 3
"""The usual week and the lifted weeks depend on each other; after three rounds neither moves by 1 %."""
_MOST_DOUBT = 4.0
"""A usual week never counts for more than so many weeks with stock."""
_LITTLE_SEEN = 1 / 3
"""Of a week of which no more was seen than that nobody can say that it was a quiet one."""
_LEAST_SPREAD = 0.05
"""Of the squared usual week: weeks are never all alike."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What was seen of weeks with days without stock, N x T like the targets."""

    served: Floats
    """The part of the target that was served."""
    seen: Floats
    """Share of the week's days with stock; NaN where the need is a peak, of which a day with stock shows no part."""


def lift(y: Floats, censored: Bools, exposure: Floats, shown: Shown | None = None) -> Floats:
    """
    Raise each censored week to what was likely asked for: a stock-out is never read as low need.

    Where it is known what the days with stock *shown*, a week of which two in five days had none counts as use / 0.6,
    drawn towards the usual week the less those days say; a peak is what weeks above that peak usually reach. Otherwise,
    and where a third of the week or less was seen, it is raised at least to the usual use of the series.

    >>> y = np.array([[8.0, 10.0, 12.0, 3.0]])
    >>> short = np.array([[False, False, False, True]])
    >>> lift(y, short, np.ones(4))
    array([[ 8., 10., 12., 10.]])
    >>> lift(y, short, np.ones(4), Shown(served=y, seen=np.where(short, 0.6, 1.0))).round(1)
    array([[ 8. , 10. , 12. ,  6.3]])
    """
    censored = censored & ~np.isnan(y)
    if not censored.any():
        return y
    bound = y / exposure
    usual = _median(np.where(censored | np.isnan(y), np.inf, bound))[:, None]
    if shown is None:
        return np.where(censored, np.fmax(y, usual * exposure), y)
    served, seen = np.where(censored, shown.served / exposure, 0.0), np.where(censored, shown.seen, 1.0)
    least = np.where(np.isnan(seen) | (seen > _LITTLE_SEEN), bound, np.fmax(bound, usual))
    rate = least
    for _ in range(_ROUNDS):
        mean, spread = _usual(rate)
        likely = np.where(
            np.isnan(seen), _above(served, mean, spread), _completed(bound, served, np.nan_to_num(seen), mean, spread)
        )
        rate = np.where(censored, np.fmax(least, likely), bound)
    lifted: Floats = rate * exposure
    return lifted


def _usual(rate: Floats) -> tuple[Floats, Floats]:
    """Return the mean and the variance of each row, N x 1."""
    count = np.maximum((~np.isnan(rate)).sum(axis=1, keepdims=True), 1)
    mean: Floats = np.nansum(rate, axis=1, keepdims=True) / count
    spread: Floats = np.nansum((rate - mean) ** 2, axis=1, keepdims=True) / np.maximum(count - 1, 1)
    return mean, spread


def _completed(bound: Floats, served: Floats, seen: Floats, mean: Floats, spread: Floats) -> Floats:
    """Add to what was served what the days without stock would have taken: a Poisson rate with a gamma prior."""
    prior = np.minimum(mean / np.maximum(spread - mean, _LEAST_SPREAD * mean**2 + 1e-9), _MOST_DOUBT)
    rate = (served + prior * mean) / np.maximum(seen + prior, 1e-9)
    completed: Floats = served + np.maximum(bound - served, (1 - seen) * rate)
    return completed


def _above(peak: Floats, mean: Floats, spread: Floats) -> Floats:
    """Return the mean of a normal week given that it lies above *peak*."""
    deviation = np.sqrt(spread) + 1e-9
    z = np.clip((peak - mean) / deviation, -5.0, 3.0)
    above: Floats = mean + deviation * np.exp(-z * z / 2) / sqrt(2 * pi) / _tail(z)
    return above


def _tail(z: Floats) -> Floats:
    """Return the share of a standard normal above *z*, to 1e-7 (Abramowitz and Stegun 26.2.17)."""
    size = np.abs(z)
    t = 1 / (1 + 0.2316419 * size)
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    upper = np.exp(-size * size / 2) / sqrt(2 * pi) * poly
    tail: Floats = np.where(z >= 0, upper, 1 - upper)
    return tail


def _median(values: Floats) -> Floats:
    """Return the median of the finite values of each row, 0 where there is none."""
    count = np.isfinite(values).sum(axis=1)
    ordered = np.sort(values, axis=1)
    rows = np.arange(len(values))
    low, high = ordered[rows, np.maximum(count - 1, 0) // 2], ordered[rows, np.minimum(count // 2, values.shape[1] - 1)]
    middle: Floats = np.where(count > 0, np.where(np.isfinite(low), low, 0) + np.where(np.isfinite(high), high, 0), 0)
    return middle / 2
