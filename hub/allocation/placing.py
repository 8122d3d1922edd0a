"""Whole lots at given prices: what is wanted, as far as it fits, and then whatever still does."""

import numpy as np

from hub.allocation.costs import Costs
from hub.allocation.demand import round_parts_up
from hub.allocation.field import Field
from hub.allocation.insertion import affordable, by_surplus, fill, fill_in_turn
from hub.allocation.instance import Floats, Ints
from hub.allocation.room import Room
from hub.allocation.thinning import place_wanted, thin


def insert(field: Field, costs: Costs, room: Room, wanted: Ints, surplus: Ints | Floats) -> None:
    """
    Place what schools *wanted* at these costs, those with the largest surplus visited first; then whatever still fits.

    First what was wanted, less what counts least; then more that is worth its cost; further schools; and, so that
    nothing lies idle, more that is worth anything.
    """
    ground = room.lots.copy()
    # Beside what is there already (a guarantee, locks) it is another kit, for which more parts are needed.
    wanted = np.maximum(wanted, ground)
    round_parts_up(field, ground, wanted)
    asks = np.flatnonzero(_by_school(field, wanted) > 0)
    place_wanted(field, room, wanted, affordable(field, room, by_surplus(field, surplus, asks)))
    thin(field, costs, room, ground)
    for gainful in (True, False):
        fill(field, costs, room, field.most, (room.received > 0).astype(np.int64), gainful)
        idle = by_surplus(field, surplus, np.flatnonzero(room.received == 0))
        fill_in_turn(field, costs, room, field.most, idle, gainful)


def _by_school(field: Field, lots: Ints) -> Ints:
    before = np.concatenate([[0], np.cumsum(lots)])
    of_school: Ints = before[field.pairs[1:]] - before[field.pairs[:-1]]
    return of_school
