"""Who gets what: prices, whole lots placed at them, bettered until two rounds agree, and the certificate."""

import numpy as np

from hub.allocation.bound import bound_of
from hub.allocation.costs import costs_at, supplies_cost
from hub.allocation.field import GRAINS, Field, lay_out
from hub.allocation.insertion import insert
from hub.allocation.instance import Division, Instance, Ints, Prices
from hub.allocation.least import place_least
from hub.allocation.pricing import COLD, WARM, Answer, find_prices, first_prices
from hub.allocation.response import exact_total, respond, total_surplus
from hub.allocation.room import Room, copy_of, whole_room
from hub.allocation.sorting import place_sorted, stands_alone
from hub.allocation.use import Use, add_all, nothing_used

_FEW_WAYS = 64
"""To fill a kit group, while prices are looked for."""


def divide(instance: Instance, *, start: Prices | None = None) -> Division:
    """
    Divide what is scarce. Whatever the instance, the division is within every limit; what cannot be met is left open.

    Args:
        start: Prices of a division of much the same instance: the search begins there and is short.
    """
    if instance.alpha > 0:
        raise NotImplementedError("prices for alpha above 0 are not searched yet")
    field = lay_out(instance)
    room = whole_room(field)
    least = place_least(field, room, instance.pairs.rank)
    if stands_alone(field):
        prices = place_sorted(field, room)
        value = bound = worth_of_all(field, room.lots)
        rounds = 0
    else:
        begin = first_prices(field) if start is None else start
        prices = find_prices(field, begin, asking(field, least), COLD if start is None else WARM)
        room = _placed(field, room, prices, least)
        value, bound, rounds = worth_of_all(field, room.lots), bound_of(field, prices, least), 1
    return Division(
        lots=room.lots,
        from_pool=np.maximum(0, room.used - field.stock),
        prices=prices,
        value=value // GRAINS,
        bound=max(bound, value) // GRAINS,
        rounds=rounds,
    )


def worth_of_all(field: Field, lots: Ints) -> int:
    """Return the weighted worth of all *lots*, in grains."""
    return exact_total(field.totals[field.start + np.minimum(lots, field.useful)])


def asking(field: Field, least: Ints) -> Answer:
    """Return what asks every school at given prices."""
    wanted, lots = least.copy(), least.copy()
    surplus = np.zeros(len(field.trip), dtype=np.int64)

    def answer(prices: Prices) -> tuple[Use, float]:
        respond(field, costs_at(field, prices), least, wanted, lots, surplus, _FEW_WAYS)
        used = nothing_used(field)
        add_all(field, used, lots)
        bound = exact_total(total_surplus(field, least, surplus)) + supplies_cost(field, prices)
        return used, float(bound)

    return answer


def _placed(field: Field, room: Room, prices: Prices, least: Ints) -> Room:
    costs = costs_at(field, prices)
    wanted, lots = least.copy(), least.copy()
    surplus = np.zeros(len(field.trip), dtype=np.int64)
    respond(field, costs, least, wanted, lots, surplus, _FEW_WAYS)
    room = copy_of(room)
    insert(field, costs, room, lots, surplus)
    return room
