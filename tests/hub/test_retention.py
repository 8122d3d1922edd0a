"""What is kept for a time goes at its end by a setting; what the clock cannot vouch for waits, and no record goes."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from hub import retention, runs, schema
from hub.acts import BY_COMMAND, Kind
from hub.held import SOURCES
from hub.held_words import SAID, Held
from hub.store import Store
from shared.errors import BadInput
from tests.hub.builders import Node, Office, StillClock, state_of, uses
from tests.hub.databases import Databases
from tests.hub.office import NOW, office
from tests.hub.test_held import rows, session

pytestmark = pytest.mark.databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, StillClock(NOW), databases)
    yield opened
    opened.close()


def test_every_class_has_its_words_its_term_and_what_finds_it() -> None:
    assert set(Held) == set(SAID) == set(SOURCES) == set(retention.DEFAULTS)


def test_what_would_go_is_told_and_stays_until_it_is_removed(store: Store) -> None:
    session(store, "a", NOW - timedelta(days=40))
    told = {one.held: one.count for one in retention.due(store)}

    assert told == dict.fromkeys(Held, 0) | {Held.SESSIONS: 1}
    assert rows(store, "sessions") == 1
    began(store, *nights(NOW))
    assert retention.clean(store) == {"sessions": 1}
    assert (rows(store, "sessions"), retention.clean(store)) == (0, {})


def began(store: Store, *moments: datetime) -> None:
    """Pretend that a night began at each of these moments, in this order."""
    table = schema.operation.runs
    with store.begin() as connection:
        last = int(connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one())
        for number, moment in enumerate(moments, start=last + 1):
            row = {"number": number, "name": runs.NIGHT, "began_s": int(moment.timestamp()), "step": "", "why": ""}
            connection.execute(table.insert().values(**row, seconds=b"{}"))


def nights(until: datetime, count: int = retention.NIGHTS, every: int = 1) -> list[datetime]:
    return [until - timedelta(days=every * ago) for ago in reversed(range(count))]


def test_a_term_that_is_set_holds_from_then_on_and_is_in_the_history(store: Store) -> None:
    session(store, "a", NOW - timedelta(days=40))
    began(store, *nights(NOW))
    retention.keep_for(store, {"sessions": 2}, by=BY_COMMAND)
    assert retention.clean(store) == {}

    retention.keep_for(store, {"sessions": 0}, by=BY_COMMAND)
    assert (retention.months(store)[Held.SESSIONS], retention.clean(store)) == (0, {})
    assert [(act.kind, act.subject) for act in store.acts()] == [(Kind.KEPT_FOR, "sessions")] * 2


@pytest.mark.parametrize(("held", "count"), [("events", 1), ("reports", 241), ("heard_days", 6), ("reports", -1)])
def test_a_term_that_is_none_changes_nothing(store: Store, held: str, count: int) -> None:
    with pytest.raises(BadInput):
        retention.keep_for(store, {"sessions": 2, held: count}, by=BY_COMMAND)

    assert retention.months(store) == retention.DEFAULTS
    assert store.acts() == []


AHEAD = NOW + timedelta(days=400)
SURE = {
    "on seven days up to now": nights(NOW),
    "the last one yesterday": nights(NOW - timedelta(days=1)),
    "each a month after the one before": nights(NOW, every=31),
    "twice on some days": [*nights(NOW), NOW],
    "after a week that followed a jump": [AHEAD, *nights(NOW)],
    "after a week that followed a long rest": [NOW - timedelta(days=300), *nights(NOW)],
}
DOUBTED = {
    "none": [],
    "six": nights(NOW, 6),
    "many on one day": [NOW - timedelta(hours=hours) for hours in range(7, 0, -1)],
    "the last one long ago": nights(NOW - timedelta(days=32)),
    "the first two of a clock that is ahead": [*nights(NOW - timedelta(days=400)), NOW - timedelta(days=1), NOW],
    "one noted later than now": [*nights(NOW), NOW + timedelta(days=2)],
    "one of them ahead": [*nights(NOW - timedelta(days=3)), AHEAD, *nights(NOW, 3)],
}


@pytest.mark.parametrize("moments", SURE.values(), ids=SURE)
def test_a_clock_that_went_on_for_a_week_of_nights_is_believed(store: Store, moments: list[datetime]) -> None:
    began(store, *moments)
    session(store, "a", NOW - timedelta(days=200))

    assert retention.is_sure(store)
    assert (retention.clean(store), rows(store, "sessions")) == ({"sessions": 1}, 0)


@pytest.mark.parametrize("moments", DOUBTED.values(), ids=DOUBTED)
def test_what_the_clock_cannot_vouch_for_stays_unless_a_person_does(store: Store, moments: list[datetime]) -> None:
    began(store, *moments)
    session(store, "a", NOW - timedelta(days=200))

    assert not retention.is_sure(store)
    assert (retention.clean(store), rows(store, "sessions")) == ({}, 1)
    assert retention.clean(store, clock_is_right=True) == {"sessions": 1}


def test_the_records_of_schools_stay_however_short_every_term_is(office: Office, node: Node) -> None:
    store, clock = office.store, office.config.clock
    assert isinstance(clock, StillClock)
    node.record(*uses(5))
    office.take(node.bundle())
    before = state_of(office)
    retention.keep_for(store, {held: retention.LEAST.get(held, 1) for held in Held}, by=BY_COMMAND)
    for _ in range(50):
        clock.at += timedelta(days=50)
        session(store, "a", clock.at - timedelta(days=45))
        began(store, *nights(clock.at))
        assert retention.clean(store)

    assert state_of(office) == before


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(1, 240))
def test_a_term_ends_as_many_months_before_and_never_later_in_its_month(day: date, count: int) -> None:
    before = retention.before_months(day, count)

    assert (day.year * 12 + day.month) - (before.year * 12 + before.month) == count
    assert before.day <= day.day
    assert before.day == day.day or (before + timedelta(days=1)).day == 1
