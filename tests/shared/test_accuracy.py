"""Scores behave as their names promise."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shared import accuracy

values = hnp.arrays(float, 12, elements=st.floats(0, 1e4, allow_subnormal=False))


@given(values)
@settings(max_examples=50, deadline=None)
def test_a_forecast_that_is_right_scores_zero_and_covers_all(y: "np.ndarray") -> None:
    exact = np.repeat(y[:, None], 3, axis=1)

    assert accuracy.wql(y, exact) == 0
    assert accuracy.coverage(y, exact) == 1


@given(values, st.floats(0.1, 10))
@settings(max_examples=50, deadline=None)
def test_wql_does_not_depend_on_the_unit(y: "np.ndarray", unit: float) -> None:
    guess = np.stack([y * 0.5, y + 1, y * 2 + 3], axis=1)

    np.testing.assert_allclose(accuracy.wql(y, guess), accuracy.wql(y * unit, guess * unit), rtol=1e-6, atol=1e-9)


def test_unknown_weeks_count_in_no_score() -> None:
    y, guess = np.array([10.0, np.nan]), np.array([[8.0, 9.0, 12.0], [0.0, 500.0, 900.0]])

    assert accuracy.wape(y, guess) == 0.1
    assert accuracy.rmse(y, guess) == 1
    assert accuracy.coverage(y, guess) == 1


def test_nothing_known_scores_zero_instead_of_failing() -> None:
    y, guess = np.array([np.nan]), np.zeros((1, 3))

    assert [score(y, guess) for score in (accuracy.wql, accuracy.wape, accuracy.rmse, accuracy.bias)] == [0, 0, 0, 0]


@given(values, st.floats(0, 2e4))
@settings(max_examples=50, deadline=None)
def test_the_chance_of_running_short_falls_as_stock_grows(y: "np.ndarray", stock: float) -> None:
    guess = np.stack([y * 0.5, y, y * 2], axis=1)

    less = accuracy.chance_above(guess, np.full(12, stock))
    more = accuracy.chance_above(guess, np.full(12, stock + 5))

    assert ((more >= 0) & (more <= less + 1e-9) & (less <= 1)).all()


def test_never_saying_short_has_no_recall_and_no_f1() -> None:
    happened = np.array([True, False, False, False])

    assert accuracy.run_short(happened, np.zeros(4, dtype=bool)) == (0, 0, 0, 0.25)


def test_the_threshold_is_the_one_with_the_best_f1() -> None:
    happened, chance = np.array([True, True, False, False]), np.array([0.9, 0.7, 0.6, 0.1])

    assert 0.6 < accuracy.best_threshold(happened, chance) <= 0.7
