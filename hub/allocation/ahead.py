"""Who comes before whom: how much more of a limit it would take until the turn of each pair comes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hub.allocation.instance import NO_LIMIT, Bools, Floats, Ints, Names, each_of
from hub.allocation.outcome import Outcome
from hub.allocation.turn import Part, gains, received
from shared.allocation import Measure

_COUNTED_IN = {
    Part.VOLUME: (Measure.LITRES, 1_000),
    Part.WEIGHT: (Measure.KILOS, 1_000),
    Part.BUDGET: (Measure.SOLES, 100),
}


def how_much_more(of: Outcome, part: Ints, rule: Ints, short: Bools) -> tuple[Ints, Names]:
    """
    Return how much more it would take until the next lot of each *short* pair is sent, and what that is counted in.

    Args:
        part: Of each pair, the part of the price that keeps it (``turn.Part``).
        rule: Of each pair, the kit rule whose part lacks.
    """
    more, measure = np.zeros(len(part), dtype=np.int64), np.array([Measure.UNITS] * len(part), dtype=object)
    kept = {one: np.flatnonzero(short & (part == one)) for one in Part}
    more[kept[Part.STOCK]] = _of_stock(of, kept[Part.STOCK])
    kits = kept[Part.KIT][rule[kept[Part.KIT]] >= 0]
    more[kits] = _of_part(of, kits, rule[kits])
    for kind, takes, room in of.roads():
        at, (unit, each) = kept[kind], _COUNTED_IN[kind]
        group = np.zeros_like(at) if kind is Part.BUDGET else of.zone[at]
        lacking = up_to(group, _order(of, at, kind, takes[at]), takes[at]) - room[at]
        more[at], measure[at] = np.maximum(1, -(-lacking // each)), unit
    trips = kept[Part.TRIP]
    more[trips], measure[trips] = _of_trips(of, trips), Measure.SOLES
    return more, measure


def up_to(group: Ints, rank: Sequence[Any], use: Ints) -> Ints:
    """
    Return for each row the *use* of its group up to and with itself, in the order of *rank*, most telling key first.

    >>> up_to(np.array([0, 1, 0]), [np.array([2, 1, 1])], np.array([10, 5, 3])).tolist()
    [13, 5, 3]
    """
    order = np.lexsort((*reversed(rank), group))
    running = np.concatenate([[0], np.cumsum(use[order])])
    first = np.searchsorted(group[order], group[order])
    found = np.zeros(len(group), dtype=np.int64)
    found[order] = running[1:] - running[first]
    return found


def alone(of: Outcome) -> Bools:
    """Tell of each pair whether stock decides of it alone and lot by lot: then what would change it is exact."""
    limits, kits, what = of.instance.limits, of.instance.kits, of.instance.pairs.resource
    free = all(bool((one == NO_LIMIT).all()) for one in (limits.zone_ml, limits.zone_g, limits.trips))
    simple = of.instance.alpha == 0 and free and limits.money == NO_LIMIT and not (of.instance.pairs.least > 0).any()
    coupled = np.unique(what[np.concatenate([kits.main, kits.part])])
    return np.asarray(~np.isin(what, coupled) & simple)


def _order(of: Outcome, at: Ints, kind: Part, use: Ints) -> list[Any]:
    """Return the keys by which pairs wait for a limit: what they bring for each bit of it, then the cycle's hash."""
    brings = (of.turns.gain - of.turns.price + of.turns.cost[:, kind])[at]
    return [-(brings / np.maximum(use, 1)), of.instance.schools.tie[of.instance.pairs.school[at]], at]


def _of_stock(of: Outcome, at: Ints) -> Ints:
    """Return the units that it takes, in the depot or in the pool."""
    pair, nth, gain = _open_lots(of, at)
    what, pooled = of.instance.pairs.resource, of.pooled
    group = np.where(pooled, -1 - what, of.depot * len(of.instance.resources) + what)[pair]
    other = (of.turns.price - of.turns.cost[:, Part.STOCK])[pair]
    rank = [-(gain - other), nth, of.instance.schools.tie[of.instance.pairs.school[pair]], pair]
    place = up_to(group, rank, np.ones(len(pair), dtype=np.int64))
    first = nth == of.lots[pair]
    room = np.where(pooled, of.left.pool[what], of.left.stock[of.depot, what])
    found = np.zeros(len(of.lots), dtype=np.int64)
    found[pair[first]] = place[first]
    # What a lock asks for goes before all that is sent for its worth.
    found = np.where(of.slack > 0, of.slack, found)
    return np.asarray(np.maximum(1, (found - room)[at] * of.lot[at]))


def _open_lots(of: Outcome, at: Ints) -> tuple[Ints, Ints, Floats]:
    """
    Return the lots that are worth sending to the pairs *at* and are not sent: pair, the how-manieth of it, its gain.

    Each is weighed as if the pair had those before it, and nothing else came.
    """
    pairs = of.instance.pairs
    count = np.maximum(0, np.minimum(np.diff(pairs.first), pairs.most)[at] - of.lots[at])
    row, further = each_of(count)
    pair = at[row]
    nth = of.lots[pair] + further
    running = np.concatenate([[0], np.cumsum(of.instance.worth_first())])
    there = pairs.first[pair] + nth
    before = running[there] - running[pairs.first[pair] + of.lots[pair]]
    have = received(of.instance, of.lots)[pairs.school[pair]] + before
    return pair, nth, gains(of.instance, pairs.school[pair], have, running[there + 1] - running[there])


def _of_part(of: Outcome, at: Ints, rule: Ints) -> Ints:
    """Return the units of the kit's part that it takes."""
    what, extra = of.instance.pairs.resource[of.instance.kits.part[rule]], of.turns.extra[rule]
    group = of.depot[at] * len(of.instance.resources) + what
    lots = up_to(group, _order(of, at, Part.KIT, np.ones_like(at)), extra) - of.left.reach[of.depot[at], what]
    return np.asarray(np.maximum(1, lots * of.instance.resources.lot[what]))


def _of_trips(of: Outcome, at: Ints) -> Ints:
    """Return the soles of trips that it takes until the visit is made, whose worth is that of all its lots."""
    schools, school = of.instance.schools, of.instance.pairs.school[at]
    surplus = np.zeros(len(schools), dtype=np.int64)
    np.add.at(surplus, school, np.maximum(0, of.turns.gain - of.turns.price)[at])
    here = np.unique(school)
    cost, depot = schools.trip_cost[here], schools.depot[here]
    rank = [-(surplus[here] / np.maximum(1, cost)), schools.tie[here], here]
    lacking = np.zeros(len(schools), dtype=np.int64)
    lacking[here] = up_to(depot, rank, cost) - of.left.trips[depot]
    return np.maximum(1, -(-lacking[school] // 100))
