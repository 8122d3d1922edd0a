"""A standalone cluster of Spark's own processes on loopback: one master, and workers that can be killed."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub.demo.processes import free_port
from tests.benchmarks.processes import cpu_s, family

_CLASS = Path(sys.executable).with_name("spark-class")
_MASTER, _WORKER = (f"org.apache.spark.deploy.{name}" for name in ("master.Master", "worker.Worker"))


@dataclass
class Cluster:
    """A cluster that runs; ``workers`` are the processes of its workers."""

    folder: Path
    url: str
    page: str
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def alive(self) -> int:
        """Return how many workers the master counts on."""
        with suppress(OSError, ValueError), urllib.request.urlopen(f"{self.page}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
        return 0

    def working(self, at: int) -> bool:
        """Tell whether a task of ours has run for a while on the worker *at*: its Python has used the processor."""
        with suppress(OSError):
            pythons = [one for one in family(self.workers[at].pid) if b"pyspark.daemon" in _command(one)]
            # The first is who starts the others.
            return bool(pythons) and cpu_s(pythons[0]) > _BUSY_S
        return False

    def kill(self, at: int) -> None:
        """End the worker *at* and all that it started as a power cut does: nobody hears of it."""
        _kill(self.workers[at])


_BUSY_S, _LOOK_S = 1.0, 0.05


def until(done: Callable[[], object], most_s: float = 240.0) -> None:
    """Wait for something that will be so."""
    end = time.monotonic() + most_s
    while not done():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(_LOOK_S)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        for one in family(process.pid):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
    process.wait()


def _command(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@contextmanager
def cluster(folder: Path, *, workers: int = 2, memory: str = "1g") -> Iterator[Cluster]:
    """Run a master and its workers, of one processor each, until the end; their files lie in *folder*."""
    folder.mkdir(parents=True)
    port, page = free_port(), free_port()
    # In a folder where "hub" is no package of ours: what the tasks import is what they were sent.
    env = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_DAEMON_MEMORY": "256m", "PYTHONSAFEPATH": "1"}
    env.pop("PYTHONPATH", None)
    # By which the scripts of the package find it.
    env["PYSPARK_PYTHON"] = sys.executable
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *order: str) -> "subprocess.Popen[bytes]":
        with (folder / f"{name}.log").open("wb") as log:
            one = subprocess.Popen([str(_CLASS), *order], cwd=folder, env=env, stdout=log, stderr=log)
        running.append(one)
        return one

    made = Cluster(folder, f"spark://127.0.0.1:{port}", f"http://127.0.0.1:{page}")
    try:
        start("master", _MASTER, "--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page))
        for at in range(workers):
            order = ["--host", "127.0.0.1", "--cores", "1", "--memory", memory, "--webui-port", str(free_port())]
            order += ["--work-dir", str(folder / f"work-{at}"), made.url]
            made.workers.append(start(f"worker-{at}", _WORKER, *order))
        until(lambda: made.alive() == workers)
        yield made
    finally:
        for one in running:
            _kill(one)
