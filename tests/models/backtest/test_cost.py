"""What a method costs is told with the processes that it started: Spark's work is Java's."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from models.backtest.cost import Meter, descendants

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of other processes")
_WORK = "input(); held = bytearray(b'x') * 90_000_000; sum(range(5_000_000)); print('done', flush=True); input()"


@pytest.fixture
def worker() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", _WORK], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_memory_and_processor_of_what_a_method_started_are_its_own(worker: subprocess.Popen[bytes]) -> None:
    alone = Meter().read()
    meter = Meter()
    assert worker.stdout is not None
    assert worker.stdin is not None
    worker.stdin.write(b"\n")
    worker.stdin.flush()
    worker.stdout.readline()

    found = meter.read()

    assert worker.pid in descendants()
    assert found["peak_mb"] > alone["peak_mb"] + 60
    assert found["cpu_s"] > 0.02
    assert found["seconds"] > 0


def test_a_process_of_somebody_else_is_nobodys_cost() -> None:
    assert 1 not in descendants()
    assert Meter().read()["cpu_s"] < 1
