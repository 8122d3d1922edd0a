"""What the agent writes down of attempts, and which troubles still stand."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.attempt import failed
from edge.ration import Allowance
from shared.errors import BadInput, ChasquiError, GaveWay, HubRefused, NotTheHub, RoadClosed
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


@pytest.mark.parametrize("error", [NotTheHub("Un portal."), RoadClosed("Ocupada.", 60.0), GaveWay("Un USB.")])
def test_on_a_metered_line_what_is_no_word_of_the_region_does_not_end_the_day(
    tmp_path: Path, error: ChasquiError
) -> None:
    with new_store(tmp_path) as store:
        store.spending.allow(Allowance(metered=True))
        row = replace(failed(error, at=AT, road="http", next_at=None), bytes_down=300, on_line=1_400)
        store.logbook.keep_attempt(row)
        before = store.spending.resting(), store.spending.spent_today().bytes
        store.logbook.keep_attempt(replace(row, outcome="ok", reason="acked"))

        assert before == ("", 1_400)
        assert store.spending.resting() == "metered"
