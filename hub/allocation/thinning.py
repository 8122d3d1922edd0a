"""All that is wanted is placed at once, and what counts least is taken back until no limit is exceeded any more."""

from heapq import heapify, heappop, heappush

from hub.allocation.compiled import compiled
from hub.allocation.costs import Costs, lot_cost
from hub.allocation.field import Field
from hub.allocation.gain import gain
from hub.allocation.insertion import worth_at
from hub.allocation.instance import Ints
from hub.allocation.kit_choice import needed, worth_of
from hub.allocation.room import Room, shift


@compiled
def place_wanted(field: Field, room: Room, wanted: Ints, opened: Ints) -> None:
    """Place what the schools *opened* want, whether it fits or not."""
    for school in range(len(opened)):
        if opened[school]:
            for pair in range(field.pairs[school], field.pairs[school + 1]):
                if wanted[pair] > room.lots[pair]:
                    shift(field, room, pair, wanted[pair] - room.lots[pair])


@compiled
def thin(field: Field, costs: Costs, room: Room, ground: Ints) -> int:
    """
    Take lots back, down to *ground* at most, until the *room* is within its limits; return how many.

    *ground* must be within them itself, with its kits.
    """
    if not exceeded(room):
        return 0
    queue = [(0.0, 0, 0)]
    queue.pop()
    for pair in range(len(ground)):
        if room.lots[pair] > ground[pair] and concerned(field, room, pair):
            queue.append((loss(field, costs, room, pair), field.tie[field.school[pair]], pair))
    heapify(queue)
    taken = 0
    while len(queue) > 0 and exceeded(room):
        rank, tie, pair = heappop(queue)
        if room.lots[pair] <= lowest(field, room, ground, pair) or not concerned(field, room, pair):
            continue
        now = loss(field, costs, room, pair)
        if now > rank:
            heappush(queue, (now, tie, pair))
            continue
        shift(field, room, pair, -1)
        taken += 1
        _free_parts(field, costs, room, ground, pair, queue)
        if room.lots[pair] > ground[pair]:
            heappush(queue, (loss(field, costs, room, pair), tie, pair))
    return taken


@compiled
def exceeded(room: Room) -> bool:
    """Tell whether any limit is."""
    if room.money[0] < 0:
        return True
    return bool((room.pool < 0).any() or (room.zone_ml < 0).any() or (room.zone_g < 0).any())


@compiled
def concerned(field: Field, room: Room, pair: int) -> bool:
    """Tell whether a lot of *pair* less, or of the parts that it needs, would use less of what is exceeded."""
    if _draws_on_exceeded(field, room, pair):
        return True
    kits, group = field.kits, field.kits.of_pair[pair]
    if group >= 0:
        for at in range(kits.parts[group], kits.parts[group + 1]):
            if _draws_on_exceeded(field, room, kits.part[at]):
                return True
    return False


@compiled
def _draws_on_exceeded(field: Field, room: Room, pair: int) -> bool:
    school, what = field.school[pair], field.resource[pair]
    depot, zone = field.depot[school], field.zone[school]
    if room.pool[what] < 0 and room.used[depot, what] > field.stock[depot, what]:
        return True
    return bool(
        (room.zone_ml[zone] < 0 and field.ml[what] > 0)
        or (room.zone_g[zone] < 0 and field.g[what] > 0)
        or (room.money[0] < 0 and field.cents[what] > 0)
    )


@compiled
def lowest(field: Field, room: Room, ground: Ints, pair: int) -> int:
    """Return the lots of *pair* that must stay: its ground, and what mains need of it where it is a part."""
    kits, group = field.kits, field.kits.of_pair[pair]
    stays = ground[pair]
    if group >= 0:
        for at in range(kits.parts[group], kits.parts[group + 1]):
            if kits.part[at] == pair:
                stays = max(stays, needed(field, at, room.lots))
    return int(stays)


@compiled
def loss(field: Field, costs: Costs, room: Room, pair: int) -> float:
    """Return how much the last lot of *pair* counts beside what it costs, as lots are ranked where they are placed."""
    lots = room.lots[pair]
    worth = float(worth_of(field, pair, lots) - worth_of(field, pair, lots - 1))
    cost = float(lot_cost(field, costs, pair))
    if field.alpha == 0:
        return worth - cost
    school = field.school[pair]
    have = float(worth_at(field, room.lots, school))
    return gain(field, school, have - worth, worth) / max(cost, 1.0)


@compiled
def _free_parts(
    field: Field, costs: Costs, room: Room, ground: Ints, pair: int, queue: list[tuple[float, int, int]]
) -> None:
    """Take back the parts that came with *pair* only; those worth something themselves may go later."""
    kits, group = field.kits, field.kits.of_pair[pair]
    if group < 0:
        return
    for at in range(kits.parts[group], kits.parts[group + 1]):
        part = kits.part[at]
        if part == pair:
            continue
        stays = max(ground[part], needed(field, at, room.lots))
        while room.lots[part] > stays and room.lots[part] > field.useful[part]:
            shift(field, room, part, -1)
        if room.lots[part] > stays:
            heappush(queue, (loss(field, costs, room, part), field.tie[field.school[part]], part))
