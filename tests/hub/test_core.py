"""The last step finds the best division that the prices leave open, and proves when there is none better."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.core import Options, _least_of_each, search_core

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


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(0, 5)), max_size=30),
    st.sampled_from([1, 10**9, 2**61]),
)
def test_of_states_that_used_the_same_the_first_that_loses_least_is_kept(
    states: list[tuple[int, ...]], far: int
) -> None:
    used = np.array([state[:3] for state in states], dtype=np.int64).reshape(-1, 3) * np.array([1, 1, far])
    lost = np.array([state[3] for state in states], dtype=np.int64) * (far if far < 2**60 else 1)
    best: dict[tuple[int, ...], int] = {}
    for at in sorted(range(len(states)), key=lambda at: (states[at][3], at)):
        best.setdefault(states[at][:3], at)

    kept = _least_of_each(used, lost).tolist()

    assert kept == [at for _, at in sorted(best.items(), key=lambda item: item[0][::-1])]
