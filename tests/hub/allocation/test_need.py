"""What stays open of a need is what a draw of it says on average, and as the worth of lots counts it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.need import chance_needed, likely, unmet, used
from hub.allocation.worth import curves, lot_worths
from tests.hub.allocation.divided import ints

QUANTILES = st.lists(st.integers(0, 60), min_size=3, max_size=3).map(sorted)


@given(QUANTILES, st.integers(0, 90))
@settings(deadline=None)
def test_it_is_what_draws_of_the_need_say(quantiles: list[int], have: int) -> None:
    curve = curves([0.1, 0.5, 0.9], np.array([quantiles], dtype=float))
    drawn = np.interp(np.linspace(0.00005, 0.99995, 10_000), curve.chance, curve.need[0])

    assert unmet(curve, ints([have]))[0] == pytest.approx(np.maximum(drawn - have, 0).mean(), abs=0.02)
    assert chance_needed(curve, ints([have]))[0] == pytest.approx((drawn > have).mean(), abs=2e-4)
    assert likely(curve)[0] == quantiles[1]


@given(QUANTILES, st.integers(0, 60), st.integers(1, 9))
@settings(deadline=None)
def test_the_use_of_the_next_lot_is_what_it_is_worth(quantiles: list[int], have: int, lot: int) -> None:
    curve = curves([0.1, 0.5, 0.9], np.array([quantiles], dtype=float))

    worth = lot_worths(curve, ints([have]), ints([lot]), ints([1_000_000]), 1).worth

    use = used(curve, ints([have]), ints([lot]))[0]
    assert (round(use * 1_000_000) == worth[0]) if len(worth) else (use * 100 < lot)
