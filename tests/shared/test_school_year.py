"""Weeks start on Monday; the calendar knows classes from holidays, says what it does not know, and what it assumes."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.school_year import PERU_2026, AssumedYear, SchoolCalendar, Term, Week, last_whole_week, monday, week_of

NOTHING = SchoolCalendar(version=0, source="", terms=())


def middle(week: Week) -> date:
    return monday(week) + timedelta(days=2)


@st.composite
def calendars(draw: st.DrawFn) -> SchoolCalendar:
    """Return a calendar of up to three years; its terms are of a day or more, weekends among them."""
    days = st.dates(date(2020, 1, 1), date(2022, 12, 31))
    ends = sorted(draw(st.lists(days, max_size=8, unique=True)))
    terms = tuple(Term(first, last) for first, last in zip(ends[::2], ends[1::2], strict=False))
    return SchoolCalendar(version=1, source="", terms=terms, days_off=tuple(sorted(draw(st.sets(days, max_size=20)))))


weeks = st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(week_of)


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
    of_year = range(week_of(date(2026, 1, 5)), week_of(date(2026, 12, 31)))

    assert sum(bool(PERU_2026.school_days(Week(week))) for week in of_year) == 36


@pytest.mark.parametrize(("day", "days"), [("2026-12-30", 0), ("2027-01-06", None), ("2025-12-31", None)])
def test_a_week_of_a_year_without_a_calendar_is_neither_school_nor_vacation(day: str, days: int | None) -> None:
    assert PERU_2026.school_days(week_of(date.fromisoformat(day))) == days


@settings(max_examples=200, deadline=None)
@given(calendars(), weeks)
def test_what_is_known_is_never_assumed_otherwise(calendar: SchoolCalendar, week: Week) -> None:
    known = calendar.school_days(week)

    assert (known is None) == bool(calendar.assumed(week, week))
    assert known is None or calendar.expected_days(week) == known
    assert known is not None or not calendar.knows(middle(week).year)


@settings(max_examples=200, deadline=None)
@given(weeks)
def test_classes_are_never_assumed_in_january_and_february(week: Week) -> None:
    summer = middle(week).month in (1, 2)

    assert not (summer and PERU_2026.expected_days(week))
    assert NOTHING.expected_days(week) == (0 if summer else 5)


@settings(max_examples=200, deadline=None)
@given(st.integers(1990, 2100).filter(lambda year: year != 2026))
def test_an_assumed_year_has_the_weeks_of_the_known_one_within_three_days(year: int) -> None:
    of_year = range(week_of(date(year, 1, 8)), week_of(date(year, 12, 25)))
    assumed = [Week(week) for week in of_year if PERU_2026.expected_days(Week(week))]

    assert 35 <= len(assumed) <= 37
    first, last = (middle(week).replace(year=2026) for week in (assumed[0], assumed[-1]))
    assert abs(first - date(2026, 3, 18)).days <= 3
    assert abs(last - date(2026, 12, 16)).days <= 3


def test_the_assumption_gives_2025_the_ends_that_its_norm_gave_it() -> None:
    ends = [date(2025, 3, 10), date(2025, 3, 17), date(2025, 5, 12), date(2025, 5, 19), date(2025, 12, 15)]

    assert [PERU_2026.expected_days(week_of(day)) for day in [*ends, date(2025, 12, 22)]] == [0, 5, 5, 0, 5, 0]


def test_the_nearest_known_year_is_taken_and_the_earlier_of_two() -> None:
    first, later = (Term(date(year, 4, 1), date(year, 6, 30)) for year in (2024, 2028))
    calendar = SchoolCalendar(version=1, source="", terms=(first, later))

    assumed = calendar.assumed(week_of(date(2023, 2, 1)), week_of(date(2029, 2, 1)))

    assert [(one.year, one.like) for one in assumed] == [(2023, 2024), (2025, 2024), (2026, 2024), (2027, 2028),
                                                         (2029, 2028)]  # fmt: skip


def test_without_any_calendar_it_says_that_no_year_is_like_it() -> None:
    assert NOTHING.assumed(week_of(date(2027, 1, 4)), week_of(date(2027, 3, 1))) == (AssumedYear(2027, None),)


@settings(max_examples=200, deadline=None)
@given(calendars(), weeks)
def test_there_are_always_next_school_weeks_in_order(calendar: SchoolCalendar, week: Week) -> None:
    found = calendar.next_school_weeks(week, 9)

    assert found == sorted(set(found))
    assert week < found[0]
    assert all(calendar.expected_days(one) for one in found)


def test_a_forecast_of_november_goes_on_in_march_and_not_in_summer() -> None:
    found = PERU_2026.next_school_weeks(week_of(date(2026, 11, 16)), 9)

    assert [str(monday(week)) for week in found[3:6]] == ["2026-12-14", "2027-03-15", "2027-03-22"]


def test_nine_school_weeks_after_the_october_break_end_before_christmas() -> None:
    weeks = PERU_2026.next_school_weeks(week_of(date(2026, 10, 12)), 9)

    assert [str(monday(week)) for week in (weeks[0], weeks[-1])] == ["2026-10-19", "2026-12-14"]
