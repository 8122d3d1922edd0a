"""What is taken to be where nobody ever counted: where fills are compared alone, never in what a school still needs."""

import numpy as np

from hub.allocation.instance import Bools, Floats, Ints


def shares(need: Ints, met: Ints, counted: Bools, resource: Ints, resources: int) -> Floats:
    """
    Return of each resource which share of the need is met where somebody counted.

    Of a resource that nobody counted it is the mean of those that somebody did; where nobody counted anything it is 0,
    and schools are as alike as their records make them.

    >>> need, met, counted = np.array([10, 30, 5, 8]), np.array([4, 4, 0, 0]), np.array([True, True, False, False])
    >>> shares(need, met, counted, np.array([0, 0, 0, 1]), 2).tolist()
    [0.2, 0.2]
    """
    sums = np.zeros((2, resources), dtype=np.int64)
    for row, part in enumerate((need, met)):
        np.add.at(sums[row], resource[counted], part[counted])
    known = sums[0] > 0
    found = sums[1] / np.where(known, sums[0], 1)
    return np.where(known, found, found[known].mean() if known.any() else 0.0)


def taken(need: Ints, met: Ints, counted: Bools, share: Floats) -> Ints:
    """
    Return what of each *need* is taken to be met beyond what records show: up to its *share*, nothing where counted.

    >>> need, met, counted = np.array([10, 10, 10]), np.array([0, 3, 0]), np.array([False, False, True])
    >>> taken(need, met, counted, np.full(3, 0.2)).tolist()
    [2, 0, 0]
    """
    whole = np.minimum(need, np.rint(share * need).astype(np.int64))
    return np.where(counted, 0, np.maximum(0, whole - met))
