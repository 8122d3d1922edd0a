"""Stocks coupled by kits: feasible and certified also where not every way of serving a school can be listed."""

from dataclasses import replace

import numpy as np
import pytest

from hub.explain import explain, published_prices
from hub.lots import build
from hub.places import Ask
from hub.prices import allocate
from shared.allocation import Need, Reason
from shared.lacking import UNKNOWN
from shared.resources import Power
from tests.hub.referee import best_worth
from tests.hub.regions import CHARGER, ROUTER, TABLET, Region, catalogue, region


def large_school(chargers: int) -> Region:
    """A school without power that needs so many units, one by one, that the ways of serving it are too many."""
    place = replace(region(1).places[0], power=Power.NONE, internet=True)
    asks = [
        Ask(place.school, TABLET, Need(150, 180, 220)),
        Ask(place.school, ROUTER, Need(120, 160, 190)),
        Ask(place.school, CHARGER, Need(5, 8, 12)),
    ]
    stock = {(place.depot, TABLET): 140, (place.depot, ROUTER): 150, (place.depot, CHARGER): chargers}
    return Region([place], asks, stock, catalogue((1, 1, 1, 10, 5)))


@pytest.mark.parametrize("chargers", [0, 60, 333, 600])
def test_a_school_with_too_many_ways_to_list_gets_a_feasible_plan_under_a_true_bound(chargers: int) -> None:
    instance = large_school(chargers).lots()

    answer = allocate(instance)

    best = best_worth(instance)
    assert answer.value <= best <= answer.bound
    assert answer.value >= 0.98 * best


def test_single_units_in_many_schools_are_still_exact() -> None:
    here = region(21, schools=25, without_power=0.7)
    instance = replace(here, catalogue=catalogue((1, 1, 1, 1, 1))).lots()

    answer = allocate(instance)

    assert answer.value == best_worth(instance)
    assert answer.gap_pct == 0


def test_chargers_already_at_the_school_serve_the_tablets_that_come() -> None:
    place = replace(region(1).places[0], power=Power.NONE)
    asks = [Ask(place.school, TABLET, Need(4, 5, 6)), Ask(place.school, CHARGER, Need(0, 0, 0), on_hand=5)]
    instance = build([place], asks, {(place.depot, TABLET): 5}, catalogue((5, 1, 1, 1, 1)))

    answer = allocate(instance)

    assert dict(zip((ask.resource for ask in instance.asks), answer.lots, strict=True)) == {CHARGER: 0, TABLET: 1}


def test_what_no_further_lot_can_be_added_to_is_what_the_reasons_rest_on() -> None:
    for seed in range(40):
        instance = region(seed, schools=10, without_power=0.8).lots()
        answer = allocate(instance)

        lines = explain(instance, answer.lots, published_prices(instance, answer))

        short = [line for line in lines if line.reason is Reason.KIT and not line.kit_of]
        assert {line.limit.removesuffix(UNKNOWN) for line in short} <= {CHARGER}
        assert all(line.changes_at > 0 for line in short)
        assert (np.array([line.lots for line in lines]) >= 0).all()
