"""Jobs run apart from the process's end, and a job that fails runs again."""

import threading
from datetime import UTC
from time import monotonic, sleep
from typing import Any

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from edge.job_threads import JobThreads

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def scheduler(job: Any) -> Any:
    found = BackgroundScheduler(timezone=UTC, executors={"default": JobThreads()})
    found.add_job(job, "interval", seconds=0.05, max_instances=1, coalesce=True, id="x")
    return found


def test_a_job_that_hangs_keeps_nobody_waiting_and_is_not_started_twice() -> None:
    begun, release, threads = threading.Event(), threading.Event(), []

    def hang() -> None:
        threads.append(threading.current_thread())
        begun.set()
        release.wait(20)

    running = scheduler(hang)
    running.start()
    begun.wait(10)
    release.wait(0.3)
    running.shutdown(wait=True)
    alive = [thread.is_alive() and thread.daemon for thread in threads]
    release.set()

    assert alive == [True]


def test_a_job_that_fails_runs_again() -> None:
    runs: list[int] = []
    enough = threading.Event()

    def fail() -> None:
        runs.append(1)
        if len(runs) == 3:
            enough.set()
        raise ValueError("no")

    running = scheduler(fail)
    running.start()
    came = enough.wait(10)
    running.shutdown()

    assert came


def test_a_run_that_breaks_before_its_job_begins_does_not_keep_the_job_from_running_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    running = scheduler(lambda: None)
    running.start(paused=True)
    job, threads = running.get_job("x"), running._lookup_executor("default")
    threads.submit_job(job, [None])
    until = monotonic() + 10
    while threads._instances["x"] and monotonic() < until:
        sleep(0.02)
    running.shutdown()

    assert threads._instances["x"] == 0
    assert "job not run job=x" in caplog.text
