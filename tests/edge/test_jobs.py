import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from edge.jobs import RETRY_S, Jobs, Nightly, _utc_now, heal
from edge.models_store import ModelFiles
from edge.road_watch import RoadWatch
from shared.errors import NotReady
from shared.events import Claim
from tests.edge.building import FakeClock, FakeHub, HubRoad, new_agent, new_store, use

# APScheduler asks the machine's clock itself.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_the_jobs_send_by_themselves_and_stop(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        jobs = Jobs(new_agent(store, HubRoad(FakeHub())), Nightly(store, ModelFiles(tmp_path / "models")))
        jobs.start()
        until = monotonic() + 60
        # The first contact leaves a clock mark, which goes with the next bundle: wait for what was recorded.
        while not store.sync_state().confirmed and monotonic() < until:
            sleep(0.05)
        jobs.stop()

        assert store.sync_state().confirmed >= 1


def test_jobs_that_begin_later_leave_the_pages_the_processor_until_then(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use())])
        jobs = Jobs(new_agent(store, HubRoad(FakeHub())), Nightly(store, ModelFiles(tmp_path / "models")))
        jobs.start(after_s=0.3)
        at_once, until = jobs._scheduler, monotonic() + 60
        while not store.sync_state().confirmed and monotonic() < until:
            sleep(0.05)
        jobs.stop()

        assert (at_once, store.sync_state().confirmed >= 1) == (None, True)


def test_jobs_that_are_stopped_before_they_began_never_do(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        jobs = Jobs(new_agent(store, HubRoad(FakeHub())), Nightly(store, ModelFiles(tmp_path / "models")))
        before = set(threading.enumerate())
        jobs.start(after_s=0.5)
        [waiting] = set(threading.enumerate()) - before
        jobs.stop()
        waiting.join()

        assert jobs._scheduler is None


def test_jobs_that_a_clock_set_back_put_decades_ahead_are_brought_back(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        jobs = Jobs(new_agent(store, HubRoad(FakeHub())), Nightly(store, ModelFiles(tmp_path / "models")))
        jobs.start()
        for job in jobs._scheduler.get_jobs():
            job.modify(next_run_time=_utc_now() + timedelta(days=20_000))
        brought = [heal(jobs._scheduler, _utc_now()) for _ in range(2)]
        jobs.stop()

        assert brought == [3, 0]


def test_the_forecast_is_made_at_the_start_and_when_the_day_changes(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        nightly = Nightly(store, ModelFiles(tmp_path / "models"))
        runs = [nightly.run_if_due(), nightly.run_if_due()]
        clock.pass_s(24 * 3600)

        assert [*runs, nightly.run_if_due()] == [True, False, True]


def test_a_forecast_that_fails_is_made_again_soon_and_not_at_each_poll(tmp_path: Path) -> None:
    clock = FakeClock()
    with new_store(tmp_path, clock) as store:
        nightly = Nightly(store, ModelFiles(tmp_path / "models"))
        # No wait for the other connection, which holds the database.
        store.db.rows("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(store.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(NotReady):
                nightly.run_if_due()
        at_once = nightly.run_if_due()
        clock.pass_s(RETRY_S)

        assert (at_once, nightly.run_if_due(), nightly.run_if_due()) == (False, True, False)


@pytest.mark.parametrize("trouble", [NotReady("No hay espacio."), KeyError("lost")])
def test_a_job_that_fails_is_logged_and_runs_again_at_its_next_turn(
    tmp_path: Path, trouble: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("edge.jobs.LOOK_S", 0.05)
    turns: list[int] = []

    def look() -> bool:
        turns.append(1)
        raise trouble

    with new_store(tmp_path) as store:
        agent = new_agent(store, HubRoad(FakeHub()))
        watch = RoadWatch(agent, list, lambda: True)
        monkeypatch.setattr(watch, "look", look)
        jobs = Jobs(agent, Nightly(store, ModelFiles(tmp_path / "models")), watch)
        jobs.start()
        until = monotonic() + 30
        while len(turns) < 3 and monotonic() < until:
            sleep(0.05)
        jobs.stop()

    assert len(turns) >= 3
    assert "job failed job=roads" in caplog.text
