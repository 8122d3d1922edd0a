"""A day is the same day after it was held as a number."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shared.day_numbers import day_of_number, number_of


@given(st.dates())
def test_a_day_comes_back_from_its_number(day: date) -> None:
    assert day_of_number(number_of(day)) == day


def test_days_are_counted_from_the_first_of_1970() -> None:
    assert (number_of(date(1970, 1, 1)), number_of(date(1970, 1, 2)), number_of(date(1969, 12, 31))) == (0, 1, -1)
