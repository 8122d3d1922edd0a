"""The scores that every report gives beside the baseline's: quantile loss, WAPE, RMSE, bias, coverage, run short."""

from typing import NamedTuple

import numpy as np

from shared.demand import Bools, Floats
from shared.forecast import LEVELS


def pinball(y: Floats, quantiles: Floats) -> Floats:
    """
    Return the pinball loss of each value and level; NaN where *y* is.

    >>> pinball(np.array([10.0]), np.array([[8.0, 9.0, 14.0]])).round(2)
    array([[0.2, 0.5, 0.4]])
    """
    levels = np.array(LEVELS)
    miss = y[..., None] - quantiles
    loss: Floats = np.maximum(levels * miss, (levels - 1) * miss)
    return loss


def wql(y: Floats, quantiles: Floats) -> float:
    """
    Return (2/3) x sum of pinball(.1, .5, .9) / sum of y over the known values: 0 is perfect, and 0 where all y are 0.

    >>> round(wql(np.array([10.0, np.nan]), np.array([[8.0, 10.0, 14.0], [0.0, 0.0, 0.0]])), 2)
    0.04
    """
    return _share(2 / len(LEVELS) * float(np.nansum(pinball(y, quantiles))), float(np.nansum(y)))


def wape(y: Floats, quantiles: Floats) -> float:
    """Return the sum of absolute errors of the median over the sum of y."""
    return _share(float(np.nansum(np.abs(y - quantiles[..., 1]))), float(np.nansum(y)))


def rmse(y: Floats, quantiles: Floats) -> float:
    """Return the root of the mean squared error of the median, in units."""
    errors = (y - quantiles[..., 1])[~np.isnan(y)]
    return float(np.sqrt((errors**2).mean())) if errors.size else 0.0


def bias(y: Floats, quantiles: Floats) -> float:
    """
    Return (sum of mean forecasts - sum of y) / sum of y: below 0 means too little was foreseen.

    >>> round(bias(np.array([10.0, 20.0]), np.array([[8.0, 9.0, 10.0], [16.0, 18.0, 20.0]])), 2)
    -0.1
    """
    known = ~np.isnan(y)
    return _share(float((mean(quantiles) - y)[known].sum()), float(y[known].sum()))


def mean(quantiles: Floats) -> Floats:
    """Return the mean that three quantiles stand for (Swanson's rule: 0.3, 0.4, 0.3)."""
    middle: Floats = quantiles @ np.array([0.3, 0.4, 0.3])
    return middle


def coverage(y: Floats, quantiles: Floats) -> float:
    """Return the share of known values between P10 and P90: 0.8 is the aim."""
    known = ~np.isnan(y)
    inside = (y >= quantiles[..., 0]) & (y <= quantiles[..., 2])
    return _share(float(inside[known].sum()), float(known.sum()))


class RunShort(NamedTuple):
    """How well "will run short" is said; ``base_rate`` is how often it happens."""

    precision: float
    recall: float
    f1: float
    base_rate: float


def chance_above(quantiles: Floats, stock: Floats) -> Floats:
    """
    Return the chance that need exceeds *stock*, read off the line through the three quantiles.

    >>> chance_above(np.array([[5.0, 10.0, 20.0]]), np.array([15.0])).round(2)
    array([0.3])
    """
    p10, p50, p90 = np.moveaxis(quantiles, -1, 0)
    knots = np.stack([np.maximum(p10 - (p50 - p10), 0), p10, p50, p90, p90 + (p90 - p50)], axis=-1)
    below = np.array([0.0, *LEVELS, 1.0])
    out = np.where(stock >= knots[..., -1], 0.0, 1.0)
    for at in range(len(below) - 1):
        left, right = knots[..., at], knots[..., at + 1]
        share = (stock - left) / np.where(right - left > 1e-9, right - left, 1.0)
        between = (stock >= left) & (stock < right)
        out = np.where(between, 1 - below[at] - share * (below[at + 1] - below[at]), out)
    return out


def run_short(happened: Bools, said: Bools) -> RunShort:
    """
    Return precision, recall, F1 and the base rate.

    >>> run_short(np.array([True, True, False, False]), np.array([True, False, True, False]))
    RunShort(precision=0.5, recall=0.5, f1=0.5, base_rate=0.5)
    """
    hits = float((happened & said).sum())
    precision = _share(hits, float(said.sum()))
    recall = _share(hits, float(happened.sum()))
    f1 = _share(2 * precision * recall, precision + recall)
    return RunShort(precision, recall, f1, _share(float(happened.sum()), float(happened.size)))


def best_threshold(happened: Bools, chance: Floats) -> float:
    """Return the threshold on *chance*, of 0.05 to 0.95, with the best F1: to be tuned on a past origin."""
    thresholds = np.arange(1, 20) / 20
    scores = [run_short(happened, chance >= threshold).f1 for threshold in thresholds]
    return float(thresholds[int(np.argmax(scores))])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
