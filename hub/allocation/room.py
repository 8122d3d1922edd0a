"""What is left of every limit while lots are placed one by one. Nothing is placed that does not fit."""

from typing import NamedTuple

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import Field
from hub.allocation.instance import Ints
from hub.allocation.kit_choice import needed


class Room(NamedTuple):
    """Changed in place by ``place`` and ``clear``; never below 0 between two calls of them."""

    lots: Ints
    """Placed, of each pair."""
    used: Ints
    """Lots that each depot has sent, D x R: its own first, then the pool's."""
    pool: Ints
    zone_ml: Ints
    zone_g: Ints
    trips: Ints
    money: Ints
    """One number."""
    received: Ints
    """Lots of each school: the first one takes a trip."""


def whole_room(field: Field) -> Room:
    """Return the room before anything is placed."""
    return Room(
        lots=np.zeros(len(field.school), dtype=np.int64),
        used=np.zeros_like(field.stock),
        pool=field.pool.copy(),
        zone_ml=field.zone_ml.copy(),
        zone_g=field.zone_g.copy(),
        trips=field.trips.copy(),
        money=np.array([field.money], dtype=np.int64),
        received=np.zeros(len(field.trip), dtype=np.int64),
    )


def copy_of(room: Room) -> Room:
    """Return the same room, to go on from without changing it."""
    return Room(*(part.copy() for part in room))


@compiled
def shift(field: Field, room: Room, pair: int, lots: int) -> None:
    """Place *lots* more of *pair*, or fewer, and look at nothing."""
    school, what = field.school[pair], field.resource[pair]
    depot, zone = field.depot[school], field.zone[school]
    beyond = max(0, room.used[depot, what] - field.stock[depot, what])
    room.used[depot, what] += lots
    room.pool[what] -= max(0, room.used[depot, what] - field.stock[depot, what]) - beyond
    room.zone_ml[zone] -= lots * field.ml[what]
    room.zone_g[zone] -= lots * field.g[what]
    room.money[0] -= lots * field.cents[what]
    if room.received[school] == 0 and lots > 0:
        room.trips[depot] -= field.trip[school]
    room.received[school] += lots
    if room.received[school] == 0 and lots < 0:
        room.trips[depot] += field.trip[school]
    room.lots[pair] += lots


@compiled
def holds(field: Field, room: Room, school: int) -> bool:
    """Tell whether no limit that *school* draws on is exceeded, but for the stock of single resources."""
    depot, zone = field.depot[school], field.zone[school]
    fits: bool = room.zone_ml[zone] >= 0 and room.zone_g[zone] >= 0 and room.trips[depot] >= 0 and room.money[0] >= 0
    return fits


@compiled
def could_fit(field: Field, room: Room, pair: int) -> bool:
    """Tell whether one more lot of *pair* fits, if it needed nothing else: where not, it need not be tried."""
    school, what = field.school[pair], field.resource[pair]
    depot, zone = field.depot[school], field.zone[school]
    fits: bool = (
        (room.used[depot, what] < field.stock[depot, what] or room.pool[what] > 0)
        and room.zone_ml[zone] >= field.ml[what]
        and room.zone_g[zone] >= field.g[what]
        and room.money[0] >= field.cents[what]
    )
    return fits


@compiled
def place(field: Field, room: Room, pair: int) -> bool:
    """Place one more lot of *pair* with the parts it takes along if all of it fits; tell whether it did."""
    if room.lots[pair] >= field.most[pair]:
        return False
    if field.kits.of_pair[pair] >= 0:
        return _place_kit(field, room, pair)
    shift(field, room, pair, 1)
    if room.pool[field.resource[pair]] >= 0 and holds(field, room, field.school[pair]):
        return True
    shift(field, room, pair, -1)
    return False


@compiled
def _place_kit(field: Field, room: Room, pair: int) -> bool:
    kits, group = field.kits, field.kits.of_pair[pair]
    first, end = kits.parts[group], kits.parts[group + 1]
    shift(field, room, pair, 1)
    fits = room.pool[field.resource[pair]] >= 0
    added = np.zeros(end - first, dtype=np.int64)
    for at in range(first, end):
        part = kits.part[at]
        added[at - first] = max(0, needed(field, at, room.lots) - room.lots[part])
        shift(field, room, part, added[at - first])
        fits &= room.lots[part] <= field.most[part] and room.pool[field.resource[part]] >= 0
    if fits and holds(field, room, field.school[pair]):
        return True
    for at in range(first, end):
        shift(field, room, kits.part[at], -added[at - first])
    shift(field, room, pair, -1)
    return False


@compiled
def clear(field: Field, room: Room, school: int) -> None:
    """Take back all that was placed at *school*."""
    for pair in range(field.pairs[school], field.pairs[school + 1]):
        if room.lots[pair] > 0:
            shift(field, room, pair, -room.lots[pair])
