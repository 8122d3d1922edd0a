"""
What each school takes at given prices where evenness counts (alpha above 0), lots divided: by worth per cost, until
the next bit adds less than it costs.

Divided lots make of each school's problem a sort, whose surplus is at least that of whole lots: so it is a bound.
"""

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs, lot_cost
from hub.allocation.field import Field
from hub.allocation.gain import fill_cap, gain
from hub.allocation.instance import Floats, Ints
from hub.allocation.kit_choice import worth_of
from hub.allocation.response import forced


@compiled
def shared_cost(field: Field, costs: Costs, pair: int, shares: Floats) -> float:
    """Return what a lot of *pair* costs where a share of each part's cost is borne by the mains that need it."""
    cost = float(lot_cost(field, costs, pair))
    kits, group = field.kits, field.kits.of_pair[pair]
    if group < 0:
        return cost
    for at in range(kits.parts[group], kits.parts[group + 1]):
        if kits.part[at] == pair:
            return float(cost * (1.0 - shares[at]))
        for rule in range(kits.rules[at], kits.rules[at + 1]):
            if kits.main[kits.loader[rule]] == pair:
                dear = float(lot_cost(field, costs, kits.part[at]))
                cost += shares[at] * dear * kits.load[rule] / kits.carries[at]
    return cost


@compiled
def take(field: Field, costs: Costs, school: int, least: Ints, shares: Floats, taken: Floats) -> float:
    """Write what *school* takes if visited, lots divided, into *taken*; return its surplus, the trip paid."""
    first, end = field.pairs[school], field.pairs[school + 1]
    cost, ratio = np.empty(end - first), np.empty(end - first)
    have, paid = 0.0, float(costs.trip[field.depot[school]] * field.trip[school])
    for pair in range(first, end):
        at = pair - first
        taken[pair] = least[pair]
        cost[at] = shared_cost(field, costs, pair, shares)
        have += worth_of(field, pair, least[pair])
        paid += least[pair] * cost[at]
        ratio[at] = next_ratio(field, pair, least[pair], cost[at])
    while first < end:
        at = _largest(ratio)
        if ratio[at] <= 0:
            break
        pair = first + at
        lots = int(taken[pair])
        worth = worth_of(field, pair, lots + 1) - worth_of(field, pair, lots)
        # As far as the next bit is worth its cost.
        room = (fill_cap(field, school, ratio[at]) - have) / worth
        if room < 1:
            if room > 0:
                taken[pair] += room
                have += room * worth
                paid += room * cost[at]
            break
        taken[pair] += 1
        have += worth
        paid += cost[at]
        ratio[at] = next_ratio(field, pair, lots + 1, cost[at])
    return gain(field, school, 0.0, have) - paid + spared(field, costs, school, shares)


@compiled
def _largest(numbers: Floats) -> int:
    best = 0
    for at in range(1, len(numbers)):
        if numbers[at] > numbers[best]:
            best = at
    return best


@compiled
def next_ratio(field: Field, pair: int, lots: int, cost: float) -> float:
    """Return the worth per cost of the lot after *lots*; 0 where it is worth nothing."""
    if lots >= field.useful[pair]:
        return 0.0
    at = field.start[pair] + lots
    return float((field.totals[at + 1] - field.totals[at]) / max(cost, 1e-6))


@compiled
def spared(field: Field, costs: Costs, school: int, shares: Floats) -> float:
    """Return what mains are charged for parts that the school has to spare, and get back."""
    kits = field.kits
    back = 0.0
    for group in range(kits.of_school[school], kits.of_school[school + 1]):
        for at in range(kits.parts[group], kits.parts[group + 1]):
            back += shares[at] * lot_cost(field, costs, kits.part[at]) * kits.spare[at] / kits.carries[at]
    return back


@compiled
def carried_share(field: Field, at: int, taken: Floats) -> float:
    """Return the lots of the part at place *at* that the mains *taken* need, divided."""
    kits = field.kits
    load = -float(kits.spare[at])
    for rule in range(kits.rules[at], kits.rules[at + 1]):
        load += kits.load[rule] * taken[kits.main[kits.loader[rule]]]
    return float(max(0.0, load / kits.carries[at]))


@compiled
def settle_parts(field: Field, school: int, shares: Floats, taken: Floats, step: float) -> None:
    """Move the shares that mains bear towards where the parts bought are those needed; make up the parts that lack."""
    kits = field.kits
    for group in range(kits.of_school[school], kits.of_school[school + 1]):
        for at in range(kits.parts[group], kits.parts[group + 1]):
            needed, bought = carried_share(field, at, taken), taken[kits.part[at]]
            shares[at] = min(1.0, max(0.0, shares[at] + (step if needed > bought else -step)))
            taken[kits.part[at]] = max(needed, bought)


@compiled
def respond_evenly(
    field: Field, costs: Costs, least: Ints, shares: Floats, taken: Floats, surplus: Floats, step: float, first: int,
    end: int,
) -> None:  # fmt: skip
    """
    Write what each school from *first* to before *end* takes and its surplus; 0 and nothing where a visit does not pay
    and nothing must go.
    """
    for school in range(first, end):
        surplus[school] = take(field, costs, school, least, shares, taken)
        settle_parts(field, school, shares, taken, step)
        if surplus[school] <= 0 and not forced(field, least, school):
            surplus[school] = 0.0
            for pair in range(field.pairs[school], field.pairs[school + 1]):
                taken[pair] = 0.0


@compiled
def bound_evenly(
    field: Field, costs: Costs, least: Ints, shares: Floats, taken: Floats, surplus: Floats, halvings: int, first: int,
    end: int,
) -> None:  # fmt: skip
    """
    Write the lowest *surplus* of each school from *first* to before *end* over the *shares* that mains may bear,
    halving towards it; *shares*, all 0 at first, and *taken* are room to work in.
    """
    for school in range(first, end):
        kitted = field.kits.of_school[school] < field.kits.of_school[school + 1]
        lowest, step = np.inf, 0.5
        for _ in range(halvings if kitted else 1):
            lowest = min(lowest, take(field, costs, school, least, shares, taken))
            settle_parts(field, school, shares, taken, step)
            step *= 0.5
        surplus[school] = lowest if forced(field, least, school) else max(0.0, lowest)
