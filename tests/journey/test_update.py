"""A running node is updated: it is started anew by itself, or the one before serves again with its data."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests

from edge.program import launcher
from edge.program.folder import LAUNCHER, put_in_force
from edge.program.launcher import VERSIONS, WHOLE, python_of, read_state
from tests.edge.live_node import edge, new_node, wait_for

PROJECT = Path(__file__).resolve().parents[2]
USE = '{"kind": "use", "school": "0403691-0", "resource": "tablet", "learner": "a1", "occurred": "2026-06-23"}\n'
MIGRATES = """
import sqlite3
db = sqlite3.connect(DATA + '/node.db')
db.execute("CREATE TABLE more (n INTEGER)")
db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('edge', 'm099_more', '2030')")
db.commit()
db.close()
"""

pytestmark = [pytest.mark.journey, pytest.mark.skipif(os.name == "nt", reason="a version is a script with a shebang")]


def version(program: Path, name: str, first: str = "") -> None:
    """Make a version that is this very program, after what it does *first* when it is to run."""
    python = python_of(program, name)
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!{sys.executable}\nimport runpy, sys\nsys.path.insert(0, {str(PROJECT)!r})\nmodule = sys.argv[3]\n"
        f"sys.argv[:] = sys.argv[3:]\nif sys.argv[1] == 'run':\n    DATA = sys.argv[3]\n"
        + "".join(f"    {line}\n" for line in first.splitlines())
        + "runpy.run_module(module, run_name='__main__')\n"
    )
    python.chmod(0o755)
    (program / VERSIONS / name / WHOLE).touch()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = new_node(tmp_path)
    assert edge(folder, "record", "-", told=USE * 3).returncode == 0
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "un programa"
    version(folder, "0.1.0-a")
    (folder / LAUNCHER).write_bytes(Path(launcher.__file__).read_bytes())
    put_in_force(folder, "0.1.0-a")
    return folder


@contextmanager
def running(program: Path, data: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = [sys.executable, "-I", str(program / LAUNCHER), "run", "--dir", str(data)]
    node = subprocess.Popen(line, env=os.environ | {"CHASQUI_EDGE_PORT": str(port)})
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}/"
    finally:
        node.terminate()
        assert node.wait(30) == 0


def settled(program: Path) -> dict[str, str]:
    """Return how an update ended, once it did."""
    until = time.monotonic() + 60
    while read_state(program)["trial"] and time.monotonic() < until:
        time.sleep(0.1)
    return read_state(program)["told"]


def uses(data: Path) -> int:
    """Return how many uses the node holds; it notes how the laptop is by itself."""
    with closing(sqlite3.connect(f"file:{data}/node.db?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM events WHERE kind = 1").fetchone()[0])


def test_a_new_version_that_starts_takes_over_from_the_one_that_runs(program: Path, data: Path) -> None:
    version(program, "0.2.0-b")
    with running(program, data) as address:
        put_in_force(program, "0.2.0-b")
        told = settled(program)
        wait_for(address)

        assert told == {"done": "0.2.0-b"}
        assert (requests.get(address, timeout=60).status_code, uses(data)) == (200, 3)
    assert [path.name for path in data.iterdir() if path.name.endswith(".copying")] == []


@pytest.mark.parametrize("first", [MIGRATES + "import os\nos._exit(139)", "raise OSError"])
def test_one_that_does_not_start_gives_way_and_what_it_made_of_the_database_too(
    program: Path, data: Path, first: str
) -> None:
    version(program, "0.2.0-b", first)
    with running(program, data) as address:
        put_in_force(program, "0.2.0-b")
        told = settled(program)
        wait_for(address)

        assert told["refused"] == "0.2.0-b"
        assert (requests.get(address, timeout=60).status_code, uses(data)) == (200, 3)
        assert edge(data, "record", "-", told=USE).returncode == 0
    assert uses(data) == 4
    assert read_state(program)["current"] == "0.1.0-a"
