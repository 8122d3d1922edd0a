"""A store of objects on loopback: ``rclone serve s3``, a process of its own that keeps them in a folder."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from hub.demo.processes import free_port
from tests.benchmarks.frame import PROJECT

BUCKET = "lago"
_KEY, _SECRET = "chasqui", "solo-de-prueba"
_STARTS_WITHIN_S = 30


def program() -> str | None:
    """Return the program, or None where it is not installed (``make objects``)."""
    ours = PROJECT / ".venv-rclone" / "bin" / "rclone"
    return str(ours) if ours.exists() else os.environ.get("CHASQUI_TEST_RCLONE") or shutil.which("rclone")


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """A store that answers."""

    folder: Path
    endpoint: str

    def lake(self, prefix: str) -> str:
        """Return the address of a lake in it, as ``CHASQUI_HUB_LAKE`` takes it."""
        return f"s3://{BUCKET}/{prefix}?endpoint={self.endpoint}"

    @property
    def environment(self) -> Mapping[str, str]:
        """Who may use it."""
        return {"AWS_ACCESS_KEY_ID": _KEY, "AWS_SECRET_ACCESS_KEY": _SECRET}


@contextmanager
def object_store(folder: Path) -> Iterator[ObjectStore]:
    """Run a store whose objects lie in *folder*, until the end."""
    found = program()
    assert found is not None
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    order = [found, "serve", "s3", "--addr", f"127.0.0.1:{port}", "--auth-key", f"{_KEY},{_SECRET}", str(folder)]
    order += ["--config", os.devnull]
    with (
        (folder.parent / f"{folder.name}.log").open("wb") as log,
        subprocess.Popen(order, stdout=log, stderr=log) as one,
    ):
        try:
            _wait(f"http://127.0.0.1:{port}")
            yield ObjectStore(folder, f"http://127.0.0.1:{port}")
        finally:
            one.kill()


def _wait(address: str) -> None:
    end = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < end:
        try:
            requests.get(address, timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("the store did not start")
