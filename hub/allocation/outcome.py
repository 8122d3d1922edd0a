"""An instance after its division: lots, where each pair stands, what is left; and what keeps the next lot of each."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from hub.allocation.instance import NO_LIMIT, Bools, Instance, Ints, Names, Prices
from hub.allocation.left import Left, left_of
from hub.allocation.turn import Part, Turns, turns


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the reasons are read from; what is told of all pairs is computed once, and read pair by pair."""

    instance: Instance
    lots: Ints
    turns: Turns
    left: Left

    @cached_property
    def depot(self) -> Ints:
        """Return the depot of each pair."""
        return self.instance.schools.depot[self.instance.pairs.school]

    @cached_property
    def zone(self) -> Ints:
        """Return the zone of each pair, -1 where none limits."""
        return self.instance.schools.zone[self.instance.pairs.school]

    @cached_property
    def lot(self) -> Ints:
        """Return the units in a lot of each pair."""
        return self.instance.resources.lot[self.instance.pairs.resource]

    @cached_property
    def slack(self) -> Ints:
        """Return the lots that locks ask for and nobody sends."""
        return np.asarray(np.maximum(0, self.instance.pairs.least - self.lots))

    @cached_property
    def pooled(self) -> Bools:
        """Tell of each pair whether the nation had any of it to add to the depot's."""
        return np.asarray(self.instance.limits.pool > 0)[self.instance.pairs.resource]

    def takes(self, each: Ints) -> Ints:
        """Return how much the next lot of each pair takes with the parts that go along; *each* is of one unit."""
        of_lot = each[self.instance.pairs.resource] * self.lot
        found = of_lot.copy()
        np.add.at(found, self.instance.kits.main, self.turns.extra * of_lot[self.instance.kits.part])
        return found

    def roads(self) -> tuple[tuple[Part, Ints, Ints], ...]:
        """Return of volume, weight and money what the next lot of each pair takes, and what is left for it."""
        goods = self.instance.resources
        return (
            (Part.VOLUME, self.takes(goods.volume_ml), self.left.zone_ml[self.zone]),
            (Part.WEIGHT, self.takes(goods.weight_g), self.left.zone_g[self.zone]),
            (Part.BUDGET, self.takes(goods.cost), np.full(len(self.lots), self.left.money)),
        )


def outcome(instance: Instance, lots: Ints, prices: Prices) -> Outcome:
    """Return the instance as it is after each pair was sent its *lots*."""
    left = left_of(instance, lots)
    return Outcome(instance, lots, turns(instance, lots, prices, left.visited), left)


def what_blocks(of: Outcome) -> Ints:
    """
    Return for each pair the part of the price that keeps its next lot.

    What has no room for it comes first; of several, and where all have room, the one that makes most of the price.
    """
    short, turn = _without_room(of), of.turns
    stopped = short.any(axis=1)
    on_the_way, worth_it = _on_the_way(of), turn.gain > turn.price
    no_trip = on_the_way & (of.instance.schools.trip_cost > of.left.trips[of.instance.schools.depot])[_school(of)]
    # A lot that the stock would refuse anyway is not refused by the road.
    short[:, Part.TRIP] = no_trip & (~stopped | worth_it)
    cost = turn.cost.copy()
    too_dear = on_the_way & ~stopped & worth_it & (turn.cost[:, Part.TRIP] > 0)
    cost[:, Part.TRIP] = np.where(too_dear, NO_LIMIT // 2, 0)
    cost = np.where(short.any(axis=1)[:, None], np.where(short, cost + 1, -1), cost)
    return np.asarray(cost.argmax(axis=1))


def what_cuts(of: Outcome, part: Ints) -> Ints:
    """
    Return *part*, and for locks that could not be kept what kept them: what they met before anything else was sent.

    Beside all that went afterwards, whatever is used up now would seem to be what they lacked.
    """
    if not (of.slack > 0).any():
        return part
    before = locks_alone(of)
    stopped = _without_room(before).any(axis=1)
    return np.where((of.slack > 0) & stopped, what_blocks(before), part)


def locks_alone(of: Outcome) -> Outcome:
    """Return the outcome with what is left where nothing is sent but what locks ask for, and its parts."""
    pairs, kits = of.instance.pairs, of.instance.kits
    asked = np.minimum(of.lots, pairs.least)
    along = kits.part[asked[kits.main] > 0]
    asked[along] = of.lots[along]
    return replace(of, left=left_of(of.instance, asked))


def fixed_for_others(of: Outcome) -> Ints:
    """
    Return for each pair the units that locks of other pairs took of what it may have: its depot's, and the nation's.

    What another depot's own stock gave to locks was never for it; only what these took beyond that came out of the
    nation's.
    """
    pairs, limits, goods = of.instance.pairs, of.instance.limits, of.instance.resources
    own = np.minimum(of.lots, pairs.least)
    here = np.zeros(limits.stock.shape, dtype=np.int64)
    np.add.at(here, (of.depot, pairs.resource), own)
    beyond = np.maximum(0, here - limits.stock)
    elsewhere = beyond.sum(axis=0)[pairs.resource] - beyond[of.depot, pairs.resource]
    lots = here[of.depot, pairs.resource] - own + np.where(of.pooled, elsewhere, 0)
    return np.asarray(lots * goods.lot[pairs.resource])


def _without_room(of: Outcome) -> Any:
    short = np.zeros((len(of.lots), len(Part)), dtype=bool)
    short[:, Part.STOCK] = of.left.reach[of.depot, of.instance.pairs.resource] < 1
    short[of.instance.kits.main[parts_lack(of) > 0], Part.KIT] = True
    for part, takes, room in of.roads():
        short[:, part] = takes > room
    return short


def _on_the_way(of: Outcome) -> Bools:
    """Tell of each pair whether its next lot would take a visit that is not made."""
    return np.asarray((~of.left.visited & (of.instance.schools.trip_cost > 0))[_school(of)])


def _school(of: Outcome) -> Ints:
    return of.instance.pairs.school


def parts_lack(of: Outcome) -> Ints:
    """Return of each kit rule the lots of its part that the next lot of its main takes and the depot lacks."""
    kits, pairs = of.instance.kits, of.instance.pairs
    reach = of.left.reach[of.depot[kits.main], pairs.resource[kits.part]]
    return np.where(of.turns.extra > reach, of.turns.extra - reach, 0)


def scarce_part(of: Outcome) -> Ints:
    """Return for each pair the kit rule of whose part the depot lacks most, or which costs most; -1 without a kit."""
    kits, found = of.instance.kits, np.full(len(of.lots), -1, dtype=np.int64)
    order = np.lexsort((-of.turns.extra, -parts_lack(of), kits.main))
    main, first = np.unique(kits.main[order], return_index=True)
    found[main] = order[first]
    return found


def kit_of(of: Outcome) -> Ints:
    """Return for each pair that is sent more of than it is worth alone the main that takes most of it along, or -1."""
    kits = of.instance.kits
    units = (of.lots * of.lot)[kits.main]
    order = np.lexsort((kits.main, -units, kits.part))
    order = order[units[order] > 0]
    part, first = np.unique(kits.part[order], return_index=True)
    found = np.full(len(of.lots), -1, dtype=np.int64)
    found[part] = kits.main[order[first]]
    return np.where(of.turns.open < 0, found, -1)


def depots_of(of: Outcome) -> Names:
    """Return the name of each pair's depot."""
    return of.instance.limits.depots[of.depot]
