"""
Which content packs each school gets: the most worth that fits its free storage and its sync window, exactly.

Packs are not rival: each school is a 0/1 knapsack of its own with two capacities, in which a pack may build on others.
"""

from dataclasses import dataclass
from math import floor

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.instance import Bools, Floats, Ints

MAX_OFFERED = 62
"""Packs that one school may be offered: as many as a whole number has bits to spare."""
_MIXES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
"""How much of a bound is of storage, and the rest of the window: the least of the bounds holds."""


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Packs offered to schools, in order of school and pack."""

    school: Ints
    """Places of the schools; ``first[s]:first[s + 1]`` are the offers to school ``s``."""
    first: Ints
    pack: Ints
    worth: Ints
    """Millionths; 0 where it is of use only for what builds on it."""
    storage: Ints
    """Kilobytes on the school's disk..."""
    sync: Ints
    """...and of what its line has to carry."""
    after: Ints
    """Bits of the offers to the same school, from its first on, that this one builds on and the school lacks."""
    free: Ints
    """Kilobytes of each school."""
    window: Ints

    def __len__(self) -> int:
        return len(self.pack)


def choose(offers: Offers) -> Bools:
    """
    Tell of each offer whether it is taken: of each school the most worth there is; among equals always the same one.

    >>> one = np.array
    >>> rows = [one([0, 0, 0]), one([0, 3]), one([0, 1, 2]), one([6, 5, 4]), one([6, 5, 5]), one([1, 1, 1])]
    >>> choose(Offers(*rows, after=one([0, 0, 0]), free=one([10]), window=one([9]))).tolist()
    [False, True, True]
    """
    taken = np.zeros(len(offers), dtype=np.bool_)
    _each(offers.first, offers.worth, offers.storage, offers.sync, offers.after, offers.free, offers.window, taken)
    return taken


@compiled
def _each(
    first: Ints, worth: Ints, storage: Ints, sync: Ints, after: Ints, free: Ints, window: Ints, taken: Bools
) -> None:
    for school in range(len(first) - 1):
        start, end = first[school], first[school + 1]
        if start == end:
            continue
        order = _order(worth[start:end], storage[start:end], sync[start:end], after[start:end], free[school],
                       window[school])  # fmt: skip
        chosen = _best(
            worth[start:end][order], storage[start:end][order], sync[start:end][order],
            _moved(after[start:end], order), free[school], window[school],
        )  # fmt: skip
        built_on = 0
        for at in range(end - start - 1, -1, -1):
            # What is of no worth itself is there for what builds on it alone.
            if (chosen >> at) & 1 and (worth[start + order[at]] > 0 or (built_on >> order[at]) & 1):
                taken[start + order[at]] = True
                built_on |= after[start + order[at]]


@compiled
def _order(worth: Ints, storage: Ints, sync: Ints, after: Ints, free: int, window: int) -> Ints:
    """Return the offers with the most worth for their size first, each behind those that it builds on."""
    count = len(worth)
    size = storage / max(1, free) + sync / max(1, window)
    ranked = np.argsort(-worth / np.maximum(size, 1e-12), kind="mergesort")
    order, placed, filled = np.zeros(count, dtype=np.int64), 0, 0
    while filled < count:
        for at in ranked:
            if not (placed >> at) & 1 and after[at] & ~placed == 0:
                order[filled] = at
                filled += 1
                placed |= 1 << at
                break
    return order


@compiled
def _moved(after: Ints, order: Ints) -> Ints:
    """Return what each offer builds on, all of them numbered by their place in *order*."""
    moved = np.zeros(len(order), dtype=np.int64)
    for at in range(len(order)):
        for other in range(at):
            if (after[order[at]] >> order[other]) & 1:
                moved[at] |= 1 << other
    return moved


@compiled
def _best(worth: Ints, storage: Ints, sync: Ints, after: Ints, free: int, window: int) -> int:
    """Return the bits of the offers to take: one after the other is taken and left, while more may come of it."""
    count = len(worth)
    orders, sizes = _mixed(worth, storage, sync, free, window)
    whole = max(1, free), max(1, window)
    step, at, taken, left_out = np.zeros(count + 1, dtype=np.int64), 0, 0, 0
    have, best, found = 0, -1, 0
    while at >= 0:
        if at == count:
            if have > best:
                best, found = have, taken
            at -= 1
        elif step[at] == 0:
            step[at] = 1
            more = _at_most(worth, after, orders, sizes, at, storage, sync, free, window, whole, left_out)
            if have + more <= best:
                step[at] = 0
                at -= 1
            elif storage[at] <= free and sync[at] <= window and after[at] & ~taken == 0:
                taken |= 1 << at
                have, free, window = have + worth[at], free - storage[at], window - sync[at]
                at += 1
        elif step[at] == 1:
            step[at] = 2
            if (taken >> at) & 1:
                taken &= ~(1 << at)
                have, free, window = have - worth[at], free + storage[at], window + sync[at]
            left_out |= 1 << at
            at += 1
        else:
            step[at] = 0
            left_out &= ~(1 << at)
            at -= 1
    return found


@compiled
def _mixed(worth: Ints, storage: Ints, sync: Ints, free: int, window: int) -> tuple[Ints, Floats]:
    """Return for each mix of the two capacities the size of each offer and the order of worth by it."""
    sizes = np.zeros((len(_MIXES), len(worth)))
    orders = np.zeros((len(_MIXES), len(worth)), dtype=np.int64)
    for mix in range(len(_MIXES)):
        sizes[mix] = _MIXES[mix] * storage / max(1, free) + (1 - _MIXES[mix]) * sync / max(1, window)
        orders[mix] = np.argsort(-worth / np.maximum(sizes[mix], 1e-12), kind="mergesort")
    return orders, sizes


@compiled
def _at_most(
    worth: Ints, after: Ints, orders: Ints, sizes: Floats, at: int, storage: Ints, sync: Ints, free: int, window: int,
    whole: tuple[int, int], left_out: int,
) -> int:  # fmt: skip
    """Return what the offers from *at* on can add at most, if they could be divided: by the least of the mixes."""
    lowest = np.inf
    for mix in range(len(_MIXES)):
        room = _MIXES[mix] * free / whole[0] + (1 - _MIXES[mix]) * window / whole[1]
        total = 0.0
        for one in orders[mix]:
            if one < at or storage[one] > free or sync[one] > window or after[one] & left_out:
                continue
            if sizes[mix, one] <= room:
                room -= sizes[mix, one]
                total += worth[one]
            else:
                total += worth[one] * room / sizes[mix, one]
                break
        lowest = min(lowest, total)
    return floor(lowest * (1 + 1e-12) + 1e-6)
