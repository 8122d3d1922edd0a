"""One more lot for each pair: what it would bring, what it would cost, and which limit makes that price."""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from math import lcm

import numpy as np

from hub.allocation.evenness import sent_worth
from hub.allocation.instance import EPSILON, USUAL_FILL, Bools, Floats, Instance, Ints, Prices

_GRAINS = 1_000
"""In a millionth: a litre is 1,000 ml and a sol 100 céntimos, so that no price is rounded before it is added up."""


class Part(IntEnum):
    """What a price is made of; its value is the column of ``Turns.cost``."""

    STOCK = 0
    KIT = 1
    VOLUME = 2
    WEIGHT = 3
    BUDGET = 4
    TRIP = 5


@dataclass(frozen=True, eq=False)
class Turns:
    """Where each pair stands after a division. Worth is weighted and in millionths."""

    open: Ints
    """Lots worth sending that are not sent; below 0 where more are sent than are worth it by themselves."""
    gain: Ints
    """Of the next lot; 0 where none is worth sending."""
    cost: Ints
    """Of the next lot and what goes with it, P x ``Part``; of a trip only where the school is not visited."""
    extra: Ints
    """Of each kit rule, the further lots of its part that one more lot of its main takes along."""
    fill_before: Floats
    """Of each school, as ``fill_after``: the share of the worth of its rolling window that is met."""
    fill_after: Floats
    pressing_pct: Floats
    """
    Policy weight times how much more counts, in percent of the usual; likewise of each school. It counts at the fill
    in which lots kept from the last plan weigh more, as they do in the objective.
    """

    @cached_property
    def price(self) -> Ints:
        """Return what the next lot costs, the trip not counted: that is of all lots of a school."""
        return np.asarray(self.cost[:, : Part.TRIP].sum(axis=1))


def turns(instance: Instance, lots: Ints, prices: Prices, visited: Bools) -> Turns:
    """Return the turn of every pair; *visited* are the schools that receive anything."""
    pairs, schools = instance.pairs, instance.schools
    have = received(instance, lots)
    count = np.diff(pairs.first)
    more = np.zeros(len(pairs), dtype=np.int64)
    waits = lots < count
    more[waits] = instance.worth_first()[(pairs.first[:-1] + lots)[waits]]
    extra = _extra(instance, lots)
    return Turns(
        open=count - lots,
        gain=np.rint(gains(instance, pairs.school, have[pairs.school], more)).astype(np.int64),
        cost=_cost(instance, prices, extra, visited),
        extra=extra,
        fill_before=_fill(instance, np.zeros_like(have)),
        fill_after=np.minimum(1.0, _fill(instance, sent_worth(instance, lots))),
        pressing_pct=schools.weight_pct * _urgency(instance, _fill(instance, have)),
    )


def received(instance: Instance, lots: Ints) -> Ints:
    """Return what each school is sent in worth, not yet weighted, with what speaks for keeping the last plan."""
    found = np.zeros(len(instance.schools), dtype=np.int64)
    np.add.at(found, instance.pairs.school, instance.pairs.sent(lots, instance.worth_first()))
    return found


def gains(instance: Instance, school: Ints, have: Ints, more: Ints) -> Floats:
    """
    Return what *more* worth adds to the objective at each *school* that is sent *have* already, weighted.

    The objective is the sum of weight x need x phi(fill), phi'(f) = ((f + EPSILON) / USUAL_FILL) ** -alpha.
    """
    alpha, schools = instance.alpha, instance.schools
    weight = schools.weight_pct[school]
    if alpha == 0:
        return np.asarray(weight * more / 100)
    need = schools.window_need[school].astype(float)
    scale = np.where(need > 0, need, 1.0)
    low = ((schools.window_met[school] + have) / scale + EPSILON) / USUAL_FILL
    step = np.log1p(more / scale / USUAL_FILL / low)
    power = 1.0 - alpha
    # Through the difference of the fills: little on top of much would be lost in the difference of the results.
    risen = step if alpha == 1 else low**power * np.expm1(power * step) / power
    return np.where(need > 0, weight * need * USUAL_FILL * risen / 100, 0.0)


def _fill(instance: Instance, have: Ints) -> Floats:
    need = instance.schools.window_need
    met = instance.schools.window_met + have
    return np.where(need > 0, met / np.maximum(need, 1), 1.0)


def _urgency(instance: Instance, fill: Floats) -> Floats:
    return np.asarray(((fill + EPSILON) / USUAL_FILL) ** -instance.alpha)


def _extra(instance: Instance, lots: Ints) -> Ints:
    """Return the further lots of the part of each kit rule; all rules of a part are added up and rounded up once."""
    kits, lot = instance.kits, instance.resources.lot[instance.pairs.resource]
    whole = lcm(*np.unique(kits.per).tolist())
    each = kits.units * (whole // kits.per)
    load = np.zeros(len(lots), dtype=np.int64)
    np.add.at(load, kits.part, lots[kits.main] * lot[kits.main] * each)
    needed = -(-(load[kits.part] + lot[kits.main] * each) // whole) - instance.pairs.spare[kits.part]
    return np.asarray(np.maximum(0, -(-needed // lot[kits.part]) - lots[kits.part]))


def _cost(instance: Instance, prices: Prices, extra: Ints, visited: Bools) -> Ints:
    schools, goods, pairs, kits = instance.schools, instance.resources, instance.pairs, instance.kits
    depot, zone, lot = schools.depot[pairs.school], schools.zone[pairs.school], goods.lot[pairs.resource]
    cost = np.zeros((len(pairs), len(Part)), dtype=np.int64)
    cost[:, Part.STOCK] = prices.stock[depot, pairs.resource] * _GRAINS
    cost[:, Part.VOLUME] = np.append(prices.zone_ml, 0)[zone] * goods.volume_ml[pairs.resource] * lot
    cost[:, Part.WEIGHT] = np.append(prices.zone_g, 0)[zone] * goods.weight_g[pairs.resource] * lot
    cost[:, Part.BUDGET] = prices.money * goods.cost[pairs.resource] * lot * (_GRAINS // 100)
    alone = cost.copy()
    np.add.at(cost[:, Part.KIT], kits.main, extra * alone[kits.part, Part.STOCK])
    for part in (Part.VOLUME, Part.WEIGHT, Part.BUDGET):
        np.add.at(cost[:, part], kits.main, extra * alone[kits.part, part])
    trip = prices.trips[schools.depot] * schools.trip_cost * (_GRAINS // 100)
    cost[:, Part.TRIP] = np.where(visited, 0, trip)[pairs.school]
    return np.rint(cost / _GRAINS).astype(np.int64)
