"""Quantiles of the gamma distribution, for the made-up instances: the hub has no scipy."""

from math import exp, lgamma, log, sqrt

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.instance import Floats

_STEPS, _TERMS = 60, 2_000
_PRECISE = 1e-10


@compiled
def _below(shape: float, x: float) -> float:
    """Return the chance of less than *x*, by the series of the incomplete gamma function."""
    term = total = 1.0 / shape
    for n in range(1, _TERMS):
        term *= x / (shape + n)
        total += term
        if term < total * 1e-14:
            break
    return total * exp(shape * log(x) - x - lgamma(shape))


@compiled
def _start(chance: float, normal: float, shape: float) -> float:
    """Return about where the quantile is (Wilson and Hilferty; near 0 the first term of the series)."""
    ninth = 1.0 / (9.0 * shape)
    root = 1.0 - ninth + normal * sqrt(ninth)
    if root > 0.2:
        return shape * root * root * root
    return exp((log(chance) + lgamma(shape + 1.0)) / shape)


@compiled
def _fill(chance: float, normal: float, shape: Floats, found: Floats) -> None:
    for row in range(len(shape)):
        k, low, high = shape[row], 0.0, np.inf
        x = _start(chance, normal, k)
        for _ in range(_STEPS):
            error = _below(k, x) - chance
            if error > 0:
                high = x
            else:
                low = x
            step = error / exp((k - 1.0) * log(x) - x - lgamma(k))
            if abs(step) < _PRECISE * x:
                break
            x -= step
            # Newton's steps from a poor start may leave where the quantile is known to be.
            if x <= low or x >= high:
                x = 2.0 * low + 1e-300 if high == np.inf else (low + high) / 2.0
        found[row] = x


def quantile(chance: float, normal: float, shape: Floats) -> Floats:
    """
    Return the quantile of each gamma distribution of scale 1; *normal* is the same quantile of the normal one.

    >>> [round(float(one), 6) for one in quantile(0.5, 0.0, np.array([1.0, 4.0]))]
    [0.693147, 3.672061]
    """
    found = np.zeros(len(shape))
    _fill(chance, normal, shape, found)
    return found
