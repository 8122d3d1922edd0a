"""What prices make of a lot and of a visit, in grains."""

from typing import NamedTuple

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import GRAINS, Field
from hub.allocation.instance import NO_LIMIT, Ints, Prices


class Costs(NamedTuple):
    """In grains; a lot at a school costs what it costs at the depot and on the road."""

    stock: Ints
    """Of a lot of each resource at each depot, D x R..."""
    road: Ints
    """...and for its volume, weight and money, Z + 1 x R."""
    trip: Ints
    """Of a céntimo of trips, of each depot."""


def costs_at(field: Field, prices: Prices) -> Costs:
    """Return what *prices* make of a lot: a litre is 1,000 ml and a sol 100 céntimos, so nothing is rounded."""
    free = np.zeros(1, dtype=np.int64)
    ml: Ints = np.concatenate([prices.zone_ml, free])
    g: Ints = np.concatenate([prices.zone_g, free])
    road = ml[:, None] * field.ml + g[:, None] * field.g + prices.money * field.cents * (GRAINS // 100)
    return Costs(prices.stock * GRAINS, road, prices.trips * (GRAINS // 100))


def supplies_cost(field: Field, prices: Prices) -> int:
    """Return what all that there is costs at *prices*, in grains; what nothing limits costs nothing."""
    return (
        _cost(prices.stock, field.stock, GRAINS)
        + _cost(prices.pool, field.pool, GRAINS)
        + _cost(prices.zone_ml, field.zone_ml[:-1], 1)
        + _cost(prices.zone_g, field.zone_g[:-1], 1)
        + _cost(prices.trips, field.trips, GRAINS // 100)
        + (prices.money * field.money * (GRAINS // 100) if prices.money else 0)
    )


def _cost(price: Ints, supply: Ints, each: int) -> int:
    priced = np.flatnonzero(price.ravel())
    return sum(int(p) * int(q) for p, q in zip(price.ravel()[priced], supply.ravel()[priced], strict=True)) * each


def limited(prices: Prices, field: Field) -> Prices:
    """Return *prices* without any of what nothing limits, and no depot's above the pool's."""
    pool = np.where(field.pool >= NO_LIMIT, 0, prices.pool)
    stock = np.where(field.stock >= NO_LIMIT, 0, np.minimum(prices.stock, pool))
    return Prices(
        stock=stock,
        pool=pool,
        zone_ml=np.where(field.zone_ml[:-1] >= NO_LIMIT, 0, prices.zone_ml),
        zone_g=np.where(field.zone_g[:-1] >= NO_LIMIT, 0, prices.zone_g),
        trips=np.where(field.trips >= NO_LIMIT, 0, prices.trips),
        money=0 if field.money >= NO_LIMIT else prices.money,
    )


@compiled
def lot_cost(field: Field, costs: Costs, pair: int) -> int:
    """Return what a lot of *pair* costs."""
    school, resource = field.school[pair], field.resource[pair]
    cost: int = costs.stock[field.depot[school], resource] + costs.road[field.zone[school], resource]
    return cost
