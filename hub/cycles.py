"""The plans of a month together: what a school needed and had as the first of them saw it, what all of them brought."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.plan_rows import PlanRow, PlanStatus

Column = NDArray[Any]
"""Of whole numbers or of others."""


def went_out(plans: Iterable[PlanRow]) -> dict[str, list[PlanRow]]:
    """Return the plans that went out by their month, from *plans*, the newest first; here the oldest comes first."""
    found: dict[str, list[PlanRow]] = {}
    for plan in reversed(list(plans)):
        if plan.status is PlanStatus.PUBLISHED:
            found.setdefault(f"{plan.period_first:%Y-%m}", []).append(plan)
    return found


def together(
    key: Column, saw: Sequence[Column], brought: Sequence[Column]
) -> tuple[Column, list[Column], list[Column]]:
    """
    Return the lines of the plans of a month, the first plan's first, as one for each *key*, in the order they came.

    A second plan counts what the first one sent as there, and needs the same: what lines *saw* is of the first that saw
    or brought anything, and what they *brought* of all. Returned beside both is where that first line stands.

    >>> at, (need, had), (units,) = together(np.array([7, 8, 7]), [np.array([10, 4, 10]), np.array([3, 4, 7])],
    ...                                      [np.array([4, 0, 2])])
    >>> [one.tolist() for one in (at, need, had, units)]
    [[0, 1], [10, 4], [3, 4], [6, 0]]
    """
    kept = np.flatnonzero(np.any([one != 0 for one in (*saw, *brought)], axis=0))
    _, first, line = np.unique(key[kept], return_index=True, return_inverse=True)
    order = np.argsort(first)
    at = kept[first[order]]
    sums = [np.bincount(line, one[kept], len(first))[order].astype(one.dtype) for one in brought]
    return at, [one[at] for one in saw], sums
