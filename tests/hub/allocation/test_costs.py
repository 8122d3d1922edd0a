"""What a lot costs is the sum of what it takes, at the price of each, without rounding."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.costs import costs_at, limited, lot_cost, supplies_cost
from hub.allocation.field import lay_out
from tests.hub.allocation.drawn import draw
from tests.hub.allocation.fields import prices_for


@given(st.integers(0, 100_000))
@settings(deadline=None)
def test_all_lots_together_cost_what_the_limits_they_use_cost(seed: int) -> None:
    field = lay_out(draw(seed, money=True))
    prices = prices_for(field, seed)
    costs = costs_at(field, prices)
    every_zone = field._replace(zone=field.zone % 2)

    paid = sum(lot_cost(every_zone, costs, pair) for pair in range(len(field.school)))

    here, zone = field.depot[field.school], every_zone.zone[field.school]
    in_stock = int(prices.stock[here, field.resource].sum()) * 1000
    on_road = int(
        (prices.zone_ml[zone] * field.ml[field.resource] + prices.zone_g[zone] * field.g[field.resource]).sum()
    )
    assert paid == in_stock + on_road + prices.money * int(field.cents[field.resource].sum()) * 10


@given(st.integers(0, 100_000))
@settings(deadline=None)
def test_no_depots_price_is_above_the_pools_and_what_nothing_limits_is_free(seed: int) -> None:
    field = lay_out(draw(seed, trips=False, zones=False))

    prices = limited(prices_for(field, seed), field)

    assert (prices.stock <= prices.pool).all()
    assert not prices.zone_ml.any()
    assert not prices.trips.any()
    assert prices.money == 0


def test_supplies_cost_is_exact_beyond_what_a_word_holds() -> None:
    field = lay_out(draw(1))
    prices = prices_for(field, 1)
    dear = limited(prices.__class__(prices.stock, np.full(4, 1 << 61), *_rest(prices)), field)

    assert supplies_cost(field, dear) > int(field.pool.sum()) * (1 << 61)


def _rest(prices):  # type: ignore[no-untyped-def]
    return prices.zone_ml, prices.zone_g, prices.trips, prices.money
