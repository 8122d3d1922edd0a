"""Dates and numbers as Peru writes them; the days and the hour are Lima's, wherever the server is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.web.formats import ago, ahead, due, hour, long_day, moment, number, when

NOW = datetime(2026, 6, 23, 2, 30, tzinfo=UTC)


def test_the_evening_in_lima_is_not_yet_the_day_of_greenwich() -> None:
    assert moment(NOW) == "lunes 22/06, 21:30"
    assert hour(NOW) == "21:30"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "hace 1 minuto"), (59, "hace 59 minutos"), (60, "hace 1 hora"), (1439, "hace 23 horas"), (1440, "hace 1 día")],
)
def test_how_long_ago_is_told_in_the_largest_whole_unit(minutes: int, words: str) -> None:
    assert ago(NOW - timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(0.1, "dentro de 1 minuto"), (90, "dentro de 1 hora"), (2880, "dentro de 2 días")]
)
def test_what_is_to_come_is_at_least_a_minute_away(minutes: float, words: str) -> None:
    assert ahead(NOW + timedelta(minutes=minutes), NOW) == words


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**8), 10**8))
def test_what_happened_a_little_after_now_by_another_clock_is_now(seconds: int) -> None:
    words = when(NOW + timedelta(seconds=seconds), NOW)

    assert ("(hace " in words, "(ahora)" in words, "(dentro de" in words) == (
        seconds <= 0, 0 < seconds < 3_600, seconds >= 3_600,
    )  # fmt: skip


def test_what_is_due_in_some_minutes_is_not_now() -> None:
    assert due(NOW + timedelta(minutes=20), NOW).endswith("(dentro de 20 minutos)")


@given(st.integers(-(10**12), 10**12))
def test_a_number_with_commas_is_still_the_number(value: int) -> None:
    assert int(number(value).replace(",", "")) == value


def test_a_date_in_words_is_spanish_where_nobody_asks_for_more() -> None:
    assert long_day(date(2026, 12, 8)) == "martes 8 de diciembre de 2026"
