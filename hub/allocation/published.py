"""Prices and shares by name, as they are published with a plan and read or computed again by whoever checks it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from hub.allocation.assembling import Assembled
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


def told_uncounted(of: Assembled) -> dict[str, dict[str, float]]:
    """Return by resource how many pairs nobody counted, and which share of their need is taken to be met."""
    at = np.flatnonzero(of.asked.taken)
    which, pairs = np.unique(of.instance.pairs.resource[at], return_counts=True)
    shares = (100 * of.asked.shares[which]).round(2)
    return {
        str(name): {"pairs": count, "share_pct": share}
        for name, count, share in zip(of.instance.resources.id[which], pairs.tolist(), shares.tolist(), strict=True)
    }


def _named(names: Names, numbers: Ints) -> dict[str, int]:
    return {str(name): int(number) for name, number in zip(names, numbers, strict=True) if number}


def _numbers(names: Names, named: Mapping[str, int]) -> Ints:
    return np.array([named.get(name, 0) for name in names], dtype=np.int64)
