"""What a lot is worth at a school: the units of it that are expected to be used, from the quantiles of the need."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shared.allocation import Need
from shared.resources import Resource

Floats = NDArray[np.float64]

_CHANCES = np.array([0.0, 0.1, 0.5, 0.9, 1.0])


def knots(needs: Sequence[Need]) -> Floats:
    """
    Return the need at chances 0, .1, .5, .9 and 1, N x 5: straight lines through the quantiles, with tails.

    >>> knots([Need(10, 14, 19)]).tolist()
    [[7.0, 10.0, 14.0, 19.0, 24.0]]
    """
    q = np.array([(n.p10, n.p50, n.p90) for n in needs], dtype=float).reshape(-1, 3)
    q = np.maximum.accumulate(np.maximum(q, 0.0), axis=1)
    p10, p50, p90 = q.T
    return np.stack([np.maximum(p10 - 0.75 * (p50 - p10), 0.0), p10, p50, p90, p90 + (p90 - p50)], axis=1)


def expected_unmet(knots: Floats, have: Floats) -> Floats:
    """
    Return E[(need - have)+] in units, exactly, for each row.

    >>> expected_unmet(np.array([[0.0, 1.0, 5.0, 9.0, 10.0]]), np.array([0.0])).tolist()
    [5.0]
    """
    unmet = np.zeros(len(knots))
    for left in range(len(_CHANCES) - 1):
        low, high = knots[:, left] - have, knots[:, left + 1] - have
        width = np.where(high > low, high - low, 1.0)
        part = np.where(low >= 0, (low + high) / 2, np.maximum(high, 0.0) ** 2 / (2 * width))
        unmet += (_CHANCES[left + 1] - _CHANCES[left]) * np.where(high > 0, part, 0.0)
    return unmet


def used(before: Floats, after: Floats) -> Floats:
    """Return the units that a lot takes off the unmet need, without the noise of the last digits."""
    return np.round(before - after, 9)


def lot_uses(needs: Sequence[Need], have: Sequence[int], lots: Sequence[int]) -> Floats:
    """
    Return for each need how many units of one more lot are expected to be used, N.

    >>> lot_uses([Need(10, 14, 19)], have=[0], lots=[5]).tolist()
    [5.0]
    """
    here, there = knots(needs), np.array(have, dtype=float)
    return used(expected_unmet(here, there), expected_unmet(here, there + np.array(lots, dtype=float)))


def chance_needed(need: Need, have: int) -> float:
    """
    Return the chance that more than *have* is needed.

    >>> chance_needed(Need(10, 14, 19), 14), chance_needed(Need(0, 0, 0), 0)
    (0.5, 0.0)
    """
    row = knots([need])[0]
    return float(1.0 - np.interp(have, row, _CHANCES)) if row[-1] > have else 0.0


def lot_value(use: float, resource: Resource, urgency_pct: int) -> int:
    """
    Return what a lot is worth, in millionths: units expected to be used x worth of a unit x urgency.

    >>> lot_value(5.0, Resource(id="guia", name="Guías", kind="consumable", lot=5), urgency_pct=120)
    6000000
    """
    return round(use * (resource.value * urgency_pct / 100))
