"""What each school takes at given prices where only the sum counts (alpha 0): its lots worth more than they cost."""

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs
from hub.allocation.field import Field
from hub.allocation.instance import Ints
from hub.allocation.kit_choice import choose, worth_of, worthwhile

WAYS = 4_096
"""Of filling a kit group that are all tried; real ones have a dozen."""


@compiled
def respond(
    field: Field, costs: Costs, least: Ints, wanted: Ints, lots: Ints, surplus: Ints, ways: int, first: int, end: int
) -> bool:
    """
    Write what each school from *first* to before *end* would take if visited into *wanted*, where the search also goes
    out from, and its *surplus* with the trip paid; into *lots* the same, or nothing where that is a loss.

    Return whether each surplus is surely the largest there is.
    """
    exact = True
    for school in range(first, end):
        gain = -costs.trip[field.depot[school]] * field.trip[school]
        at_depot, on_road = costs.stock[field.depot[school]], costs.road[field.zone[school]]
        for pair in range(field.pairs[school], field.pairs[school + 1]):
            if field.kits.of_pair[pair] < 0:
                cost = at_depot[field.resource[pair]] + on_road[field.resource[pair]]
                wanted[pair] = max(worthwhile(field, pair, cost, wanted[pair]), least[pair])
                gain += worth_of(field, pair, wanted[pair]) - wanted[pair] * cost
        for group in range(field.kits.of_school[school], field.kits.of_school[school + 1]):
            more, sure = choose(field, costs, group, wanted, least, field.most, ways)
            gain += more
            exact &= sure
        surplus[school] = gain
        taken = gain > 0 or forced(field, least, school)
        for pair in range(field.pairs[school], field.pairs[school + 1]):
            lots[pair] = wanted[pair] if taken else 0
    return exact


@compiled
def forced(field: Field, least: Ints, school: int) -> bool:
    """Tell whether something must go to *school*."""
    return bool(least[field.pairs[school] : field.pairs[school + 1]].any())


@compiled
def total_surplus(field: Field, least: Ints, surplus: Ints) -> Ints:
    """Return what counts of each *surplus*: no school is visited at a loss, unless something must go there."""
    counted = surplus.copy()
    for school in range(len(surplus)):
        if surplus[school] < 0 and not forced(field, least, school):
            counted[school] = 0
    return counted


def exact_total(numbers: Ints) -> int:
    """
    Return the sum of *numbers*, however large it is.

    >>> import numpy as np
    >>> exact_total(np.array([2**62, 2**62, -1])) == 2**63 - 1
    True
    """
    return (int((numbers >> 32).sum()) << 32) + int((numbers & 0xFFFFFFFF).sum())
