"""
What prices leave undone is mended by exchanges: one lot, one resource or a whole visit is dropped, or visits make way
for another school's, and what then fits is placed instead, until no exchange is worth more.
"""

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs
from hub.allocation.field import Field
from hub.allocation.gain import gain
from hub.allocation.guarantee import below
from hub.allocation.insertion import fill_near, fill_school, worth_at
from hub.allocation.instance import Ints
from hub.allocation.kit_choice import needed
from hub.allocation.room import Room, clear, shift
from hub.allocation.thinning import lowest

WORK = 1_000_000
"""Schools looked at in all: two or three seconds at most, whatever the size of the country."""
_NEAR = 64
"""Schools between which one exchange is made."""
_VISIT, _LOT, _RESOURCE, _INSTEAD = range(4)
_NOBODY = -1


def exchange(field: Field, costs: Costs, room: Room, ground: Ints, percent: int, work: int) -> None:
    """
    Better the *room* by exchanges, nothing below *ground* and no school further below *percent* of its need.

    Those near each other share a depot and a road; once by what lots count beside their *costs*, once by worth alone.
    """
    order = np.lexsort((field.tie, field.zone, field.depot))
    free = Costs(*(part * 0 for part in costs))
    idle, at = 0, 0
    while idle < 2 and work > 0:
        left = exchange_all(field, (costs, free)[at % 2], room, ground, order, percent, work)
        idle = idle + 1 if left[1] == 0 else 0
        work, at = left[0], at + 1


