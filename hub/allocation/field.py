"""
An instance laid out for the compiled parts: flat arrays, worth with its weight, and what no plan can exceed cut off.

Worth and cost are counted here in *grains*, thousandths of a millionth: fine enough that weights in percent, prices of
a litre and of a sol never have to be rounded.
"""

from typing import NamedTuple

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.instance import NO_LIMIT, Instance, Ints, Limits
from hub.allocation.kit_groups import Groups, group_kits

GRAINS = 1000
"""In a millionth of worth."""
PERCENT_GRAINS = GRAINS // 100
"""In a millionth of worth at one percent of weight."""
_MOST_WORTH = 2.0**62
_MOST_OF_A_SCHOOL = _MOST_WORTH / (2 * PERCENT_GRAINS)
"""The solver counts it in grains, and a kept lot up to twice."""
_ENDLESS = 1 << 40
"""Lots: more than any pair can receive, and small enough to be multiplied."""


class Field(NamedTuple):
    """Schools N, pairs P, resources R, depots D, zones Z and one more, which limits nothing."""

    pairs: Ints
    """``pairs[s]:pairs[s + 1]`` are the pairs of school ``s``."""
    depot: Ints
    zone: Ints
    trip: Ints
    tie: Ints
    need: Ints
    """Of the rolling window in grains, and what of it was met before."""
    met: Ints
    school: Ints
    resource: Ints
    start: Ints
    """``totals[start[p] + k]`` is the worth of the first ``k`` lots of pair ``p``, in grains."""
    totals: Ints
    useful: Ints
    """Lots of a pair that are worth something and can be had."""
    least: Ints
    most: Ints
    ml: Ints
    """Of a lot of each resource; grams and céntimos likewise."""
    g: Ints
    cents: Ints
    stock: Ints
    pool: Ints
    zone_ml: Ints
    zone_g: Ints
    trips: Ints
    money: int
    alpha: float
    kits: Groups


def lay_out(instance: Instance) -> Field:
    """Lay *instance* out; ``least`` is what is asked for, and may be more than ``most``, which is what can be had."""
    schools, pairs, goods, limits = instance.schools, instance.pairs, instance.resources, instance.limits
    ml, g, cents = goods.volume_ml * goods.lot, goods.weight_g * goods.lot, goods.cost * goods.lot
    zone = np.where(schools.zone < 0, len(limits.zones), schools.zone)
    kits = group_kits(instance)
    most = np.clip(_at_most(instance, zone, ml, g, cents), 0, _ENDLESS)
    most = kits.bounded(most)
    start, totals = _totals(instance)
    worth_something = np.concatenate([[0], np.cumsum(instance.pairs.worth > 0)])
    return Field(
        pairs=np.searchsorted(pairs.school, np.arange(len(schools) + 1)),
        depot=schools.depot,
        zone=zone,
        trip=schools.trip_cost,
        tie=schools.tie,
        need=schools.window_need * schools.weight_pct * PERCENT_GRAINS,
        met=schools.window_met * schools.weight_pct * PERCENT_GRAINS,
        school=pairs.school,
        resource=pairs.resource,
        start=start,
        totals=totals,
        useful=np.minimum(most, np.diff(worth_something[pairs.first])),
        least=pairs.least,
        most=most,
        ml=ml,
        g=g,
        cents=cents,
        stock=limits.stock,
        pool=limits.pool,
        zone_ml=np.append(limits.zone_ml, NO_LIMIT),
        zone_g=np.append(limits.zone_g, NO_LIMIT),
        trips=limits.trips,
        money=limits.money,
        alpha=float(instance.alpha),
        kits=kits,
    )


def too_much(weight_pct: Ints, need: Ints) -> bool:
    """Tell whether schools of these weights, with so much to be met, would leave the 64 bits that count worth."""
    weighted = weight_pct.astype(float) * need.astype(float)
    return bool(weighted.sum() > _MOST_WORTH or weighted.max(initial=0) > _MOST_OF_A_SCHOOL)


def _totals(instance: Instance) -> tuple[Ints, Ints]:
    """Return where each pair's running totals of weighted worth start, and all of them, each pair's from 0 on."""
    pairs = instance.pairs
    start = pairs.first[:-1] + np.arange(len(pairs))
    weight = instance.schools.weight_pct[pairs.school] * PERCENT_GRAINS
    totals = np.zeros(len(pairs.worth) + len(pairs), dtype=np.int64)
    _run_up(pairs.first, instance.worth_first(), weight, start, totals)
    return start, totals


@compiled
def _run_up(first: Ints, worth: Ints, weight: Ints, start: Ints, totals: Ints) -> None:
    for pair in range(len(start)):
        total = 0
        for nth in range(first[pair + 1] - first[pair]):
            total += worth[first[pair] + nth]
            totals[start[pair] + nth + 1] = total * weight[pair]


def _at_most(instance: Instance, zone: Ints, ml: Ints, g: Ints, cents: Ints) -> Ints:
    """Return the lots of each pair that each limit alone would let through."""
    schools, pairs, limits = instance.schools, instance.pairs, instance.limits
    here, what = schools.depot[pairs.school], pairs.resource
    most = np.minimum(pairs.most, in_reach(limits)[here, what])
    of_zone = zone[pairs.school]
    for limit, each in ((np.append(limits.zone_ml, NO_LIMIT), ml), (np.append(limits.zone_g, NO_LIMIT), g)):
        most = np.minimum(most, _let_through(limit[of_zone], each[what]))
    most = np.minimum(most, _let_through(np.full(len(what), limits.money), cents[what]))
    return np.where((schools.trip_cost <= limits.trips[schools.depot])[pairs.school], most, 0)


def _let_through(limit: Ints, each: Ints) -> Ints:
    """Return how many times *each* goes into its *limit*: what takes nothing of it is not limited by it."""
    return np.where(each > 0, limit // np.maximum(each, 1), NO_LIMIT)


def in_reach(limits: Limits) -> Ints:
    """Return the lots that each depot has and could have from the pool, D x R."""
    room = NO_LIMIT - limits.stock
    return limits.stock + np.minimum(limits.pool[None, :], room)
