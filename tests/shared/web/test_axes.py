"""The axes of a chart have few steps, and no more days below them than fit."""

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.web.axes import LABELS, LABELS_ON_A_PHONE, label_steps, scale


@settings(max_examples=100, deadline=None)
@given(st.floats(0.1, 1_000_000))
def test_the_axis_reaches_the_highest_value_in_few_steps(highest: float) -> None:
    top, step = scale(highest)

    assert highest <= top <= max(1, 2 * highest)
    assert top // step <= 5


@given(st.integers(1, 60))
def test_the_days_below_a_chart_are_never_more_than_fit_and_a_phone_shows_some_of_the_same(weeks: int) -> None:
    every, on_a_phone = label_steps(weeks)
    shown, small = set(range(0, weeks, every)), set(range(0, weeks, on_a_phone))

    assert (len(shown) <= LABELS, 1 <= len(small) <= LABELS_ON_A_PHONE) == (True, True)
    assert small <= shown
