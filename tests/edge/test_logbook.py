"""What the agent writes down of attempts and models, and what a laptop knows of its own clock and disk."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from edge.attempt import failed
from edge.store import Store
from shared.errors import BadInput, HubRefused, RoadClosed
from shared.events import Claim
from tests.edge.building import FakeClock, FakeHub, HubRoad, manifest_of, new_agent, new_store, use

AT = datetime(2026, 6, 23, tzinfo=UTC)


def states(store: Store) -> dict[str, str]:
    return {row.version: row.state for row in store.models()}


def test_one_model_is_in_force_and_the_one_before_it_is_the_way_back(tmp_path: Path) -> None:
    hub = FakeHub()
    with new_store(tmp_path) as store:
        for number in (1, 2, 3):
            manifest = manifest_of(hub, bytes([number]), b"{}", f"v{number}")
            store.keep_model(manifest, "active")
        store.keep_model(manifest, "active")

        assert states(store) == {"v1": "retired", "v2": "previous", "v3": "active"}
        assert store.active_model() == manifest == store.model(manifest.sha256)


def test_a_refusal_stays_on_the_screen_however_often_there_was_no_signal_since_until_the_region_answers(
    tmp_path: Path,
) -> None:
    with new_store(tmp_path) as store:
        store.keep_attempt(failed(HubRefused("No se acepta."), at=AT, road="http", next_at=None))
        for _ in range(600):
            store.keep_attempt(failed(RoadClosed("x"), at=AT, road="http", next_at=None))
        standing = store.sync_state().problem
        store.keep_attempt(failed(BadInput("x"), at=AT, road="folder", next_at=None))
        store.keep_attempt(replace(failed(RoadClosed("x"), at=AT, road="folder", next_at=None), outcome="left"))
        after_a_stick = store.sync_state().problem
        new_agent(store, HubRoad(FakeHub())).tick()

        assert standing[0].text() == after_a_stick[0].text() == "No se acepta."
        assert store.sync_state().problem == ()


def test_failures_are_counted_back_to_the_last_attempt_that_worked(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        counts = [store.failures()]
        for error in (RoadClosed("x"), HubRefused("x")):
            store.keep_attempt(failed(error, at=AT, road="http", next_at=None))
            counts.append(store.failures())
        new_agent(store, HubRoad(FakeHub())).tick()

        assert (counts, store.failures()) == ([0, 1, 2], 0)


@pytest.mark.parametrize(
    ("year", "heard", "ok"),
    [(1970, False, False), (2026, False, True), (2099, False, False), (2025, True, False), (2026, True, True),
     (2028, True, False)],
)  # fmt: skip
def test_the_clock_is_right_where_it_agrees_with_what_the_region_said_last(
    tmp_path: Path, year: int, heard: bool, ok: bool
) -> None:
    clock = FakeClock(wall=datetime(year, 10, 23, 14, tzinfo=UTC))
    with new_store(tmp_path, clock) as store:
        if heard:
            new_agent(store, HubRoad(FakeHub())).tick()

        assert store.clock_ok() is ok
        assert store.today() == (date(year, 10, 23) if ok else None)


def test_the_journal_is_folded_into_the_database_and_gives_its_space_back(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(500)])
        freed = store.fold_journal()

        assert freed > 50_000
        assert (tmp_path / "node.db-wal").stat().st_size == 0
        assert store.count() == 501
