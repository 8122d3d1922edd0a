"""What a division leaves of every limit, counted from its lots alone."""

from dataclasses import dataclass

import numpy as np

from hub.allocation.instance import NO_LIMIT, Bools, Instance, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """In the units of ``hub.allocation.instance.Limits``; NO_LIMIT where nothing limits."""

    stock: Ints
    """Lots of each depot's own, D x R."""
    pool: Ints
    zone_ml: Ints
    """Of each zone, and NO_LIMIT for schools of no zone: Z + 1, as ``zone_g``."""
    zone_g: Ints
    trips: Ints
    money: int
    visited: Bools
    """Schools that receive anything."""

    @property
    def reach(self) -> Ints:
        """Lots that each depot has left or can still have from the pool, D x R."""
        return np.asarray(self.stock + np.minimum(self.pool, NO_LIMIT - self.stock))


def left_of(instance: Instance, lots: Ints) -> Left:
    """Return what is left of every limit when each pair is sent its *lots*."""
    schools, goods, pairs, limits = instance.schools, instance.resources, instance.pairs, instance.limits
    sent = np.zeros(limits.stock.shape, dtype=np.int64)
    np.add.at(sent, (schools.depot[pairs.school], pairs.resource), lots)
    units = lots * goods.lot[pairs.resource]
    # The last place is that of schools of no zone, -1.
    zone, zones = schools.zone[pairs.school], len(limits.zones) + 1
    visited = np.bincount(pairs.school, weights=lots, minlength=len(schools)) > 0
    return Left(
        stock=np.maximum(0, _less(limits.stock, sent)),
        pool=_less(limits.pool, np.maximum(0, sent - limits.stock).sum(axis=0)),
        zone_ml=_less(_and_none(limits.zone_ml), _sums(zone, units * goods.volume_ml[pairs.resource], zones)),
        zone_g=_less(_and_none(limits.zone_g), _sums(zone, units * goods.weight_g[pairs.resource], zones)),
        trips=_less(limits.trips, _sums(schools.depot[visited], schools.trip_cost[visited], len(limits.trips))),
        money=limits.money if limits.money == NO_LIMIT else limits.money - int(units @ goods.cost[pairs.resource]),
        visited=visited,
    )


def _sums(at: Ints, amount: Ints, size: int) -> Ints:
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, at, amount)
    return found


def _and_none(limit: Ints) -> Ints:
    return np.append(limit, NO_LIMIT)


def _less(limit: Ints, used: Ints) -> Ints:
    return np.where(limit == NO_LIMIT, NO_LIMIT, limit - used)
