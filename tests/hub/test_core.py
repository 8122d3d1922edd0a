"""The last step finds the best division that the prices leave open, and proves when there is none better."""

import numpy as np

from hub.core import Options, search_core

# Two agents and one lot of the second stock: each may take nothing, one of stock 0, or one of each.
LOTS = np.array([[0, 0], [1, 0], [1, 1], [0, 0], [1, 0], [1, 1]])
OPTIONS = Options(LOTS, np.array([0, 5, 9, 0, 6, 8]), np.array([0, 3]), np.array([0, 0, 1, 1]))
STOCK = np.array([2, 1])


def test_the_best_division_within_the_stock_is_found_and_proven() -> None:
    free = np.zeros(2, dtype=np.int64)

    found = search_core(OPTIONS, STOCK, free, value=11, upper=OPTIONS.dual(free, STOCK))

    assert found.bound == 15
    assert found.used is not None
    assert found.used.tolist() == [[1, 1], [1, 0]]


def test_where_nothing_better_exists_the_bound_comes_down_to_the_value() -> None:
    free = np.zeros(2, dtype=np.int64)

    found = search_core(OPTIONS, STOCK, free, value=15, upper=OPTIONS.dual(free, STOCK))

    assert found.used is None
    assert found.bound == 15


def test_any_prices_give_a_bound() -> None:
    for price in range(8):
        assert OPTIONS.dual(np.array([0, price]), STOCK) >= 15
