"""Prices are found at which the schools together want about what there is."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.bound import bound_of
from hub.allocation.demand import WholeDemand
from hub.allocation.field import GRAINS, lay_out
from hub.allocation.instance import Prices
from hub.allocation.pricing import COLD, WARM, find_prices, first_prices
from hub.allocation.solve import divide
from hub.allocation.use import Use
from tests.hub.allocation.drawn import draw

SEEDS = st.integers(0, 10_000)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_prices_found_bound_lower_than_those_it_began_with(seed: int) -> None:
    field = lay_out(draw(seed, 60, money=True))
    none = np.zeros(len(field.school), dtype=np.int64)
    begin = first_prices(field)

    found = find_prices(field, begin, WholeDemand(field, none).answer, COLD)

    assert bound_of(field, found, none) < bound_of(field, begin, none)
    assert (found.stock <= found.pool).all()


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_where_stock_alone_limits_the_bound_comes_near_the_exact_division(seed: int) -> None:
    field = lay_out(draw(seed, 200, kits=False, trips=False, zones=False, deep=12))
    none = np.zeros(len(field.school), dtype=np.int64)

    found = find_prices(field, first_prices(field), WholeDemand(field, none).answer, COLD)

    best = divide(draw(seed, 200, kits=False, trips=False, zones=False, deep=12)).value
    assert bound_of(field, found, none) / GRAINS <= best * 1.002


def test_a_search_from_good_prices_does_not_leave_them_for_worse() -> None:
    field = lay_out(draw(3, 100))
    none = np.zeros(len(field.school), dtype=np.int64)
    good = find_prices(field, first_prices(field), WholeDemand(field, none).answer, COLD)

    again = find_prices(field, good, WholeDemand(field, none).answer, WARM)

    assert bound_of(field, again, none) <= bound_of(field, good, none)


def test_after_a_change_the_price_of_what_is_far_off_its_limit_moves_far_at_once_and_the_others_little() -> None:
    instance = draw(4, 400, kits=False, zones=False)
    good = divide(instance).prices
    trips = instance.limits.trips.copy()
    trips[0] //= 2
    field = lay_out(instance.changed(limits=replace(instance.limits, trips=trips)))
    asked = list[Prices]()

    def answer(prices: Prices) -> tuple[Use, float]:
        asked.append(prices)
        return WholeDemand(field, np.zeros(len(field.school), dtype=np.int64)).answer(prices)

    find_prices(field, good, answer, WARM)

    steps = np.abs(np.log(asked[1].trips / asked[0].trips))
    assert steps[0] > 0.3
    assert steps[1:].max() < 0.15
