"""What locks and floors ask for at least is placed before all else, class by class, as far as it can be."""

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import Field
from hub.allocation.instance import Ints, each_of
from hub.allocation.room import Room, place


def place_least(field: Field, room: Room, rank: Ints) -> Ints:
    """
    Place what is asked for at least; return how much of it each pair got, which no later step takes away.

    Within a class a lot that is worth more goes first, so that scarcity is shared among equals and not first come.
    """
    pair, nth = each_of(np.maximum(0, np.minimum(field.least, field.most)))
    useful = nth < field.useful[pair]
    at = field.start[pair] + np.where(useful, nth, 0)
    worth = np.where(useful, field.totals[np.minimum(at + 1, len(field.totals) - 1)] - field.totals[at], 0)
    order = np.lexsort((nth, pair, field.tie[field.school[pair]], -worth, rank[pair]))
    _place_each(field, room, pair[order], nth[order])
    return np.minimum(room.lots, field.least)


@compiled
def _place_each(field: Field, room: Room, pairs: Ints, nth: Ints) -> None:
    for at in range(len(pairs)):
        # Where another's kit brought the lot along it is there already.
        if room.lots[pairs[at]] <= nth[at]:
            place(field, room, pairs[at])
