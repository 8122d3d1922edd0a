"""The worth of a lot comes from the quantiles alone."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.worth import chance_needed, expected_unmet, knots, lot_uses
from shared.allocation import Need

QUANTILES = st.tuples(*[st.integers(0, 60)] * 3).map(lambda q: Need(*sorted(q)))


@given(QUANTILES, st.integers(0, 80))
def test_expected_unmet_need_is_the_mean_of_what_is_over(need: Need, have: int) -> None:
    chances = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.interp(chances, [0, 0.1, 0.5, 0.9, 1], knots([need])[0])

    exact = expected_unmet(knots([need]), np.array([float(have)]))[0]

    assert abs(exact - np.maximum(drawn - have, 0).mean()) < 0.01


@given(QUANTILES, st.integers(0, 80), st.integers(1, 12))
def test_a_lot_is_used_at_most_whole_and_the_next_one_no_more(need: Need, have: int, lot: int) -> None:
    first, second = lot_uses([need, need], [have, have + lot], [lot, lot])

    assert 0 <= second <= first + 1e-9 <= lot + 2e-9


@given(QUANTILES)
def test_the_chance_falls_as_more_is_there(need: Need) -> None:
    chances = [chance_needed(need, have) for have in range(90)]

    assert all(after <= before for before, after in pairwise(chances))
