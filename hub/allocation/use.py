"""How much of each limit a division uses."""

from typing import NamedTuple

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import Field
from hub.allocation.instance import Floats, Ints


class Use(NamedTuple):
    """In the units of ``hub.allocation.instance.Limits``; parts of lots where lots are divided."""

    stock: Floats
    zone_ml: Floats
    zone_g: Floats
    trips: Floats
    money: Floats
    """One number."""


def nothing_used(field: Field) -> Use:
    """Return a use of nothing, to be added to."""
    zones = len(field.zone_ml)
    return Use(np.zeros(field.stock.shape), np.zeros(zones), np.zeros(zones), np.zeros(len(field.trips)), np.zeros(1))


@compiled
def add_use(field: Field, used: Use, pair: int, lots: float) -> None:
    """Add *lots* of *pair* to what is *used*, without the visit."""
    school, what = field.school[pair], field.resource[pair]
    used.stock[field.depot[school], what] += lots
    used.zone_ml[field.zone[school]] += lots * field.ml[what]
    used.zone_g[field.zone[school]] += lots * field.g[what]
    used.money[0] += lots * field.cents[what]


@compiled
def add_all(field: Field, used: Use, lots: Ints | Floats) -> None:
    """Add *lots* of every pair, and a visit for every school that gets any."""
    for school in range(len(field.trip)):
        visited = False
        for pair in range(field.pairs[school], field.pairs[school + 1]):
            if lots[pair] > 0:
                visited = True
                add_use(field, used, pair, lots[pair])
        if visited:
            used.trips[field.depot[school]] += field.trip[school]
