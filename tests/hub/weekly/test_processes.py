"""Processes of this computer bring buckets to where its threads bring them, and none outlives who began them."""

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, islice
from multiprocessing import active_children
from pathlib import Path

import pytest

from hub.demo.processes import wait_for
from hub.weekly import processes, spread
from hub.weekly.processes import begin, in_processes, task_of
from hub.weekly.spread import spread as spread_out
from shared.errors import NotReady
from tests.hub.builders import Office
from tests.hub.weekly.test_spread import told, two, units

_NIGHT = """
import time
from multiprocessing import get_context
from tests.hub.weekly.test_processes import at_work

get_context("spawn").Process(target=at_work).start()
time.sleep(600)
"""


def at_work() -> None:
    """Be a process of a night, with much to do."""
    begin()
    print("begun", flush=True)
    time.sleep(600)


def by_processes_alone(patch: pytest.MonkeyPatch) -> None:
    """Have even two buckets brought up to date by processes."""
    patch.setattr(spread, "_MANY", 2)
    patch.setattr(spread, "PROCESSES", 1)


def test_processes_bring_buckets_to_where_threads_bring_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    works = two(office)

    by_threads = spread_out(office.config, works)
    by_processes_alone(monkeypatch)
    by_processes = spread_out(office.config, works)

    assert [told(one) for one in by_processes] == [told(one) for one in by_threads]
    assert [sorted(units(office, one)) for one in by_processes] == [sorted(units(office, one)) for one in by_threads]
    assert all((Path(works[0].root) / part.name).is_file() for one in by_processes for part in one.dated)


def test_what_a_process_could_not_do_ends_the_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    works = two(office)
    works[1].ledger = "tables/weekly_layers/ledger/gone.msgpack"
    by_processes_alone(monkeypatch)

    with pytest.raises(FileNotFoundError):
        spread_out(office.config, works)


def test_no_process_outlives_a_night_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _NIGHT], stdout=subprocess.PIPE, text=True) as night:
        assert night.stdout is not None
        assert night.stdout.readline() == "begun\n"
        night.kill()
        # All of them write where it wrote: the end is read when the last one is gone.
        night.communicate(timeout=60)


def test_a_process_that_is_ended_from_outside_is_told_with_what_to_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PROCESSES", 1)
    tasks = [task_of(work, [], []) for work in two(office)]
    ending = threading.Thread(target=end_the_first)
    ending.start()

    with pytest.raises(NotReady, match="suele faltar memoria"):
        in_processes(tasks)
    ending.join()


@pytest.mark.parametrize("free", [1, 3, 6])
def test_a_process_that_cannot_begin_is_told_with_what_to_do(office: Office, free: int) -> None:
    tasks = [task_of(work, [], []) for work in two(office)]

    with few_more_files(free), pytest.raises(NotReady, match="suele faltar memoria"):
        in_processes(tasks)


@contextmanager
def few_more_files(free: int) -> Iterator[None]:
    """Have the system open so many files more, and no others, for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken = {int(one.name) for one in Path("/proc/self/fd").iterdir()}
    bound = next(islice((one for one in count() if one not in taken), free, None))
    resource.setrlimit(resource.RLIMIT_NOFILE, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def end_the_first() -> None:
    wait_for("a process", lambda: bool(active_children()), timeout_s=60, every_s=0.005)
    active_children()[0].kill()
