"""
The frame of the benchmarks: one command line, one shape of JSON, and how time, processors and memory are measured.

A module of benchmarks is a function that puts figures, and one call::

    def measure(options: Namespace, figures: Figures) -> None:
        figures.put("ours.clean.100", seconds=1.2, bytes_per_record=3.0)

    if __name__ == "__main__":
        sys.exit(main("sync", measure, versions=("requests", "pynacl")))

``python -m tests.benchmarks.sync --json FILE`` then writes command, machine, date, commit, seconds, ``ours`` and one
key per peer. A figure that could not be taken is absent. Memory is in MiB, written mb; times are seconds of the wall.
"""

import json
import math
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
Value = int | float
Measure = Callable[[Namespace, "Figures"], None]


@dataclass(slots=True)
class Figures:
    """
    Figures by dotted path: the first part says whose, ``ours`` or a peer's name.

    >>> figures = Figures()
    >>> figures.put("ours.clean.100", requests=1, seconds=0.123456789)
    >>> figures.tree
    {'ours': {'clean': {'100': {'requests': 1, 'seconds': 0.12346}}}}
    """

    tree: dict[str, Any] = field(default_factory=dict)

    def put(self, path: str, **values: Value) -> None:
        """Keep *values* under *path*; what has no value must not be put."""
        node = self.tree
        for part in path.split("."):
            node = node.setdefault(part, {})
        for name, value in values.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise ValueError(f"{path}.{name} is {value!r}: leave out what was not measured")
            if name in node:
                raise ValueError(f"{path}.{name} was measured twice")
            node[name] = value if isinstance(value, int) else float(f"{value:.5g}")


def main(
    name: str,
    measure: Measure,
    *,
    versions: Iterable[str] = (),
    options: Callable[[ArgumentParser], None] = lambda parser: None,
    argv: Sequence[str] | None = None,
) -> int:
    """Run *measure* as ``python -m tests.benchmarks.NAME`` and write its JSON; *options* adds arguments of its own."""
    argv = sys.argv[1:] if argv is None else argv
    chosen = _parser(name, measure, options).parse_args(argv)
    report = {
        "command": shlex.join(["python", "-m", f"tests.benchmarks.{name}", *argv]),
        "machine": machine(versions),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        **({"commit": commit} if (commit := _commit()) else {}),
    }
    figures, started = Figures(), time.monotonic()
    try:
        measure(chosen, figures)
    except BaseException:
        # Hours may have gone into what was measured before.
        write(chosen.json.with_name(chosen.json.name + ".partial"), report | figures.tree)
        raise
    report["seconds"] = round(time.monotonic() - started, 1)
    write(chosen.json, report | figures.tree)
    say(f"{name}: {report['seconds']} s, written to {chosen.json}")
    return 0


def _parser(name: str, measure: Measure, options: Callable[[ArgumentParser], None]) -> ArgumentParser:
    about = sys.modules[measure.__module__].__doc__
    parser = ArgumentParser(prog=f"python -m tests.benchmarks.{name}", description=about)
    parser.add_argument("--json", type=Path, required=True, metavar="FILE", help="where the figures go")
    parser.add_argument("--seed", type=int, default=1, help="of whatever is drawn (default 1)")
    parser.add_argument("--quick", action="store_true", help="sizes that show the shape; their times say nothing")
    options(parser)
    return parser


def write(path: Path, report: dict[str, Any]) -> None:
    """Write *report* whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".half")
    half.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(path)


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(text, file=sys.stderr, flush=True)


def machine(packages: Iterable[str] = ()) -> dict[str, Any]:
    """Return the facts of this machine that the figures hang on; those it does not tell are absent."""
    told: dict[str, Any] = {"cores": len(os.sched_getaffinity(0)), "python": platform.python_version()}
    told |= {"kernel": f"{platform.system()} {platform.release()}", "load_1m": round(os.getloadavg()[0], 2)}
    if cpu := _proc_line(Path("/proc/cpuinfo"), "model name"):
        told["cpu"] = cpu
    if memory := _proc_line(Path("/proc/meminfo"), "MemTotal"):
        told["memory_gb"] = round(int(memory.split()[0]) / 1024**2, 1)
    return told | {"packages": dict(sorted(_versions(packages)))}


def _versions(packages: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in packages:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            say(f"{name} is not installed here")


def _commit() -> str:
    git = ["git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(git, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _proc_line(path: Path, name: str) -> str:
    lines = (line.split(":", 1) for line in path.read_text().splitlines() if ":" in line)
    return next((told.strip() for key, told in lines if key.strip() == name), "")


def median(values: Sequence[float]) -> float:
    """Return the middle of *values*."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """
    Return the value that 95 of 100 do not exceed, one that was seen.

    >>> p95([float(n) for n in range(1, 101)])
    95.0
    """
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def mb(size_bytes: float) -> float:
    """Return *size_bytes* in MiB."""
    return size_bytes / 1024**2
