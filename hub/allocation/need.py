"""How much of each need stays open where something is there already, from its curve."""

import numpy as np

from hub.allocation.instance import Floats, Ints
from hub.allocation.worth import Curves

_DIGITS = 9
"""Of a use that count: the last ones are rounding, as in ``worth``."""


def unmet(curve: Curves, have: Ints | Floats) -> Floats:
    """
    Return E[(need - have)+] in units, exactly, of each pair.

    >>> unmet(Curves(np.array([0.0, 1.0]), np.array([[0.0, 10.0]])), np.array([4.0])).tolist()
    [1.8]
    """
    found, there = np.zeros(len(curve.need)), np.asarray(have, dtype=float)
    for left in range(len(curve.chance) - 1):
        low, high = curve.need[:, left] - there, curve.need[:, left + 1] - there
        width = np.where(high > low, high - low, 1.0)
        part = np.where(low >= 0, (low + high) / 2, np.maximum(high, 0.0) ** 2 / (2 * width))
        found += (curve.chance[left + 1] - curve.chance[left]) * np.where(high > 0, part, 0.0)
    return found


def used(curve: Curves, have: Ints, lot: Ints) -> Floats:
    """Return the units of one more lot that are expected to be used, of each pair."""
    return np.asarray(np.round(unmet(curve, have) - unmet(curve, have + lot), _DIGITS))


def chance_needed(curve: Curves, have: Ints) -> Floats:
    """
    Return the chance that more than *have* is needed, of each pair.

    >>> curve = Curves(np.array([0.0, 0.5, 1.0]), np.array([[0.0, 4.0, 6.0]] * 3 + [[5.0, 5.0, 5.0]]))
    >>> chance_needed(curve, np.array([2, 5, 6, 3])).tolist()
    [0.75, 0.25, 0.0, 1.0]
    """
    found = np.where(curve.need[:, 0] > have, 1.0, 0.0)
    for left in range(len(curve.chance) - 1):
        low, high = curve.need[:, left], curve.need[:, left + 1]
        within = (low <= have) & (have < high)
        part = (have - low) / np.where(within, high - low, 1.0)
        chance = curve.chance[left] + part * (curve.chance[left + 1] - curve.chance[left])
        found = np.where(within, 1.0 - chance, found)
    return found


def likely(curve: Curves) -> Floats:
    """
    Return the need at the chance of one half, of each pair.

    >>> likely(Curves(np.array([0.0, 1.0]), np.array([[0.0, 10.0]]))).tolist()
    [5.0]
    """
    if not len(curve.need):
        return np.zeros(0)
    at = int(np.searchsorted(curve.chance, 0.5))
    low, high = curve.chance[at - 1], curve.chance[at]
    return np.asarray(curve.need[:, at - 1] + (0.5 - low) / (high - low) * (curve.need[:, at] - curve.need[:, at - 1]))
