"""Prices by name, as they are published with a plan and read back by whoever recomputes it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hub.allocation.instance import Instance, Ints, Names, Prices

Told = Mapping[str, Any]


def told_prices(instance: Instance, prices: Prices) -> dict[str, Any]:
    """Return the prices that are not 0, by depot, resource and zone: what is not named costs nothing."""
    limits, goods = instance.limits, instance.resources.id
    own = {depot: _named(goods, row) for depot, row in zip(limits.depots, prices.stock, strict=True)}
    return {
        "stock": {depot: named for depot, named in own.items() if named},
        "pool": _named(goods, prices.pool),
        "zone_ml": _named(limits.zones, prices.zone_ml),
        "zone_g": _named(limits.zones, prices.zone_g),
        "trips": _named(limits.depots, prices.trips),
        "money": int(prices.money),
    }


def read_prices(instance: Instance, told: Told) -> Prices:
    """Return what ``told_prices`` told, in the order of *instance*."""
    limits, goods = instance.limits, instance.resources.id
    own = [_numbers(goods, told["stock"].get(depot, {})) for depot in limits.depots]
    return Prices(
        stock=np.array(own, dtype=np.int64).reshape(limits.stock.shape),
        pool=_numbers(goods, told["pool"]),
        zone_ml=_numbers(limits.zones, told["zone_ml"]),
        zone_g=_numbers(limits.zones, told["zone_g"]),
        trips=_numbers(limits.depots, told["trips"]),
        money=int(told["money"]),
    )


def _named(names: Names, numbers: Ints) -> dict[str, int]:
    return {str(name): int(number) for name, number in zip(names, numbers, strict=True) if number}


def _numbers(names: Names, named: Mapping[str, int]) -> Ints:
    return np.array([named.get(name, 0) for name in names], dtype=np.int64)
