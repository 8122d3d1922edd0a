"""The division is the best one, within the stock, with its kits, whatever the order of the rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.lots import Lots
from hub.prices import Allocation, allocate
from shared.suiting import needs_kit
from tests.hub.referee import best_worth
from tests.hub.regions import CHARGER, region

SEEDS = st.integers(0, 1_000_000)


def units_sent(instance: Lots, answer: Allocation) -> np.ndarray:
    units = np.zeros(len(instance.stocks), dtype=np.int64)
    np.add.at(units, instance.pair_stock, answer.lots * instance.lot)
    return units


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_without_kits_the_worth_equals_the_referees_to_the_millionth(seed: int) -> None:
    instance = region(seed, without_power=0.0).lots()

    answer = allocate(instance)

    assert answer.value == best_worth(instance) == answer.bound


@given(SEEDS, st.integers(2, 20), st.sampled_from([0.1, 0.5, 1.0]))
@settings(max_examples=80, deadline=None)
def test_with_kits_the_worth_equals_the_referees_and_is_certified(seed: int, schools: int, scarcity: float) -> None:
    instance = region(seed, schools, without_power=0.6, scarcity=scarcity).lots()

    answer = allocate(instance)

    assert answer.value == best_worth(instance)
    assert answer.gap_pct == 0


@given(SEEDS, st.floats(0, 2))
@settings(max_examples=80, deadline=None)
def test_supply_is_never_exceeded(seed: int, scarcity: float) -> None:
    instance = region(seed, scarcity=scarcity).lots()

    sent = units_sent(instance, allocate(instance))

    assert (sent <= instance.stock_units).all()


def test_with_no_stock_at_all_there_is_a_plan_that_sends_nothing() -> None:
    answer = allocate(region(5, scarcity=0.0).lots())

    assert answer.lots.sum() == 0
    assert answer.value == answer.bound == 0


def test_no_tablet_goes_without_power_or_its_charger_in_a_thousand_regions() -> None:
    for seed in range(1_000):
        instance = region(seed, schools=6, without_power=0.5).lots()
        keys = [(ask.school, ask.resource) for ask in instance.asks]
        sent = dict(zip(keys, allocate(instance).lots * instance.lot, strict=True))
        spare = dict(zip(keys, instance.spare, strict=True))
        for place in {place for place in instance.places if needs_kit(place)}:
            here = [resource for resource, of in zip(instance.resources, instance.places, strict=True) if of == place]
            needed = sum(sent[place.school, r.id] * part.units_per_unit for r in here for part in r.kit_without_power)
            assert needed <= sent.get((place.school, CHARGER), 0) + spare.get((place.school, CHARGER), 0)


@given(SEEDS, SEEDS)
@settings(max_examples=50, deadline=None)
def test_the_plan_does_not_depend_on_the_order_of_rows(seed: int, order: int) -> None:
    here = region(seed, schools=12)

    one, other = allocate(here.lots()), allocate(here.shuffled(order).lots())

    assert (one.lots == other.lots).all()
    assert (one.price == other.price).all()


def test_a_lot_given_is_worth_its_price_and_a_lot_refused_is_not_worth_more() -> None:
    instance = region(11, schools=30, without_power=0.0).lots()

    answer = allocate(instance)

    for pair, lots in enumerate(answer.lots):
        worth = instance.values[instance.first[pair] : instance.first[pair + 1]]
        price = answer.price[instance.pair_stock[pair]]
        assert (worth[:lots] >= price).all()
        assert (worth[lots:] <= price).all()


@pytest.mark.parametrize("schools", [150])
def test_a_region_of_many_schools_is_certified(schools: int) -> None:
    answer = allocate(region(8, schools, without_power=0.5).lots())

    assert answer.gap_pct <= 0.05
