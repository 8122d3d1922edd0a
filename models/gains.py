"""When a gain on past origins is more than noise, and more than a few series': one rule for methods and for weights."""

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.demand import Floats

_LEAST_ERRORS = 1.5
"""Standard errors that a gain must exceed: one series a thousand times the others must not choose for all."""
_TINY = 1e-300
_LEAST_SERIES = 3
"""With fewer nobody is outvoted, and each origin of a series counts by itself."""

Choice = TypeVar("Choice")


def clearly_best(
    losses: Mapping[Choice, Floats], usual: Choice, series: NDArray[np.integer[Any]], least_gain: float
) -> Choice:
    """
    Return the choice of the least loss; the usual one unless the gain is above *least_gain*, and not of a few series.

    *series*: whose each loss is. What one gains at several origins is told once: it may be its own luck or its own way.
    Not of a few is a gain that is clear in units, or in shares of what each series loses: one huge series neither makes
    a gain nor hides that of all the others.

    >>> own, many = np.full(40, 2.0), np.arange(40)
    >>> [clearly_best({"usual": own, "other": own * by}, "usual", many, 0.01) for by in (0.97, 0.995)]
    ['other', 'usual']
    """

    def wins(choice: Choice) -> bool:
        own, other = losses[usual], losses[choice]
        if float((own - other).sum()) <= least_gain * float(own.sum()):
            return False
        gain, both = _by_series(own - other, series), _by_series(own + other, series)
        return _clear(gain) or _clear(gain / np.maximum(both, _TINY))

    return min((usual, *filter(wins, losses)), key=lambda choice: float(losses[choice].sum()))


def _clear(gains: Floats) -> bool:
    return float(gains.sum()) > _LEAST_ERRORS * float(np.sqrt((gains**2).sum()))


def _by_series(gain: Floats, series: NDArray[np.integer[Any]]) -> Floats:
    told, at = np.unique(series, return_inverse=True)
    if len(told) < _LEAST_SERIES:
        return gain
    together = np.zeros(len(told))
    np.add.at(together, at, gain)
    return together
