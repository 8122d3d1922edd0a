"""The certificate at alpha 0: what the schools would gain at these prices, and what all that there is would cost."""

from functools import partial

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs, costs_at, lot_cost, supplies_cost
from hub.allocation.field import Field
from hub.allocation.instance import Ints, Prices
from hub.allocation.kit_choice import choose, worth_of, worthwhile
from hub.allocation.response import WAYS, exact_total, respond, total_surplus
from hub.allocation.side_by_side import side_by_side

_SHARES = 8
"""Steps in which a part's cost goes over to its mains, where not every way to fill a group is tried."""


def bound_of(field: Field, prices: Prices, least: Ints) -> int:
    """
    Return in grains what no division can be worth that gives each pair *least*: the Lagrangian dual at *prices*.

    Whatever the prices, a division within the limits is worth no more than what each school gains at best by paying
    them, and the whole of what there is at its price.
    """
    costs = costs_at(field, prices)
    wanted, lots = least.copy(), least.copy()
    surplus = np.zeros(len(field.trip), dtype=np.int64)
    if not all(side_by_side(partial(respond, field, costs, least, wanted, lots, surplus, WAYS), len(surplus))):
        _relax(field, costs, least, wanted, surplus)
    return exact_total(total_surplus(field, least, surplus)) + supplies_cost(field, prices)


@compiled
def _relax(field: Field, costs: Costs, least: Ints, wanted: Ints, surplus: Ints) -> None:
    """Raise *surplus* where it is only the best that was found to what can surely not be exceeded."""
    for school in range(len(field.trip)):
        for group in range(field.kits.of_school[school], field.kits.of_school[school + 1]):
            found, sure = choose(field, costs, group, wanted, least, field.most, WAYS)
            if not sure:
                surplus[school] += relaxed(field, costs, group, least) - found


@compiled
def relaxed(field: Field, costs: Costs, group: int, least: Ints) -> int:
    """Return a bound of a group's surplus: parts cost their mains a share and themselves the rest, whatever it is."""
    lowest = np.inf
    for step in range(_SHARES + 1):
        lowest = min(lowest, _shared(field, costs, group, least, step / _SHARES))
    # Above all that rounding could have taken off.
    return int(lowest + abs(lowest) * 1e-12) + 1


@compiled
def _shared(field: Field, costs: Costs, group: int, least: Ints, share: float) -> float:
    kits = field.kits
    bound = 0.0
    burden = np.zeros(kits.mains[group + 1] - kits.mains[group])
    for at in range(kits.parts[group], kits.parts[group + 1]):
        cost = lot_cost(field, costs, kits.part[at])
        each = share * cost / kits.carries[at]
        bound += each * kits.spare[at] + _best(field, kits.part[at], (1 - share) * cost, least)
        for rule in range(kits.rules[at], kits.rules[at + 1]):
            burden[kits.loader[rule] - kits.mains[group]] += each * kits.load[rule]
    for at in range(kits.mains[group], kits.mains[group + 1]):
        cost = lot_cost(field, costs, kits.main[at])
        bound += _best(field, kits.main[at], cost + burden[at - kits.mains[group]], least)
    return bound


@compiled
def _best(field: Field, pair: int, cost: float, least: Ints) -> float:
    lots = max(least[pair], worthwhile(field, pair, int(cost), 0))
    return float(worth_of(field, pair, lots) - lots * cost)
