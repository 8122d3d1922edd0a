"""A day counts where a school had classes: by the calendar, by what it told of itself, at any service of its site."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.health.school_days import SchoolDays, has_classes
from shared.ids import SchoolId
from shared.own_days import OwnDays
from shared.school_year import PERU_2026, SchoolCalendar, Term

ONE, OTHER = SchoolId("0403691-0"), SchoolId("0403692-0")
TODAY = date(2026, 6, 30)
MONDAY = date(2026, 6, 22)
CLOSED = OwnDays(ONE, MONDAY, MONDAY + timedelta(4), False, "friaje")


def test_a_week_of_classes_has_five_days() -> None:
    assert SchoolDays(PERU_2026, [], TODAY).between([ONE], MONDAY - timedelta(1), MONDAY + timedelta(6)) == 5


def test_vacations_have_none() -> None:
    days = SchoolDays(PERU_2026, [], date(2026, 2, 20))

    assert days.between([ONE], date(2025, 12, 29), date(2026, 2, 20)) == 0


def test_what_a_school_told_of_its_own_days_counts_and_not_for_others() -> None:
    days = SchoolDays(PERU_2026, [CLOSED], TODAY)

    assert days.between([ONE], MONDAY - timedelta(1), MONDAY + timedelta(6)) == 0
    assert days.between([OTHER], MONDAY - timedelta(1), MONDAY + timedelta(6)) == 5


def test_a_site_has_classes_while_any_of_its_services_has() -> None:
    days = SchoolDays(PERU_2026, [CLOSED], TODAY)

    assert days.between([ONE, OTHER], MONDAY - timedelta(1), MONDAY + timedelta(6)) == 5


def test_a_school_that_opened_on_a_day_off_had_classes() -> None:
    saturday = date(2026, 6, 27)
    days = SchoolDays(PERU_2026, [OwnDays(ONE, saturday, saturday, True, "")], TODAY)

    assert days.between([ONE], saturday - timedelta(1), saturday) == 1
    assert days.between([OTHER], saturday - timedelta(1), saturday) == 0


def test_a_year_without_a_calendar_is_reckoned_like_the_nearest() -> None:
    assert not has_classes(PERU_2026, date(2027, 1, 13))
    assert has_classes(PERU_2026, date(2027, 6, 16))


def test_a_school_whose_ugel_has_a_calendar_is_late_by_that_one_and_the_others_by_the_region_s() -> None:
    shut = SchoolCalendar(
        1, "RD", (Term(date(2026, 3, 16), date(2026, 6, 19)), Term(date(2026, 7, 6), TODAY.replace(month=12)))
    )
    days = SchoolDays(PERU_2026, [OwnDays(ONE, MONDAY, MONDAY, True, "")], TODAY, {ONE: shut})

    assert days.between([ONE], MONDAY - timedelta(1), MONDAY + timedelta(6)) == 1
    assert days.between([OTHER], MONDAY - timedelta(1), MONDAY + timedelta(6)) == 5
    assert SchoolDays(PERU_2026, [], TODAY, {ONE: shut}).between([ONE], MONDAY - timedelta(1), TODAY) == 0


@given(st.integers(0, 190), st.integers(0, 190), st.integers(0, 190))
def test_days_add_up_whatever_lies_between(first: int, second: int, third: int) -> None:
    early, middle, late = (TODAY - timedelta(ago) for ago in sorted((first, second, third), reverse=True))
    days = SchoolDays(PERU_2026, [CLOSED], TODAY)

    for site in ([ONE], [OTHER], [ONE, OTHER]):
        whole = days.between(site, early, late)
        assert whole == days.between(site, early, middle) + days.between(site, middle, late)
        assert 0 <= whole <= (late - early).days
