"""How many mains and parts of one kit group a school takes at given costs."""

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs, lot_cost
from hub.allocation.field import Field
from hub.allocation.instance import Ints

IMPOSSIBLE = -(1 << 62)
"""The surplus of what cannot be."""


@compiled
def worth_of(field: Field, pair: int, lots: int) -> int:
    """Return the worth of the first *lots* of *pair*: those beyond the last useful one add nothing."""
    worth: int = field.totals[field.start[pair] + min(lots, field.useful[pair])]
    return worth


@compiled
def worthwhile(field: Field, pair: int, cost: int, near: int) -> int:
    """Return how many lots of *pair* are worth more than *cost*; the search goes out from *near*."""
    at = field.start[pair]
    top = field.useful[pair]
    lots = min(near, top)
    while lots < top and field.totals[at + lots + 1] - field.totals[at + lots] > cost:
        lots += 1
    while lots > 0 and field.totals[at + lots] - field.totals[at + lots - 1] <= cost:
        lots -= 1
    return int(lots)


@compiled
def needed(field: Field, part: int, lots: Ints) -> int:
    """Return how many lots of the *part* (its place in the kits) the mains in *lots* need: rounded up once."""
    kits = field.kits
    load = -kits.spare[part]
    for rule in range(kits.rules[part], kits.rules[part + 1]):
        load += kits.load[rule] * lots[kits.main[kits.loader[rule]]]
    if load <= 0:
        return 0
    count: int = (load + kits.carries[part] - 1) // kits.carries[part]
    return count


@compiled
def fit_parts(field: Field, costs: Costs, group: int, lots: Ints, least: Ints, most: Ints) -> int:
    """Write the best number of each part beside the mains in *lots*; return the surplus of the group."""
    kits = field.kits
    surplus = 0
    for at in range(kits.mains[group], kits.mains[group + 1]):
        pair = kits.main[at]
        surplus += worth_of(field, pair, lots[pair]) - lots[pair] * lot_cost(field, costs, pair)
    for at in range(kits.parts[group], kits.parts[group + 1]):
        pair = kits.part[at]
        cost = lot_cost(field, costs, pair)
        own = min(worthwhile(field, pair, cost, lots[pair]), most[pair])
        lots[pair] = max(needed(field, at, lots), own, least[pair])
        if lots[pair] > most[pair]:
            return IMPOSSIBLE
        surplus += worth_of(field, pair, lots[pair]) - lots[pair] * cost
    return surplus


@compiled
def choose(field: Field, costs: Costs, group: int, lots: Ints, least: Ints, most: Ints, ways: int) -> tuple[int, bool]:
    """
    Write the best lots of *group* between *least* and *most*; return their surplus, and whether it is surely the best.

    All that its mains could be is tried where that is at most *ways*; else they are bettered one by one.
    """
    kits = field.kits
    first, end = kits.mains[group], kits.mains[group + 1]
    top = np.empty(end - first, dtype=np.int64)
    all_ways = 1.0
    for at in range(first, end):
        pair = kits.main[at]
        cost = lot_cost(field, costs, pair)
        # A main that is not worth its own cost is not worth a part's on top.
        top[at - first] = max(min(worthwhile(field, pair, cost, lots[pair]), most[pair]), least[pair])
        lots[pair] = least[pair]
        all_ways *= top[at - first] - least[pair] + 1
    if all_ways > ways:
        return _climb(field, costs, group, lots, least, most, top), False
    return _try_all(field, costs, group, lots, least, most, top), True


@compiled
def _try_all(field: Field, costs: Costs, group: int, lots: Ints, least: Ints, most: Ints, top: Ints) -> int:
    kits = field.kits
    first, end = kits.mains[group], kits.mains[group + 1]
    best, kept = IMPOSSIBLE, np.empty(end - first, dtype=np.int64)
    turning = True
    while turning:
        surplus = fit_parts(field, costs, group, lots, least, most)
        if surplus > best:
            best = surplus
            for at in range(first, end):
                kept[at - first] = lots[kits.main[at]]
        turning = False
        for at in range(first, end):
            pair = kits.main[at]
            if lots[pair] < top[at - first]:
                lots[pair] += 1
                turning = True
                break
            lots[pair] = least[pair]
    if best == IMPOSSIBLE:
        return best
    for at in range(first, end):
        lots[kits.main[at]] = kept[at - first]
    return fit_parts(field, costs, group, lots, least, most)


@compiled
def _climb(field: Field, costs: Costs, group: int, lots: Ints, least: Ints, most: Ints, top: Ints) -> int:
    """Better one main at a time, whatever number of it is best beside the others, until none can be bettered."""
    kits = field.kits
    best = fit_parts(field, costs, group, lots, least, most)
    moved = True
    while moved:
        moved = False
        for at in range(kits.mains[group], kits.mains[group + 1]):
            pair = kits.main[at]
            kept = lots[pair]
            for tried in range(least[pair], top[at - kits.mains[group]] + 1):
                lots[pair] = tried
                surplus = fit_parts(field, costs, group, lots, least, most)
                if surplus > best:
                    best, kept, moved = surplus, tried, True
            lots[pair] = kept
    return fit_parts(field, costs, group, lots, least, most)
