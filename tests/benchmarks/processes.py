"""What real processes cost in memory and processor: a child, a running server, one call in a fresh process."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Any

from tests.benchmarks.frame import PROJECT, mb

_LOOK_S = 0.02
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took; the peak is of resident memory, with everything the process had loaded."""

    seconds: float
    cpu_s: float
    peak_rss_mb: float


def run(command: Sequence[str], *, cwd: Path = PROJECT, env: Mapping[str, str] | None = None) -> tuple[str, Cost]:
    """Run *command* to its end; give what it printed, its time with its children's, and the peak of itself alone."""
    started = time.monotonic()
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    over = Event()
    with ThreadPoolExecutor(1) as watching:
        peak = watching.submit(_peak_until, over, child.pid)
        told = child.stdout.read()
        child.stdout.close()
        _, status, used = os.wait4(child.pid, 0)
        over.set()
    child.returncode = os.waitstatus_to_exitcode(status)  # else Popen would wait for it a second time
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, list(command), told)
    return told, Cost(time.monotonic() - started, used.ru_utime + used.ru_stime, peak.result())


def _peak_until(over: Event, pid: int) -> float:
    # What the system tells at its end is the peak of whoever started it, where that is larger.
    peak = 0.0
    while not over.is_set():
        with suppress(FileNotFoundError, ProcessLookupError, StopIteration):
            peak = peak_rss_mb(pid)
        over.wait(_LOOK_S)
    return peak


def call(function: Callable[..., Any], *values: Any) -> tuple[Any, Cost]:
    """Call *function* in a fresh process; time and processor are those of the call, the peak the whole process's."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    child = get_context("spawn").Process(target=_answer, args=(theirs, function, values))
    child.start()
    theirs.close()
    try:
        answer: tuple[Any, Cost] = ours.recv()
    except EOFError:
        raise RuntimeError(f"{function.__name__} ended without an answer; see what it wrote above") from None
    finally:
        child.join()
        ours.close()
    return answer


def within(limit_s: float, function: Callable[..., Any], *values: Any) -> Any | None:
    """Call *function* in a fresh process; None where it takes longer than *limit_s*, and the process is ended."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    child = get_context("spawn").Process(target=_answer, args=(theirs, function, values))
    child.start()
    theirs.close()
    try:
        return ours.recv()[0] if ours.poll(limit_s) else None
    except EOFError:
        raise RuntimeError(f"{function.__name__} ended without an answer; see what it wrote above") from None
    finally:
        child.kill()
        child.join()
        ours.close()


def _answer(road: Connection, function: Callable[..., Any], values: tuple[Any, ...]) -> None:
    started, cpu_started = time.monotonic(), time.process_time()
    value = function(*values)
    cost = Cost(time.monotonic() - started, time.process_time() - cpu_started, peak_rss_mb(os.getpid()))
    road.send((value, cost))
    road.close()


def family(pid: int) -> list[int]:
    """Return *pid* and those it started, as far as they live."""
    return [pid, *(one for child in _children(pid) for one in family(child))]


def _children(pid: int) -> Iterator[int]:
    for thread in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end while it is looked at; what it had started belongs to another one then.
        with suppress(FileNotFoundError, ProcessLookupError):
            yield from map(int, (thread / "children").read_text().split())


def cpu_s(pid: int) -> float:
    """Return the processor seconds of a process and its living children so far."""
    return sum(_ticks(one) for one in family(pid)) / TICKS_PER_S


def cpu_s_at_rest(pid: int, quiet_s: float = 0.75, limit_s: float = 30.0) -> float:
    """
    Return the same as soon as it does not grow for *quiet_s*, or after *limit_s*.

    What a server still does for itself after it has started is not the cost of whoever comes next.
    """
    end, since, spent = time.monotonic() + limit_s, time.monotonic(), cpu_s(pid)
    while time.monotonic() < min(end, since + quiet_s):
        time.sleep(quiet_s / 5)
        if (now := cpu_s(pid)) > spent + 1 / TICKS_PER_S:
            since, spent = time.monotonic(), now
    return cpu_s(pid)


def _ticks(pid: int) -> int:
    # The name of the command stands in brackets and may hold anything, brackets too.
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


def peak_rss_mb(pid: int) -> float:
    """Return the most resident memory that this process ever had."""
    return _kib(Path(f"/proc/{pid}/status"), "VmHWM:") / 1024


def rss_mb(pid: int) -> float:
    """Return the resident memory of a process now."""
    return _kib(Path(f"/proc/{pid}/status"), "VmRSS:") / 1024


def family_peak_rss_mb(pid: int) -> float:
    """Return the peaks of a process and its living children, added; shared pages count in each."""
    return sum(peak_rss_mb(one) for one in family(pid))


def pss_mb(pid: int) -> float:
    """Return the memory of a process and its children now, each shared page divided among those who share it."""
    return sum(_kib(Path(f"/proc/{one}/smaps_rollup"), "Pss:") for one in family(pid)) / 1024


def _kib(file: Path, name: str) -> int:
    return int(next(line for line in file.read_text().splitlines() if line.startswith(name)).split()[1])


def tree_mb(folder: Path) -> float:
    """Return what the files below *folder* hold."""
    return mb(sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()))
