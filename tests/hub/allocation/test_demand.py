"""All schools asked at once: the bound they give holds, and what they want whole has its parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.demand import EvenDemand, WholeDemand
from hub.allocation.field import lay_out
from hub.allocation.gain import objective
from hub.allocation.kit_choice import needed
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import draw
from tests.hub.allocation.fields import prices_for

SEEDS = st.integers(0, 100_000)


@given(SEEDS, st.sampled_from([0.5, 1.0, 2.0]), st.sampled_from([100_000, 20_000_000, 10**9]))
@settings(max_examples=40, deadline=None)
def test_any_prices_bound_any_division_at_any_alpha(seed: int, alpha: float, most: int) -> None:
    instance = draw(seed, 8, alpha=alpha)
    field = lay_out(instance)
    lots = divide(instance).lots
    demand, prices = EvenDemand(field, lots * 0), prices_for(field, seed, most)

    _, nearly = demand.answer(prices)

    assert objective(field, lots) <= demand.bound(prices) <= nearly * (1 + 1e-9) + 1


@given(SEEDS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_what_is_wanted_whole_has_its_parts(seed: int, even: bool) -> None:
    field = lay_out(draw(seed, 8, alpha=2.0 if even else 0.0))
    none = np.zeros(len(field.school), dtype=np.int64)
    demand = EvenDemand(field, none) if even else WholeDemand(field, none)

    lots, _ = demand.wanted(prices_for(field, seed))

    assert all(lots[part] >= needed(field, at, lots) for at, part in enumerate(field.kits.part))


@given(SEEDS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_more_is_wanted_than_can_be_had(seed: int, even: bool) -> None:
    field = lay_out(draw(seed, 12, locks=True, alpha=0.5 if even else 0.0))
    none = np.zeros(len(field.school), dtype=np.int64)
    demand = EvenDemand(field, none) if even else WholeDemand(field, none)

    lots, _ = demand.wanted(prices_for(field, seed, 500_000))

    assert (lots <= field.most).all()


@pytest.mark.parametrize("even", [True, False])
def test_free_goods_are_wanted_by_all_who_can_use_them(even: bool) -> None:
    field = lay_out(draw(4, 8, kits=False, alpha=2.0 if even else 0.0))
    none = np.zeros(len(field.school), dtype=np.int64)
    demand = EvenDemand(field, none) if even else WholeDemand(field, none)
    free = prices_for(field, 1, 50)
    for price in (free.stock, free.pool, free.zone_ml, free.zone_g, free.trips):
        price[:] = 0

    lots, _ = demand.wanted(free)

    assert (lots == field.useful).all()
