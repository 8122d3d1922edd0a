"""Who gets what: prices, whole lots placed at them, bettered until two rounds agree, and the certificate."""

import numpy as np

from hub.allocation.costs import costs_at
from hub.allocation.demand import EvenDemand, WholeDemand
from hub.allocation.field import GRAINS, lay_out
from hub.allocation.gain import objective
from hub.allocation.insertion import insert
from hub.allocation.instance import Division, Instance, Prices
from hub.allocation.least import place_least
from hub.allocation.pricing import COLD, WARM, find_prices, first_prices
from hub.allocation.room import whole_room
from hub.allocation.sorting import place_sorted, stands_alone


def divide(instance: Instance, *, start: Prices | None = None) -> Division:
    """
    Divide what is scarce. Whatever the instance, the division is within every limit; what cannot be met is left open.

    Args:
        start: Prices of a division of much the same instance: the search begins there and is short.
    """
    field = lay_out(instance)
    room = whole_room(field)
    least = place_least(field, room, instance.pairs.rank)
    if stands_alone(field):
        prices, rounds = place_sorted(field, room), 0
        value = bound = objective(field, room.lots)
    else:
        demand = EvenDemand(field, least) if field.alpha > 0 else WholeDemand(field, least)
        begin = first_prices(field) if start is None else start
        prices = find_prices(field, begin, demand.answer, COLD if start is None else WARM)
        insert(field, costs_at(field, prices), room, *demand.wanted(prices))
        value, bound, rounds = objective(field, room.lots), demand.bound(prices), 1
    return Division(
        lots=room.lots,
        from_pool=np.maximum(0, room.used - field.stock),
        prices=prices,
        value=value // GRAINS,
        bound=max(bound, value) // GRAINS,
        rounds=rounds,
    )
