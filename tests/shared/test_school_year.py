"""Weeks start on Monday; the calendar knows classes from holidays, and does not guess beyond what is published."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.school_year import PERU_2026, last_whole_week, monday, week_of


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_day_lies_in_the_week_of_its_monday(day: date) -> None:
    first = monday(week_of(day))

    assert first.weekday() == 0
    assert 0 <= (day - first).days < 7


@settings(max_examples=100, deadline=None)
@given(day=st.dates(date(1980, 1, 1), date(2200, 1, 1)))
def test_a_week_is_whole_once_its_friday_is_over(day: date) -> None:
    friday = monday(last_whole_week(day)) + timedelta(days=4)

    assert friday < day <= friday + timedelta(weeks=1)


@pytest.mark.parametrize(
    ("day", "days"),
    [("2026-03-09", 0), ("2026-03-16", 5), ("2026-04-01", 3), ("2026-07-29", 0), ("2026-10-08", 4), ("2026-12-22", 0)],
)
def test_a_week_has_the_days_with_classes_that_the_norm_gives_it(day: str, days: int) -> None:
    assert PERU_2026.school_days(week_of(date.fromisoformat(day))) == days


def test_the_year_has_thirty_six_school_weeks() -> None:
    weeks = range(week_of(date(2026, 1, 1)), week_of(date(2026, 12, 31)))

    assert sum(PERU_2026.school_days(week) > 0 for week in weeks) == 36  # type: ignore[arg-type]


def test_a_year_without_a_published_calendar_is_not_read_as_vacation() -> None:
    assert PERU_2026.school_days(week_of(date(2028, 1, 15))) == 5


def test_nine_school_weeks_after_the_october_break_end_before_christmas() -> None:
    weeks = PERU_2026.next_school_weeks(week_of(date(2026, 10, 12)), 9)

    assert [str(monday(week)) for week in (weeks[0], weeks[-1])] == ["2026-10-19", "2026-12-14"]
