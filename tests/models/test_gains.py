"""A gain counts where it is more than noise and more than a few series'."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.gains import clearly_best


@pytest.mark.parametrize("origins", [1, 3, 12])
def test_one_series_a_thousand_times_the_others_does_not_choose_for_all(origins: int) -> None:
    usual, other = np.full((origins, 40), 2.0), np.full((origins, 40), 2.0)
    usual[:, 7], other[:, 7] = 4000.0, 2000.0
    series = np.tile(np.arange(40), origins)

    assert clearly_best({"usual": usual.ravel(), "other": other.ravel()}, "usual", series, 0.01) == "usual"


def test_one_huge_series_that_loses_a_little_does_not_hide_what_all_others_gain() -> None:
    usual, other = np.full(40, 2.0), np.full(40, 1.0)
    usual[7], other[7] = 1000.0, 1020.0

    assert clearly_best({"usual": usual, "other": other}, "usual", np.arange(40), 0.01) == "other"


def test_what_all_gain_costs_nobody_the_whole() -> None:
    usual, other = np.full(40, 2.0), np.full(40, 1.0)
    usual[7], other[7] = 1000.0, 1100.0

    assert clearly_best({"usual": usual, "other": other}, "usual", np.arange(40), 0.01) == "usual"


@pytest.mark.parametrize(("share", "taken"), [(0.97, "other"), (0.995, "usual")])
def test_a_small_gain_that_all_share_is_taken_and_a_smaller_one_is_noise(share: float, taken: str) -> None:
    usual = np.full(40, 2.0)

    assert clearly_best({"usual": usual, "other": usual * share}, "usual", np.arange(40), 0.01) == taken


def test_a_panel_of_one_series_is_judged_by_its_origins() -> None:
    usual = np.full(12, 2.0)

    assert clearly_best({"usual": usual, "other": usual * 0.5}, "usual", np.zeros(12, dtype=int), 0.01) == "other"


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=30), st.integers(1, 5))
def test_what_is_chosen_never_lost_more_than_the_usual(pairs: list[tuple[float, float]], origins: int) -> None:
    losses = dict(zip(("usual", "other"), np.array(pairs).T, strict=True))

    chosen = clearly_best(losses, "usual", np.arange(len(pairs)) // origins, 0.01)

    assert losses[chosen].sum() <= losses["usual"].sum()
