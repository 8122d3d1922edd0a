"""Where nothing but stock and pool limits: the lots in order of worth, exactly, with the prices that prove it."""

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import GRAINS, Field
from hub.allocation.instance import NO_LIMIT, Ints, Prices, each_of
from hub.allocation.room import Room


def stands_alone(field: Field) -> bool:
    """Tell whether a lot of one resource never stands in the way of another's, so that a sort divides them best."""
    free_roads = (field.zone_ml == NO_LIMIT).all() and (field.zone_g == NO_LIMIT).all()
    free_trips = bool(((field.trip == 0) | (field.trips == NO_LIMIT)[field.depot]).all())
    return bool(field.alpha == 0 and not len(field.kits.main) and free_roads and free_trips) and field.money == NO_LIMIT


def place_sorted(field: Field, room: Room) -> Prices:
    """
    Place the lots worth most, from the depot's own stock first and then from the pool; return what each stock costs.

    The sets of lots that stock and pool can serve are a matroid, so that taking the best that still fits is exact.
    """
    pair, nth = each_of(field.useful)
    at = field.start[pair] + nth
    worth = field.totals[at + 1] - field.totals[at]
    school = field.school[pair]
    order = np.lexsort((pair, field.tie[school], nth, -worth))
    refused = np.zeros_like(field.stock)
    _place_in_order(field, room, pair[order], nth[order], worth[order], refused)
    return _prices(field, room, refused)


@compiled
def _place_in_order(field: Field, room: Room, pairs: Ints, nth: Ints, worths: Ints, refused: Ints) -> None:
    """Place what fits; write the worth of the first lot that did not, of each depot and resource."""
    for at in range(len(pairs)):
        pair = pairs[at]
        if room.lots[pair] > nth[at]:
            continue
        school, what = field.school[pair], field.resource[pair]
        depot = field.depot[school]
        if room.used[depot, what] >= field.stock[depot, what]:
            if room.pool[what] <= 0:
                refused[depot, what] = max(refused[depot, what], worths[at])
                continue
            room.pool[what] -= 1
        room.used[depot, what] += 1
        room.lots[pair] += 1
        room.received[school] += 1


def _prices(field: Field, room: Room, refused: Ints) -> Prices:
    """Return the worth of the best lot that each stock refused; a depot that drew on the pool pays the pool's."""
    pool = np.where(room.pool > 0, 0, refused.max(axis=0, initial=0))
    own = np.where(room.used > field.stock, pool, np.minimum(refused, pool))
    zones, depots = len(field.zone_ml) - 1, len(field.trips)
    free = np.zeros(zones, dtype=np.int64)
    return Prices(_whole(own), _whole(pool), free, free, np.zeros(depots, dtype=np.int64), 0)


def _whole(grains: Ints) -> Ints:
    return -(-grains // GRAINS)
