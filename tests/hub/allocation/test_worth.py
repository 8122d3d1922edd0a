"""What a lot is worth agrees with the plan of the region, with its definition, and never grows."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.worth import MAX_LOTS, Worths, curves, lot_worths

units = st.integers(0, 60)
several = st.lists(st.floats(0, 200, allow_nan=False), min_size=1, max_size=7).map(sorted)


def worths(chances: list[float], quantiles: list[float], have: int, lot: int, *, least_use_pct: int = 20) -> Worths:
    one = (np.array([number]) for number in (have, lot, 1_000_000))
    return lot_worths(curves(chances, np.array([quantiles])), *one, least_use_pct)


@settings(deadline=None)
@given(several, units, st.integers(1, 20), st.integers(1, 100))
def test_a_further_lot_is_never_worth_more_and_all_of_them_no_more_than_what_is_unmet(
    q: list[float], have: int, lot: int, least: int
) -> None:
    chances = [(at + 1) / (len(q) + 1) for at in range(len(q))]

    found = worths(chances, q, have, lot, least_use_pct=least)

    assert (np.diff(found.worth) <= 0).all()
    assert (found.worth >= 0).all()
    assert found.worth.sum() <= 1e6 * found.unmet[0] + len(found.worth)
    assert found.unmet[0] <= found.expected[0] + 1e-9


@settings(deadline=None)
@given(st.lists(units, min_size=2, max_size=5).map(sorted), units)
def test_what_is_unmet_is_the_mean_over_all_chances(q: list[int], have: int) -> None:
    chances = [at / (len(q) - 1) for at in range(len(q))]

    found = worths(chances, [float(one) for one in q], have, 1)

    assert abs(found.unmet[0] - float(exactly(q, have))) < 1e-9


def exactly(q: list[int], have: int) -> Fraction:
    """Return the mean over equal steps of chance of what is needed beyond *have*, in fractions."""
    total = Fraction(0)
    for low, high in pairwise(q):
        low, high = low - have, high - have
        if high > 0:
            total += Fraction(low + high, 2) if low >= 0 else Fraction(high * high, 2 * (high - low))
    return total / (len(q) - 1)


def test_a_need_without_end_is_cut_and_says_so() -> None:
    found = worths([0.5], [MAX_LOTS + 2.0], 0, 1)

    assert found.cut.tolist() == [0]
    assert len(found.worth) == MAX_LOTS


def test_quantiles_at_no_chance_and_all_of_it_leave_no_tail() -> None:
    assert curves([0, 0.5, 1], np.array([[1.0, 2.0, 9.0]])).need.tolist() == [[1.0, 2.0, 9.0]]
