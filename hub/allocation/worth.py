"""What each further lot is worth at each pair: the units of it that are expected to be used, for a country at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.instance import Floats, Ints

MAX_LOTS = 4_000
"""Per pair: a bound on memory, far above any school's need; the pairs that it cuts are told (``Worths.cut``)."""
_LOW_TAIL, _HIGH_TAIL = 3.0, 4.0
"""Beyond the outermost quantiles need goes on as many times as steeply as between them and their neighbours."""
_NOISE = 1e9
"""Digits of a use that count: the last ones are rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """The need of each pair as straight lines through its quantiles: P x K units at K chances, from 0 to 1."""

    chance: Floats
    need: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Worths:
    """What lots are worth, and what is needed and missing before any is sent."""

    first: Ints
    worth: Ints
    """Millionths, never growing within a pair, as ``instance.Pairs`` takes them."""
    expected: Floats
    """Units of need of each pair..."""
    unmet: Floats
    """...and those that what it has already does not cover."""
    cut: Ints
    """Pairs at which more than ``MAX_LOTS`` would be worth sending: the further ones are not looked at."""


def curves(chances: Sequence[float], quantiles: Floats) -> Curves:
    """
    Return the whole curve from quantiles at growing chances, with tails where these do not say where need ends.

    >>> curves([0.1, 0.5, 0.9], np.array([[10.0, 14.0, 19.0]])).need.tolist()
    [[7.0, 10.0, 14.0, 19.0, 24.0]]
    >>> curves([0.5], np.array([[4.0]])).need.tolist()
    [[4.0, 4.0, 4.0]]
    """
    chance = np.array(chances, dtype=float)
    need = np.maximum.accumulate(np.maximum(quantiles, 0.0), axis=1)
    if chance[0] > 0:
        low = need[:, 0] - _LOW_TAIL * chance[0] * _slope(chance[:2], need[:, :2])
        chance, need = np.r_[0.0, chance], np.column_stack([np.maximum(low, 0.0), need])
    if chance[-1] < 1:
        high = need[:, -1] + _HIGH_TAIL * (1 - chance[-1]) * _slope(np.array(chances[-2:]), need[:, -2:])
        chance, need = np.r_[chance, 1.0], np.column_stack([need, high])
    return Curves(chance, np.ascontiguousarray(need))


def _slope(chance: Floats, need: Floats) -> Floats:
    if len(chance) < 2:
        return np.zeros(len(need))
    return np.asarray((need[:, 1] - need[:, 0]) / (chance[1] - chance[0]))


def lot_worths(curve: Curves, have: Ints, lot: Ints, value: Ints, least_use_pct: int) -> Worths:
    """
    Return what each further lot is worth.

    Args:
        have: Units that each pair has or that are on their way to it.
        lot: Units in a lot of it.
        value: Millionths of a unit of its need that is met.
        least_use_pct: A lot is worth sending when at least this share of it is expected to be used.

    >>> found = lot_worths(curves([0.5], np.array([[12.0]])), *(np.array([n]) for n in (0, 5, 1_000_000)), 20)
    >>> found.worth.tolist(), found.expected.tolist()
    ([5000000, 5000000, 2000000], [12.0])
    """
    before, count = np.zeros((len(have), 2)), np.zeros(len(have), dtype=np.int64)
    _count(curve.chance, curve.need, have, lot, least_use_pct, MAX_LOTS + 1, before, count)
    cut = np.flatnonzero(count > MAX_LOTS)
    first = np.r_[0, np.cumsum(np.minimum(count, MAX_LOTS))]
    worth = np.zeros(first[-1], dtype=np.int64)
    _fill(curve.chance, curve.need, have, lot, value, before[:, 1], first, worth)
    return Worths(first, worth, before[:, 0], before[:, 1], cut)


@compiled
def _unmet(chance: Floats, need: Floats, have: float) -> float:
    """Return E[(need - have)+] of one pair, exactly."""
    unmet = 0.0
    for left in range(len(chance) - 1):
        low, high = need[left] - have, need[left + 1] - have
        if high <= 0:
            continue
        part = (low + high) / 2 if low >= 0 else high * high / (2 * (high - low))
        unmet += (chance[left + 1] - chance[left]) * part
    return unmet


@compiled
def _use(before: float, after: float) -> float:
    return float(np.floor((before - after) * _NOISE + 0.5) / _NOISE)


@compiled
def _count(
    chance: Floats, need: Floats, have: Ints, lot: Ints, least_use_pct: int, most: int, before: Floats, count: Ints
) -> None:
    """Write the expected need of each pair, what is unmet of it, and how many lots are worth sending."""
    for pair in range(len(have)):
        before[pair, 0] = _unmet(chance, need[pair], 0.0)
        there = float(have[pair])
        unmet = before[pair, 1] = _unmet(chance, need[pair], there)
        while count[pair] < most:
            there += lot[pair]
            after = _unmet(chance, need[pair], there)
            use = _use(unmet, after)
            if use <= 0 or use * 100 < least_use_pct * lot[pair]:
                break
            unmet = after
            count[pair] += 1


@compiled
def _fill(
    chance: Floats, need: Floats, have: Ints, lot: Ints, value: Ints, unmet_before: Floats, first: Ints, worth: Ints
) -> None:
    """Write what each of the lots is worth."""
    for pair in range(len(have)):
        there, unmet, least = float(have[pair]), unmet_before[pair], np.inf
        for at in range(first[pair], first[pair + 1]):
            there += lot[pair]
            after = _unmet(chance, need[pair], there)
            # Rounding may let a later lot seem worth a millionth more than the one before it.
            least = min(least, np.rint(_use(unmet, after) * value[pair]))
            worth[at] = int(least)
            unmet = after
