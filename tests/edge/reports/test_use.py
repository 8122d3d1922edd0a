"""The use of a month as a table: every week is one month's, and few pupils are not told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.reports.use import before, month_of, use_report, weeks_of
from shared.demand import WeekRow
from shared.ids import ResourceId, SchoolId
from shared.school_year import week_of

GUIDE, ONE, TWO = ResourceId("guia"), SchoolId("0403691-0"), SchoolId("0403692-0")
JUNE = date(2026, 6, 1)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_week_is_of_one_month(day: date) -> None:
    first = date(day.year, day.month, 1)

    assert weeks_of(before(first))[-1] + 1 == weeks_of(first)[0]
    assert len(weeks_of(first)) in (4, 5)


@pytest.mark.parametrize("text", ["", "2026-13", "9999-12", "1999-01", "hoy", "202606"])
def test_what_is_no_month_is_the_last_whole_one(text: str) -> None:
    assert month_of(text, date(2026, 6, 23)) == date(2026, 5, 1)


def test_weeks_of_the_month_are_added_up_and_pupils_are_not() -> None:
    first = week_of(JUNE)
    weeks = {
        (ONE, GUIDE): [WeekRow(first - 1, units=50), WeekRow(first, units=3, unserved=2), WeekRow(first + 4, units=4)],
        (TWO, GUIDE): [WeekRow(first + 1, units=10, stockout_days=2)],
        (TWO, ResourceId("nada")): [WeekRow(first + 5, units=9)],
    }
    report = use_report({}, weeks, {(ONE, GUIDE): 4, (TWO, GUIDE): 11}, JUNE)

    assert report.rows == (
        ("guia", "guia", ONE, 7, 2, 0, "menos de 5"),
        ("guia", "guia", TWO, 10, 0, 2, 11),
    )
    assert report.total == ("TOTAL", None, None, 17, 2, 2, None)
