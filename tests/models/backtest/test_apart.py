"""What runs apart answers, fails or is killed as if it were here, and leaves no process behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.backtest.apart import apart
from shared.errors import BadInput

_PARENT = """
import os, signal, time
from models.backtest.apart import apart

# Where the tests run in the background of a shell, what they start would not hear Ctrl+C.
signal.signal(signal.SIGINT, signal.default_int_handler)

def slow():
    print(os.getpid(), flush=True)
    time.sleep(600)

if __name__ == "__main__":
    apart(slow)
"""


def refuse() -> None:
    raise BadInput("Falta la columna %(names)s. Revise y repita.", names="ds")


def fail_with_what_cannot_travel() -> object:
    return lambda: None


def test_it_answers_from_another_process() -> None:
    assert apart(os.getpid) != os.getpid()


def test_it_raises_what_was_raised_there() -> None:
    with pytest.raises(BadInput, match="Falta la columna ds"):
        apart(refuse)


def test_an_answer_that_cannot_travel_is_told() -> None:
    with pytest.raises(RuntimeError, match="pickle"):
        apart(fail_with_what_cannot_travel)


def test_a_process_that_dies_is_told_with_how() -> None:
    with pytest.raises(RuntimeError, match=r"without an answer \(7\)"):
        apart(os._exit, 7)


def is_running(process: Path) -> bool:
    try:
        return "zombie" not in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks for a process in /proc")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_it_ends_with_the_one_that_started_it(end: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=here
    ) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        there = child.exists()
        parent.send_signal(end)

    deadline = time.monotonic() + 30
    while (left := is_running(child)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert there
    assert not left
