"""Prices are published by name and read back whole."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.allocation.instance import Prices
from hub.allocation.published import read_prices, told_prices
from tests.hub.allocation.divided import Case, ints

FOUR = st.lists(st.integers(0, 3), min_size=4, max_size=4)


@given(FOUR, st.integers(0, 9))
def test_what_is_told_is_read_back(stock: list[int], money: int) -> None:
    instance = Case([], depots=("Huamanga", "Huanta")).instance()
    prices = Prices(np.array(stock).reshape(2, 2), ints([4, 0]), ints([5]), ints([0]), ints([0, 7]), money)

    told = told_prices(instance, prices)
    again = read_prices(instance, told)

    for name in ("stock", "pool", "zone_ml", "zone_g", "trips"):
        assert (getattr(again, name) == getattr(prices, name)).all()
    assert again.money == money
    assert all(of for of in told["stock"].values())
