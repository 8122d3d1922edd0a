"""Each night notes who was heard; a clock that was set back hides nobody's silence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from hub.health import heard
from tests.hub.builders import SITE, Node, Office, StillClock, uses

pytestmark = pytest.mark.databases


def clock(office: Office) -> StillClock:
    assert isinstance(office.config.clock, StillClock)
    return office.config.clock


def sent(office: Office, node: Node) -> None:
    node.record(*uses(1))
    office.take(node.bundle())


def days(office: Office) -> list[date]:
    with office.store.read() as connection:
        return list(heard.days(connection, heard.today(office.store, connection)).get(SITE, ()))


def test_each_night_adds_the_last_day_on_which_a_site_was_heard(office: Office, node: Node) -> None:
    noted = []
    for _ in range(3):
        sent(office, node)
        noted.append(heard.note(office.store))
        clock(office).at += timedelta(days=1)

    assert noted == [1, 1, 1]
    assert days(office) == [date(2026, 10, day) for day in (17, 18, 19)]


def test_a_night_that_is_repeated_adds_nothing(office: Office, node: Node) -> None:
    sent(office, node)

    assert [heard.note(office.store), heard.note(office.store)] == [1, 0]


def test_what_came_since_the_last_night_is_known_at_once(office: Office, node: Node) -> None:
    sent(office, node)
    assert days(office) == [date(2026, 10, 17)]


def test_a_night_with_a_clock_far_ahead_hides_no_silence_once_it_is_right(office: Office, node: Node) -> None:
    sent(office, node)
    clock(office).at += timedelta(days=200)
    with office.store.begin() as connection:
        connection.execute(heard._DAYS.insert().values(site=SITE, day=date(2027, 6, 1)))
    clock(office).at -= timedelta(days=200)

    assert days(office) == [date(2026, 10, 17)]
    heard.note(office.store)
    with office.store.read() as connection:
        assert list(connection.execute(select(heard._DAYS.c.day)).scalars()) == [date(2026, 10, 17)]


def test_a_clock_that_was_set_back_does_not_take_the_day_back(office: Office, node: Node) -> None:
    sent(office, node)
    heard.note(office.store)
    clock(office).at -= timedelta(days=20)

    with office.store.read() as connection:
        assert heard.today(office.store, connection) == date(2026, 10, 17)


def test_a_clock_that_was_far_ahead_once_is_not_believed(office: Office, node: Node) -> None:
    clock(office).at = datetime(2031, 1, 1, tzinfo=UTC)
    sent(office, node)
    heard.note(office.store)
    clock(office).at = datetime(2026, 10, 17, 13, tzinfo=UTC)

    with office.store.read() as connection:
        assert heard.today(office.store, connection) == date(2026, 10, 17)
