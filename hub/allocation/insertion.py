"""Lots are placed one by one, what is worth most beside its cost first, and each only if it fits everywhere."""

from heapq import heappop, heappush

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs, lot_cost
from hub.allocation.field import Field
from hub.allocation.gain import gain, urgency
from hub.allocation.instance import Floats, Ints
from hub.allocation.kit_choice import worth_of
from hub.allocation.room import Room, could_fit, place

NOTHING = -1


@compiled
def with_parts(field: Field, costs: Costs, lots: Ints, pair: int, factor: float) -> tuple[float, float]:
    """
    Return worth and cost of the next lot of *pair* with its share of the parts that it takes along.

    A part whose next lot is worth its cost by itself is no burden: it comes anyway.
    """
    at = field.start[pair] + lots[pair]
    worth, cost = float(field.totals[at + 1] - field.totals[at]), float(lot_cost(field, costs, pair))
    kits, group = field.kits, field.kits.of_pair[pair]
    if group >= 0:
        for at_part in range(kits.parts[group], kits.parts[group + 1]):
            part, share = kits.part[at_part], uncarried(field, lots, at_part, pair)
            own = float(worth_of(field, part, lots[part] + 1) - worth_of(field, part, lots[part]))
            dear = float(lot_cost(field, costs, part))
            if share > 0 and own * factor < dear:
                worth += share * own
                cost += share * dear
    return worth, cost


@compiled
def uncarried(field: Field, lots: Ints, at: int, pair: int) -> float:
    """Return how much of a lot of the part at place *at* another lot of *pair* asks for beyond what is there."""
    kits = field.kits
    load, more = -kits.spare[at] - kits.carries[at] * lots[kits.part[at]], 0
    for rule in range(kits.rules[at], kits.rules[at + 1]):
        main = kits.main[kits.loader[rule]]
        load += kits.load[rule] * lots[main]
        more += kits.load[rule] if main == pair else 0
    asked: float = min(more, max(0, load + more)) / kits.carries[at]
    return asked


@compiled
def worth_at(field: Field, lots: Ints, school: int) -> int:
    """Return the worth of all lots of *school*, in grains."""
    worth = 0
    for pair in range(field.pairs[school], field.pairs[school + 1]):
        worth += worth_of(field, pair, lots[pair])
    return worth


@compiled
def offer(
    field: Field, costs: Costs, room: Room, limit: Ints, shut: Ints, school: int, have: float, gainful: bool
) -> tuple[float, int]:
    """
    Return how a school's best next lot ranks and its pair, ``NOTHING`` where it asks for none.

    *gainful*: only what is worth more than it costs.
    """
    best, chosen = 0.0, NOTHING
    factor = urgency(field, school, have)
    for pair in range(field.pairs[school], field.pairs[school + 1]):
        lots = room.lots[pair]
        if shut[pair] or lots >= min(limit[pair], field.useful[pair]) or not could_fit(field, room, pair):
            continue
        worth, cost = with_parts(field, costs, room.lots, pair, factor)
        if field.alpha > 0:
            worth = gain(field, school, have, worth)
        if worth <= 0 or (gainful and worth < cost):
            continue
        rank = worth - cost if field.alpha == 0 else worth / max(cost, 1.0)
        if chosen == NOTHING or rank > best:
            best, chosen = rank, pair
    return best, chosen


@compiled
def fill(field: Field, costs: Costs, room: Room, limit: Ints, opened: Ints, gainful: bool) -> int:
    """Place lots at the schools *opened*, up to *limit* of each pair, until nothing more fits; return how many."""
    shut = np.zeros(len(limit), dtype=np.int64)
    have = np.zeros(len(opened), dtype=np.int64)
    queue = [(0.0, 0, 0, 0)]
    queue.pop()
    for school in range(len(opened)):
        if opened[school]:
            have[school] = worth_at(field, room.lots, school)
            rank, pair = offer(field, costs, room, limit, shut, school, float(have[school]), gainful)
            if pair != NOTHING:
                heappush(queue, (-rank, field.tie[school], school, pair))
    placed = 0
    while len(queue) > 0:
        _, _, school, pair = heappop(queue)
        if place(field, room, pair):
            placed += 1
            have[school] = worth_at(field, room.lots, school)
        else:
            shut[pair] = 1
        rank, pair = offer(field, costs, room, limit, shut, school, float(have[school]), gainful)
        if pair != NOTHING:
            heappush(queue, (-rank, field.tie[school], school, pair))
    return placed


@compiled
def fill_near(field: Field, costs: Costs, room: Room, near: Ints, shut: Ints) -> None:
    """Place lots at the schools *near* each other, what counts most first, until nothing more fits that is not shut."""
    queue = [(0.0, 0, 0, 0)]
    queue.pop()
    for school in near:
        _queue_up(field, costs, room, shut, school, queue)
    while len(queue) > 0:
        _, _, school, pair = heappop(queue)
        if not place(field, room, pair):
            shut[pair] = 1
        _queue_up(field, costs, room, shut, school, queue)


@compiled
def _queue_up(
    field: Field, costs: Costs, room: Room, shut: Ints, school: int, queue: list[tuple[float, int, int, int]]
) -> None:
    have = float(worth_at(field, room.lots, school))
    rank, pair = offer(field, costs, room, field.most, shut, school, have, False)
    if pair != NOTHING:
        heappush(queue, (-rank, field.tie[school], school, pair))


@compiled
def fill_in_turn(field: Field, costs: Costs, room: Room, limit: Ints, order: Ints, gainful: bool) -> int:
    """Place lots at one school after the other, each as much as fits; return how many."""
    shut = np.zeros(len(limit), dtype=np.int64)
    placed = 0
    for school in order:
        placed += fill_school(field, costs, room, limit, shut, school, gainful)
    return placed


@compiled
def fill_school(field: Field, costs: Costs, room: Room, limit: Ints, shut: Ints, school: int, gainful: bool) -> int:
    """Place as many lots at *school* as fit, and shut what does not; return how many."""
    if room.received[school] == 0 and room.trips[field.depot[school]] < field.trip[school]:
        return 0
    placed = 0
    have = worth_at(field, room.lots, school)
    _, pair = offer(field, costs, room, limit, shut, school, float(have), gainful)
    while pair != NOTHING:
        if place(field, room, pair):
            placed += 1
            have = worth_at(field, room.lots, school)
        else:
            shut[pair] = 1
        _, pair = offer(field, costs, room, limit, shut, school, float(have), gainful)
    return placed


@compiled
def affordable(field: Field, room: Room, order: Ints) -> Ints:
    """Return 1 for each school, in *order*, whose trip the budget still pays after those before it, else 0."""
    left = room.trips.copy()
    opened = np.zeros(len(field.trip), dtype=np.int64)
    for school in order:
        depot = field.depot[school]
        if room.received[school] > 0:
            opened[school] = 1
        elif left[depot] >= field.trip[school]:
            left[depot] -= field.trip[school]
            opened[school] = 1
    return opened


def by_surplus(field: Field, surplus: Ints | Floats, schools: Ints) -> Ints:
    """Return *schools* with the largest surplus first; equal ones by the cycle's hash, then in their own order."""
    return schools[np.lexsort((schools, field.tie[schools], -surplus[schools]))]
