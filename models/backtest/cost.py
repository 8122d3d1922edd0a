"""What a method costs: seconds, processor and memory, those of the processes that it started included."""

import os
import time
from collections.abc import Mapping
from pathlib import Path

_PROC = Path("/proc")
_TICKS_S = 100
"""What Linux counts time in for programs, on every processor that we run on (time(7), USER_HZ)."""


class Meter:
    """Runs from when it is made; where the system does not tell of other processes (only Linux does), of this one."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        self._others = _seconds_by_process()

    def read(self) -> dict[str, float]:
        """Return seconds, seconds of processor, and the most memory that each process held, added up."""
        others = sum(told - self._others.get(pid, 0.0) for pid, told in _seconds_by_process().items())
        cost = {
            "seconds": time.perf_counter() - self._wall,
            "cpu_s": time.process_time() - self._cpu + others,
        }
        peaks = [_peak_mb(pid) for pid in (os.getpid(), *descendants())] if _PROC.is_dir() else []
        return {**cost, "peak_mb": sum(peaks)} if peaks else cost


def descendants() -> tuple[int, ...]:
    """Return the living processes that this one started, and those that they did."""
    parents = {pid: int(fields[1]) for pid, fields in _stats().items()}
    found = [os.getpid()]
    for one in found:
        found += [pid for pid, parent in parents.items() if parent == one]
    return tuple(found[1:])


def _stats() -> Mapping[int, list[str]]:
    """Return what ``/proc/PID/stat`` says after the name of each process (proc(5)): state, parent, ..."""
    found = {}
    for file in _PROC.glob("[0-9]*/stat"):
        try:
            found[int(file.parent.name)] = file.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
    return found


def _seconds_by_process() -> dict[int, float]:
    """Return the seconds of processor of each descendant, with its own ended children."""
    stats = _stats()
    return {pid: sum(map(int, stats[pid][11:15])) / _TICKS_S for pid in descendants() if pid in stats}


def _peak_mb(pid: int) -> float:
    try:
        lines = (_PROC / str(pid) / "status").read_text(errors="replace").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
