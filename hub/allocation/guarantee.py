"""The fill that every school should reach first: the worst off choose one lot after the other until all have it."""

from heapq import heappop, heappush

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs
from hub.allocation.field import Field
from hub.allocation.insertion import NOTHING, offer, worth_at
from hub.allocation.room import Room, place


@compiled
def below(field: Field, school: int, have: int, percent: int) -> bool:
    """Tell whether *school* with *have* grains received lies under *percent* of its need."""
    # In floats: a hundred times the need of a large school is no whole number of 64 bits.
    return bool(field.need[school] > 0 and 100.0 * (field.met[school] + have) < percent * float(field.need[school]))


@compiled
def place_guarantee(field: Field, costs: Costs, room: Room, percent: int) -> int:
    """
    Place lots at the schools under *percent* of their need, the emptiest first; return how many still are under it.

    Those are not given up: what fits and is of use there was placed.
    """
    shut = np.zeros(len(room.lots), dtype=np.int64)
    queue = [(0.0, 0, 0)]
    queue.pop()
    for school in range(len(field.trip)):
        if below(field, school, worth_at(field, room.lots, school), percent):
            heappush(queue, (_fill(field, room, school), field.tie[school], school))
    short = 0
    while len(queue) > 0:
        _, tie, school = heappop(queue)
        have = worth_at(field, room.lots, school)
        _, pair = offer(field, costs, room, field.most, shut, school, float(have), False)
        if pair == NOTHING:
            short += 1
            continue
        if not place(field, room, pair):
            shut[pair] = 1
        if below(field, school, worth_at(field, room.lots, school), percent):
            heappush(queue, (_fill(field, room, school), tie, school))
    return short


@compiled
def _fill(field: Field, room: Room, school: int) -> float:
    return float((field.met[school] + worth_at(field, room.lots, school)) / field.need[school])
