"""How evenly a division meets the schools' needs: the figures that a plan shows, whole and by group."""

from collections.abc import Mapping

import msgspec
import numpy as np

from hub.allocation.instance import Floats


class Evenness(msgspec.Struct, frozen=True):
    """
    How a division meets the needs of its cycle: what a plan shows of itself beside the other ways of dividing.

    Fill here is a school's share of the expected need *of the cycle*, in worth, that is met by what was counted and by
    the lots: other ways have no cycles before to compare. What the division raises is the fill *of the window*
    (``hub.allocation.evenness``), which counts those cycles too and takes for met what nobody counted.
    """

    unmet_pct: float
    """Expected need left unmet, of all need that could be served, each unit by its worth and its school's urgency."""
    p05_fill_pct: float
    """Nineteen of twenty schools have at least this."""
    least_fill_pct: float
    gini: float
    with_nothing: int
    """Schools that lack something useful and receive nothing at all."""
    schools: int
    jain: float = 0.0
    """Jain's index: 1 all alike, near 0 one has all. 0 in plans of before, which do not tell it."""
    groups: Mapping[str, Mapping[str, "Group"]] = {}
    """By quintile, rurality, language and UGEL, where the region says them."""


class Group(msgspec.Struct, frozen=True):
    """How the schools of one kind fare."""

    schools: int
    fill_pct: float
    """On average."""
    unmet_pct: float


def jain(values: Floats) -> float:
    """
    Return Jain's index of values that are not negative.

    >>> jain(np.array([1.0, 1.0])), jain(np.array([0.0, 1.0])), jain(np.array([]))
    (1.0, 0.5, 1.0)
    """
    squares = len(values) * float(values @ values)
    return float(values.sum()) ** 2 / squares if squares else 1.0


def gini(values: Floats) -> float:
    """
    Return the Gini index of values that are not negative: 0 all alike, near 1 one has all.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 1.0])), gini(np.array([]))
    (0.0, 0.5, 0.0)
    """
    ordered = np.sort(values)
    total = float(ordered.sum())
    if not len(ordered) or total <= 0:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total))
