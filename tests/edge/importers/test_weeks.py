"""Weeks as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.importers.weeks import week_written
from shared.errors import BadInput
from shared.school_year import week_of


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_any_day_in_any_form_is_its_week(day: date) -> None:
    year, week, _ = day.isocalendar()
    forms = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}-{day.month}-{day.year}", f"{day.isoformat()} 00:00:00"]
    forms += [f"{day.day}/{day.month}/{day:%y}", str((day - date(1899, 12, 30)).days)]

    assert {week_written(text) for text in forms} == {week_of(day)}
    if (day - timedelta(days=day.weekday())).year >= 2020:
        assert week_written(f"{year}-W{week:02}") == week_of(day)


@pytest.mark.parametrize(
    "text", ["12", "marzo", "2026-W54", "31/02/2026", "03/16/2026", "26-03-16", "1026-03-16", "2126-03-16", "20263"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        week_written(text)


def test_an_empty_week_is_said_to_be_empty_or_merged() -> None:
    with pytest.raises(BadInput, match="vacía o combinada"):
        week_written(" ")


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-16 al 2026-03-20",
        "del 16/03/2026 al 22/03/2026",
        "16/3/2026 - 20/3/2026",
        "16/03 al 20/03/2026",
        "Del 16/3 al 20/3/26",
        "16 al 20/03/2026",
        "16-20/03/2026",
        "Semana del 16/03 al 22/03/2026",
        "lunes 16/03 al viernes 20/03/2026",
        "Del 16 al 20 de marzo de 2026",
        "16 de marzo al 22 de marzo del 2026",
        "semana del 16/03/2026",
        "lunes 16 de marzo de 2026",
        "Semana del lunes 16/03/2026 al viernes 20/03/2026",
    ],
)
def test_a_range_inside_one_week_is_that_week(text: str) -> None:
    assert week_written(text) == week_written("2026-W12")


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-16 al 2026-03-23",
        "2026-W12 al 2026-W12",
        "del 16 al 20",
        "del 16 al 23 de marzo de 2026",
        "16/02 al 20/03/2026",
    ],
)
def test_a_range_that_is_not_of_one_week_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        week_written(text)


def test_a_week_from_one_year_into_the_next_begins_in_the_first() -> None:
    assert week_written("28 de diciembre al 1 de enero de 2027") == week_written("2026-12-28")


@given(st.dates(date(2020, 1, 6), date(2099, 12, 20)))
def test_the_days_of_a_week_with_the_year_once_are_that_week(day: date) -> None:
    first, last = day - timedelta(days=day.weekday()), day - timedelta(days=day.weekday() - 4)

    assert week_written(f"{first:%d/%m} al {last:%d/%m/%Y}") == week_of(day)


@pytest.mark.parametrize("text", ["Semana 12", "Sem. 13", "S14-2026", "12", "semana n° 3", "Semana 12 de 2026"])
def test_a_week_that_only_counts_is_asked_for_by_its_monday(text: str) -> None:
    with pytest.raises(BadInput, match="no dice desde cuándo cuenta"):
        week_written(text)
