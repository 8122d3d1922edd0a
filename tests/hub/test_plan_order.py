"""What a plan had heard, and which came first and went out last, is told by numbers and by no clock."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub import planning, proposing
from hub.exporting import plan_of
from hub.migrations.versions.counted_0021 import ORDER, note_heard
from hub.plan_order import heard_in, last_out, published_in
from hub.plan_rows import PlanRow
from hub.store import Store
from tests.hub.asked import asked
from tests.hub.builders import Office, StillClock
from tests.hub.databases import Databases
from tests.hub.office import NOW, PERIOD, SITES, needs
from tests.hub.office import office as region
from tests.hub.regions import TABLET
from tests.hub.test_plans import plan


@pytest.mark.databases
def test_a_plan_has_heard_what_had_come_when_its_inputs_were_read(tmp_path: Path, databases: Databases) -> None:
    store = region(tmp_path, databases=databases)
    for seq in (1, 2):
        asked(store, SITES[0], TABLET, 9, seq=seq)
    before = store.heard()
    asked(store, SITES[0], TABLET, 9, seq=3)
    with store.read() as connection:
        now = heard_in(connection)

    assert now > before > 0
    assert [store.propose(plan("a"), heard=before).heard, store.propose(plan("b")).heard] == [before, now]
    store.close()


@pytest.mark.databases
def test_a_plan_of_before_it_was_kept_had_heard_what_its_moment_says(tmp_path: Path, databases: Databases) -> None:
    store = region(tmp_path, databases=databases)
    asked(store, SITES[0], TABLET, 9, seq=1)
    before = store.heard()
    store.propose(plan("a"), heard=0)
    asked(store, SITES[1], TABLET, 9, seq=1, days_ago=-1)
    with store.begin() as connection:
        note_heard(connection, store.now_s() + 9 * 86_400)

    assert store.plan("a").heard == before < store.heard()
    store.close()


@pytest.mark.databases
def test_a_plan_of_before_of_a_clock_ahead_had_heard_no_more_than_the_one_after_it(
    tmp_path: Path, databases: Databases
) -> None:
    store = region(tmp_path, databases=databases)
    asked(store, SITES[0], TABLET, 9, seq=1)
    ahead = store.now_s() + 70 * 365 * 86_400
    store.propose(plan("a"), heard=0, read_s=ahead)
    store.propose(plan("b"), heard=0)
    before = store.heard()
    asked(store, SITES[1], TABLET, 9, seq=1, days_ago=-1)
    asked(store, SITES[2], TABLET, 9, seq=1, days_ago=-5)
    every = store.heard()
    store.propose(plan("c"), heard=0, read_s=ahead)
    with store.begin() as connection:
        note_heard(connection, store.now_s() + 3 * 86_400)
    heard = [store.plan(name).heard for name in "abc"]

    assert heard[:2] == [before, before]
    assert before < heard[2] < every
    store.close()


def test_only_what_went_out_has_heard_anything(office: Office) -> None:
    assert office.store.heard() == 0
    office.store.propose(plan())

    with office.store.read() as connection:
        assert published_in(connection) == {}


@pytest.mark.databases
def test_a_plan_of_a_clock_that_was_ahead_is_neither_the_newest_nor_the_last_that_went_out(
    tmp_path: Path, databases: Databases
) -> None:
    clock = StillClock(NOW + timedelta(days=20))
    store = region(tmp_path, clock, databases)
    first = _gone_out(store, **PERIOD)
    clock.at = NOW + timedelta(days=1)
    second = _gone_out(store, period_first=date(2026, 11, 16), period_weeks=9)
    last = last_out(store.plans())

    assert first.created > second.created
    assert last is not None
    assert last.id == plan_of(store, "").id == store.plan("latest").id == second.id
    assert [one.id for one in store.plans()] == [second.id, first.id]
    assert list(store.published()) == [first.id, second.id]
    _as_if_new(store)
    assert [(one.id, one.out > 0) for one in store.plans()] == [(second.id, True), (first.id, True)]
    store.close()


@pytest.mark.databases
def test_plans_of_before_there_was_a_history_are_older_by_their_moment(tmp_path: Path, databases: Databases) -> None:
    store = region(tmp_path, databases=databases)
    for name, read_s in (("b", 9), ("a", 5), ("c", 9)):
        store.propose(plan(name), read_s=read_s)
    # What a history has is never taken from it: it is not asked.
    _as_if_new(store, ORDER.replace("'proposed'", "'nothing'"))

    assert [one.id for one in store.plans()] == ["c", "b", "a"]
    assert store.propose(plan("d"), read_s=1).id == store.plans()[0].id
    store.close()


def test_where_nothing_went_out_no_plan_did_last(office: Office) -> None:
    office.store.propose(plan())

    assert last_out(office.store.plans()) is None


def _gone_out(store: Store, **period: Any) -> PlanRow:
    made = proposing.make_plan(store, needs(), **period)
    planning.approve(store, made.id, login="ana")
    planning.publish(store, made.id)
    return store.plan(made.id)


def _as_if_new(store: Store, order: str = ORDER) -> None:
    """Number the plans as the migration does."""
    with store.begin() as connection:
        connection.exec_driver_sql(order)
