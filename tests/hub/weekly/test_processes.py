"""Processes of this computer bring buckets to where its threads bring them, and none outlives who began them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hub.demo.processes import wait_for
from hub.weekly import spread
from hub.weekly.spread import spread as spread_out
from tests.hub.builders import Office
from tests.hub.weekly.test_spread import told, two, units

_BEGUN = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from hub.weekly.processes import begin

pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=begin)
print(pool.submit(os.getpid).result(), flush=True)
time.sleep(600)
"""


def test_processes_bring_buckets_to_where_threads_bring_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    works = two(office)

    by_threads = spread_out(office.config, works)
    monkeypatch.setattr(spread, "_MANY", 2)
    by_processes = spread_out(office.config, works)

    assert [told(one) for one in by_processes] == [told(one) for one in by_threads]
    assert [sorted(units(office, one)) for one in by_processes] == [sorted(units(office, one)) for one in by_threads]
    assert all((Path(works[0].root) / part.name).is_file() for one in by_processes for part in one.dated)


def test_what_a_process_could_not_do_ends_the_night(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    works = two(office)
    works[1].ledger = "tables/weekly_layers/ledger/gone.msgpack"
    monkeypatch.setattr(spread, "_MANY", 2)

    with pytest.raises(FileNotFoundError):
        spread_out(office.config, works)


@pytest.mark.skipif(os.name != "posix", reason="kills as a power cut does: POSIX alone has it")
def test_no_process_outlives_a_night_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", _BEGUN], stdout=subprocess.PIPE, text=True) as night:
        assert night.stdout is not None
        begun = int(night.stdout.readline())
        alive = is_alive(begun)
        os.kill(night.pid, signal.SIGKILL)
        night.wait()

        assert alive
        wait_for("the end of what was begun", lambda: not is_alive(begun), timeout_s=60, every_s=0.05)


def is_alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