@compiled
def exchange_all(
    field: Field, costs: Costs, room: Room, ground: Ints, order: Ints, percent: int, work: int
) -> tuple[int, int]:
    """Try every exchange once; return the work left and how many were worth it."""
    shut, kept = np.zeros(len(ground), dtype=np.int64), room.lots.copy()
    made = 0
    for at in range(len(order)):
        school = order[at]
        first = max(0, min(at - _NEAR // 2, len(order) - _NEAR))
        near = order[first : first + _NEAR]
        for way in (_VISIT, _LOT, _RESOURCE, _INSTEAD):
            for pair in range(field.pairs[school], field.pairs[school + 1]):
                if way in (_VISIT, _INSTEAD) and pair > field.pairs[school]:
                    break
                if way == _RESOURCE and room.lots[pair] <= ground[pair] + 1:
                    continue
                if work <= 0:
                    return work, made
                if way == _INSTEAD:
                    looked = _make_way(field, costs, room, ground, near, school, shut)
                    dropped, work = looked > 0, work - looked
                else:
                    dropped = _drop(field, room, ground, school, pair, way, shut)
                if dropped:
                    work -= _replace(field, costs, room, near, shut, way)
                    made += _settle(field, room, kept, near, percent)
    return work, made


@compiled
def _drop(field: Field, room: Room, ground: Ints, school: int, pair: int, way: int, shut: Ints) -> bool:
    """Take back what is to be exchanged and shut it, so that it does not come back at once; tell if it was anything."""
    first, end = (field.pairs[school], field.pairs[school + 1]) if way == _VISIT else (pair, pair + 1)
    dropped = False
    for one in range(first, end):
        stays = ground[one] if way == _VISIT else lowest(field, room, ground, one)
        fewer = room.lots[one] - stays
        if way == _LOT:
            fewer = min(1, fewer)
        if fewer > 0:
            shift(field, room, one, -fewer)
            shut[one] = 1
            dropped = True
    if dropped and way != _VISIT:
        _drop_parts(field, room, ground, pair)
    return dropped


@compiled
def _make_way(field: Field, costs: Costs, room: Room, ground: Ints, near: Ints, school: int, shut: Ints) -> int:
    """
    Give the trips of those *near* that gain least by theirs to a *school* without a visit.

    Return the schools looked at, 0 where nothing was given up. Where all that is given up is too little, ``_settle``
    undoes it.
    """
    depot, looked, given_up = field.depot[school], 0, False
    if room.received[school] > 0 or room.trips[depot] >= field.trip[school]:
        return 0
    for _ in range(len(near)):
        looked += len(near)
        least, chosen = np.inf, _NOBODY
        for one in near:
            free = field.depot[one] == depot and room.received[one] > 0 and field.trip[one] > 0
            if free and not ground[field.pairs[one] : field.pairs[one + 1]].any():
                each = gain(field, one, 0.0, float(worth_at(field, room.lots, one))) / field.trip[one]
                if each < least:
                    least, chosen = each, one
        if chosen == _NOBODY or room.trips[depot] >= field.trip[school]:
            break
        _drop(field, room, ground, chosen, field.pairs[chosen], _VISIT, shut)
        given_up = True
    if given_up and room.trips[depot] >= field.trip[school]:
        fill_school(field, costs, room, field.most, shut, school, False)
    return looked if given_up else 0


@compiled
def _drop_parts(field: Field, room: Room, ground: Ints, pair: int) -> None:
    """Take back the parts that are of no use without *pair*."""
    kits, group = field.kits, field.kits.of_pair[pair]
    if group < 0:
        return
    for at in range(kits.parts[group], kits.parts[group + 1]):
        part = kits.part[at]
        stays = max(ground[part], needed(field, at, room.lots), min(room.lots[part], field.useful[part]))
        if stays < room.lots[part]:
            shift(field, room, part, stays - room.lots[part])


@compiled
def _replace(field: Field, costs: Costs, room: Room, near: Ints, shut: Ints, way: int) -> int:
    """Place what fits instead, and then what was dropped where it fits still; return the schools looked at."""
    looked = 2 * len(near)
    if way in (_VISIT, _INSTEAD):
        found = True
        while found:
            found, tried = _visit_best(field, costs, room, near, shut)
            looked += tried
    fill_near(field, costs, room, near, shut)
    for school in near:
        shut[field.pairs[school] : field.pairs[school + 1]] = 0
    fill_near(field, costs, room, near, shut)
    for school in near:
        shut[field.pairs[school] : field.pairs[school + 1]] = 0
    return looked


@compiled
def _visit_best(field: Field, costs: Costs, room: Room, near: Ints, shut: Ints) -> tuple[bool, int]:
    """
    Visit the school of those *near* without a visit that gains most by all that fits.

    Tell whether there is one, and the schools looked at: one that was tried counts once more for each lot of it.
    """
    best, chosen, looked = 0.0, _NOBODY, len(near)
    for school in near:
        if room.received[school] == 0 and room.trips[field.depot[school]] >= field.trip[school]:
            looked += fill_school(field, costs, room, field.most, shut, school, False)
            gained = gain(field, school, 0.0, float(worth_at(field, room.lots, school)))
            clear(field, room, school)
            if gained > best:
                best, chosen = gained, school
    if chosen == _NOBODY:
        return False, looked
    return fill_school(field, costs, room, field.most, shut, chosen, False) > 0, looked


@compiled
def _settle(field: Field, room: Room, kept: Ints, near: Ints, percent: int) -> int:
    """Keep the exchange if it is worth more, else undo it; return 1 or 0."""
    more, size, worse_off = 0.0, 0.0, False
    for one in near:
        after, before = float(worth_at(field, room.lots, one)), float(worth_at(field, kept, one))
        if after != before:
            gains = gain(field, one, 0.0, after), gain(field, one, 0.0, before)
            more += gains[0] - gains[1]
            size += gains[0] + gains[1]
            worse_off |= after < before and below(field, one, worth_at(field, room.lots, one), percent)
    # More than what rounding alone could make of it.
    good = more > 1.0 + 1e-12 * size and not worse_off
    for one in near:
        for pair in range(field.pairs[one], field.pairs[one + 1]):
            if good:
                kept[pair] = room.lots[pair]
            elif room.lots[pair] != kept[pair]:
                shift(field, room, pair, kept[pair] - room.lots[pair])
    return int(good)
