"""What the agent writes down of attempts, and which troubles still stand."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from edge.attempt import failed
from shared.errors import BadInput, HubRefused, RoadClosed
from tests.edge.building import FakeHub, HubRoad, new_agent, new_store

AT = datetime(2026, 6, 23, tzinfo=UTC)


def test_a_refusal_stays_on_the_screen_however_often_there_was_no_signal_since_until_the_region_answers(
    tmp_path: Path,
) -> None:
    with new_store(tmp_path) as store:
        store.logbook.keep_attempt(failed(HubRefused("No se acepta."), at=AT, road="http", next_at=None))
        for _ in range(600):
            store.logbook.keep_attempt(failed(RoadClosed("x"), at=AT, road="http", next_at=None))
        standing = store.sync_state().problem
        store.logbook.keep_attempt(failed(BadInput("x"), at=AT, road="folder", next_at=None))
        store.logbook.keep_attempt(replace(failed(RoadClosed("x"), at=AT, road="folder", next_at=None), outcome="left"))
        after_a_stick = store.sync_state().problem
        new_agent(store, HubRoad(FakeHub())).tick()

        assert standing[0].text() == after_a_stick[0].text() == "No se acepta."
        assert store.sync_state().problem == ()


def test_failures_are_counted_back_to_the_last_attempt_that_worked(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        counts = [store.logbook.failures()]
        for error in (RoadClosed("x"), HubRefused("x")):
            store.logbook.keep_attempt(failed(error, at=AT, road="http", next_at=None))
            counts.append(store.logbook.failures())
        new_agent(store, HubRoad(FakeHub())).tick()

        assert (counts, store.logbook.failures()) == ([0, 1, 2], 0)
