"""A throwaway PostgreSQL: a cluster in a folder of its own, reached only by the socket in that folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
"""For what need not outlive a power cut; never where speed is measured."""
_FOUND = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


@dataclass(frozen=True)
class Cluster:
    """A server that runs; each database in it is made from nothing or from another one."""

    folder: Path
    _numbers: "count[int]"

    def make(self, template: str = "template0") -> str:
        """Make a database and return its name."""
        name = f"chasqui_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://chasqui@/{name}?host={self.folder}"

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(host=str(self.folder), user="chasqui", dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest there is, or None."""
    linked = shutil.which("initdb")
    found = [Path(linked).resolve().parent] if linked else []
    for pattern in _FOUND:
        found += sorted(Path("/").glob(pattern[1:]))
    return next((folder for folder in reversed(found) if (folder / "initdb").exists()), None)


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """
    Give a running cluster, and leave nothing of it.

    It sorts text as an office in Peru would, not by bytes. *durable*: as a region would run it, every commit on the
    disk.
    """
    bin_ = programs()
    assert bin_ is not None, "PostgreSQL is not installed"
    folder = Path(tempfile.mkdtemp(prefix="chasqui-pg-"))
    who = _own(folder)
    data = folder / "data"
    make = ["--auth=trust", "--username=chasqui", "--encoding=UTF8", "--locale-provider=icu", "--icu-locale=es-PE"]
    listen = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "max_connections=200"]
    server = " ".join([*listen, *(() if durable else _FAST)])
    control = [str(bin_ / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    try:
        _run([str(bin_ / "initdb"), "-D", str(data), "--no-sync", *make], who)
        _run([*control, "-l", str(folder / "log"), "-o", server, "start"], who)
        try:
            yield Cluster(folder, count(1))
        finally:
            _run([*control, "-m", "immediate", "stop"], who)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> dict[str, Any]:
    """Return as whom the server runs: it refuses to be root, so a user without rights gets the folder."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody", "extra_groups": []}


def _run(command: list[str], who: dict[str, Any]) -> None:
    # To a file, not a pipe: the server inherits it and would hold it open.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", **who)
        said.seek(0)
        assert done.returncode == 0, said.read().decode(errors="replace")
