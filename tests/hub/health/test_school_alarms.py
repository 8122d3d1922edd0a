"""A school is told of while there is something to ask it, and not while it has no classes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from hub import schema
from hub.alarms import alarms, see
from hub.database import add
from hub.health import school_alarms
from hub.health.alarm import Alarm
from hub.region_rows import StockRow
from hub.store import Store
from shared.clock import LIMA
from shared.dating import Quality
from shared.day_numbers import day_of_number
from shared.ids import SiteId
from tests.hub.builders import StillClock
from tests.hub.databases import Databases
from tests.hub.office import SITES, TABLET, heard, office, schools

pytestmark = pytest.mark.databases

MONDAY = date(2026, 6, 22)
SITE = SITES[0]


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterable[Store]:
    opened = office(tmp_path, StillClock(at(MONDAY)), databases)
    yield opened
    opened.close()


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=LIMA)


def on(store: Store, day: date) -> None:
    """Let it be *day*."""
    assert isinstance(store.clock, StillClock)
    store.clock.at = at(day)


def was_heard(store: Store, *days: date, site: SiteId = SITE) -> None:
    with store.begin() as connection:
        for day in days:
            add(connection, schema.health.heard_days, {"site": site, "day": day})


def daily(store: Store) -> None:
    """Let SITE have sent on each day of classes of two weeks, the last one on Friday the 19th."""
    heard(store, SITE, 3)
    was_heard(store, *(MONDAY - timedelta(ago) for ago in (14, 13, 12, 11, 10, 7, 6, 5, 4, 3)))


def counted(store: Store, day: date | None, dated: Quality | None = Quality.CLAIMED, site: SiteId = SITE) -> None:
    row = StockRow(site=site, resource=TABLET, on_hand=9, as_of=day, dated=dated)
    with store.begin() as connection:
        values = {"site": row.site, "resource": row.resource, "on_hand": row.on_hand, "lent": 0}
        add(connection, schema.stock, {**values, "as_of": row.as_of, "dated": row.dated and row.dated.value})


def lost(store: Store, seq: int, day: date | None, units: int = 2, report: str = "") -> None:
    row = {"incarnation": "0" * 16, "seq": seq, "head": "0" * 32, "site": SITE, "resource": TABLET, "serial": "",
           "units": units, "cause": "robo", "report_number": report, "day": day}  # fmt: skip
    with store.begin() as connection:
        add(connection, schema.losses, row)


def closed(store: Store, first: date, days: int) -> None:
    """Let the school of SITE have told that it had no classes for so many days."""
    number = (first - day_of_number(0)).days
    row = {"incarnation": "0" * 16, "seq": 1, "head": "0" * 32, "site": SITE, "school": schools()[0].id,
           "first": number, "last": number + days - 1, "open": False, "cause": "friaje", "depth": 1,
           "received_s": 1}  # fmt: skip
    stretch = {"tree": "t", "incarnation": "0" * 16, "first_seq": 1, "first_depth": 1, "count": 1, "heads": b"",
               "parent_incarnation": "0" * 16, "parent_seq": 0, "parent_head": "0" * 32, "forks": False,
               "segment": "none", "node": "0" * 16, "site": SITE}  # fmt: skip
    with store.begin() as connection:
        add(connection, schema.own_days, row)
        connection.execute(schema.stretches.insert(), stretch)


def told(found: Iterable[Alarm]) -> list[str]:
    return [one.said.text() for one in found]


def test_a_school_that_sent_each_day_and_stopped_is_told_of_with_what_to_do(store: Store) -> None:
    daily(store)
    on(store, MONDAY + timedelta(2))
    before = told(school_alarms.quiet(store))
    on(store, MONDAY + timedelta(3))

    (alarm,) = school_alarms.quiet(store)
    assert before == []
    assert (alarm.kind, alarm.subject) == ("school_quiet", SITE)
    assert "Quebrada Honda: enviaba cada día de clases y no envía desde el 19/06/2026 (4 días" in alarm.said.text()
    assert "póngala en la ronda de USB" in alarm.said.text()


def test_when_it_sends_again_nothing_is_told(store: Store) -> None:
    daily(store)
    on(store, MONDAY + timedelta(10))
    heard(store, SITE, 0, node="f" * 16)

    assert told(school_alarms.quiet(store)) == []


def test_a_school_without_classes_is_not_told_of(store: Store) -> None:
    daily(store)
    closed(store, MONDAY, 5)
    on(store, MONDAY + timedelta(4))

    assert told(school_alarms.quiet(store)) == []


def test_in_the_long_vacation_nobody_is_silent_and_no_count_is_overdue(store: Store) -> None:
    heard(store, SITE, 0)
    was_heard(store, *(date(2026, 12, day) for day in (7, 9, 10, 11, 14, 15, 16, 17, 18)))
    counted(store, date(2026, 12, 18))
    on(store, date(2027, 2, 26))

    assert told(school_alarms.quiet(store)) == []
    assert told(school_alarms.counts(store)) == []


def test_a_clock_that_was_set_back_does_not_hide_a_silent_school(store: Store) -> None:
    daily(store)
    on(store, MONDAY + timedelta(8))
    heard(store, SITES[1], 0)
    on(store, MONDAY - timedelta(5))

    assert [one.subject for one in school_alarms.quiet(store)] == [SITE]


def test_a_count_is_overdue_after_a_month_of_classes(store: Store) -> None:
    heard(store, SITE, 0)
    counted(store, MONDAY - timedelta(31))
    assert told(school_alarms.counts(store)) == []

    on(store, MONDAY + timedelta(1))
    (alarm,) = school_alarms.counts(store)
    assert (alarm.kind, alarm.subject) == ("count_overdue", SITE)
    assert "el último es del 22/05/2026" in alarm.said.text()


def test_devices_that_nobody_counted_are_asked_for_once_the_computer_is_there_for_a_month(store: Store) -> None:
    heard(store, SITE, 0)
    counted(store, None, None)

    assert ["todavía no los contó" in words for words in told(school_alarms.counts(store))] == [True]


def test_a_count_that_nothing_dates_is_one(store: Store) -> None:
    heard(store, SITE, 0)
    counted(store, None, Quality.BOUNDED)

    assert told(school_alarms.counts(store)) == []


def test_lost_devices_are_told_until_somebody_looked_and_again_when_more_are_lost(store: Store) -> None:
    lost(store, 1, MONDAY - timedelta(9), report="123-2026")
    (alarm,) = (one for one in alarms(store) if one.kind == "loss")
    assert "Quebrada Honda avisó que perdió equipos: 2 (Tabletas) unidades" in alarm.said.text()
    assert "(con número: 1 de 1 avisos)" in alarm.said.text()

    see(store, "loss", SITE)
    assert [one.kind for one in alarms(store)] == []
    lost(store, 2, MONDAY - timedelta(1))
    assert [one.kind for one in alarms(store)] == ["loss"]


def test_losses_of_long_ago_are_not_told(store: Store) -> None:
    lost(store, 1, MONDAY - timedelta(school_alarms.LOSS_DAYS + 1))

    assert told(school_alarms.losses(store)) == []
