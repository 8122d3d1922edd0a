"""Who sent regularly and stopped is told of; who never had a habit, or is on vacation, is not."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.health.quiet import LEAST_DAYS, LEAST_GAPS, REGULAR_DAYS, TIMES, silence, usual_gap

FIRST = date(2026, 6, 1)


def every(gap: int, times: int = 8) -> list[date]:
    return [FIRST + timedelta(gap * number) for number in range(times)]


def all_days(after: date, until: date) -> int:
    return (until - after).days


def none(_after: date, _until: date) -> int:
    return 0


def test_a_daily_school_is_told_of_after_more_than_three_days_of_classes() -> None:
    heard = every(1)

    assert silence(heard, heard[-1] + timedelta(LEAST_DAYS), all_days) is None
    found = silence(heard, heard[-1] + timedelta(LEAST_DAYS + 1), all_days)
    assert found is not None
    assert (found.since, found.days, found.usual) == (heard[-1], 4, 1)


def test_a_school_on_vacation_is_never_told_of() -> None:
    assert silence(every(1), FIRST + timedelta(400), none) is None


def test_one_lost_week_does_not_change_a_habit() -> None:
    heard = [*every(1), *(day + timedelta(14) for day in every(1))]

    assert usual_gap(heard, all_days) == 1


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 6, 1)), max_size=LEAST_GAPS, unique=True), st.integers(0, 300))
def test_who_was_heard_a_few_times_has_no_habit(days: list[date], later: int) -> None:
    assert silence(sorted(days), date(2026, 6, 1) + timedelta(later), all_days) is None


@given(st.integers(1, 12), st.integers(0, 60))
def test_it_takes_three_usual_gaps_and_more_whatever_the_habit(gap: int, later: int) -> None:
    heard = every(gap)
    found = silence(heard, heard[-1] + timedelta(later), all_days)

    assert (found is not None) is (gap <= REGULAR_DAYS and later > max(LEAST_DAYS, TIMES * gap))
