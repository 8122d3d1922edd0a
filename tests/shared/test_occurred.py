"""A claim of when something happened falls on one day and in one week of Peru, whatever zone it was written in."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.occurred import Occurred
from shared.school_year import monday, week_of

days = st.dates(date(2020, 1, 1), date(2099, 12, 31))
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(days, st.times(), zones)
def test_an_instant_is_the_same_claim_in_every_zone(day: date, time: object, zone: timezone) -> None:
    instant = datetime.combine(day, time, UTC)  # type: ignore[arg-type]

    assert Occurred.at(instant) == Occurred.at(instant.astimezone(zone))


@given(days)
def test_a_day_is_that_day_and_its_week_begins_on_monday(day: date) -> None:
    claim = Occurred.on(day)

    assert claim.day() == day
    assert monday(claim.week()) <= day <= monday(claim.week()) + timedelta(days=6)


@given(days)
def test_a_week_is_named_by_its_monday(day: date) -> None:
    claim = Occurred.in_week(week_of(day))

    assert claim.day() == monday(week_of(day))
    assert claim.week() == week_of(day)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 16, 4, 59, 59, tzinfo=UTC), date(2026, 3, 15)),
        (datetime(2026, 3, 16, 5, 0, 0, tzinfo=UTC), date(2026, 3, 16)),
    ],
)
def test_the_day_turns_at_midnight_in_lima(instant: datetime, day: date) -> None:
    assert Occurred.at(instant).day() == day
