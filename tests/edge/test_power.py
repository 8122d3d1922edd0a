"""Openings that nobody closed are known, with how long they ran, and no copy takes another's for its own."""

import json
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.power import KEPT, PowerLog
from edge.store import Store
from tests.edge.building import FakeClock, new_store
from tests.edge.live_node import new_node, running


def test_an_opening_that_was_not_closed_is_a_cut_as_soon_as_the_next_begins(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        first = PowerLog(store.db)
        first.begin()
        clock.pass_s(600)
        first.alive()
        clock.pass_s(200)
        while_open = first.cuts()
        PowerLog(store.db).begin()
        [cut] = first.cuts()

        assert (while_open, cut.lasted.total_seconds(), first.openings()) == ([], 600, 2)


def test_one_that_was_closed_is_none(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for _ in range(3):
            PowerLog(store.db).begin()
            PowerLog(store.db).end()

        assert PowerLog(store.db).cuts() == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(closed=st.lists(st.booleans(), max_size=20))
def test_there_are_as_many_cuts_as_openings_that_nobody_closed(
    tmp_path_factory: pytest.TempPathFactory, closed: list[bool]
) -> None:
    with new_store(tmp_path_factory.mktemp("node")) as store:
        log = PowerLog(store.db)
        for close in closed:
            log.begin()
            if close:
                log.end()
        log.begin()

        assert len(log.cuts()) == closed.count(False)


def test_it_does_not_grow_without_end(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for _ in range(KEPT + 5):
            PowerLog(store.db).begin()

        assert PowerLog(store.db).openings() == KEPT


def test_a_killed_node_is_a_cut_and_one_that_was_told_to_stop_is_none(tmp_path: Path) -> None:
    folder = new_node(tmp_path)
    found = []
    for end in (signal.SIGTERM, signal.SIGKILL, signal.SIGTERM):
        with running(folder) as (node, _):
            node.send_signal(end)
            node.wait(30)
        with Store(folder / "node.db", FakeClock(), writer=False) as store:
            found.append((len(PowerLog(store.db).cuts()), json.dumps(store.db.rows("SELECT ended FROM power"))))

    assert [cuts for cuts, _ in found] == [0, 0, 1], found
