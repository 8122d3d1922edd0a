"""A drill that was killed leaves a database on the server; the next one of the same hub drops it, and nobody else's."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from hub.copying import copy_to
from hub.drill import drill
from hub.scratch_database import beside
from tests.hub.builders import Node, Office, uses
from tests.hub.databases import Databases
from tests.hub.elsewhere import Elsewhere

pytestmark = pytest.mark.databases

KILLED = """
import os, signal, sys
from hub.scratch_database import beside
with beside(sys.argv[1]) as url:
    print(url, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(database_url: str) -> str:
    """Let a process that makes its scratch database be killed; return the name of what it left."""
    done = subprocess.run([sys.executable, "-c", KILLED, database_url], stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    return str(make_url(done.stdout.strip()).database)


def on_the_server(office: Office) -> set[str]:
    url = make_url(office.config.database_url)
    with psycopg.connect(host=url.query["host"], user=url.username, dbname="postgres") as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


@pytest.fixture
def _server(office: Office) -> None:
    if not office.config.database:
        pytest.skip("SQLite keeps the scratch database in the folder")


@pytest.mark.usefixtures("_server")
def test_what_a_killed_drill_left_goes_with_the_next(office: Office, node: Node, tmp_path: Path) -> None:
    node.record(*uses(4))
    office.take(node.bundle())
    (tmp_path / "copies").mkdir()
    place = Elsewhere(tmp_path / "copies", office.config.folder)
    copy_to(office.store, place, 3)
    before = on_the_server(office)
    left = killed(office.config.database_url)
    found = on_the_server(office)

    assert found - before == {left}
    assert drill(office.store, place).problems == ()
    assert on_the_server(office) == before


@pytest.mark.usefixtures("_server")
def test_a_drill_that_runs_and_the_database_of_another_hub_are_left_alone(office: Office, databases: Databases) -> None:
    others = killed(databases.new(empty=True))
    with beside(office.config.database_url) as mine:
        with beside(office.config.database_url) as second:
            during = on_the_server(office)
        after = on_the_server(office)

    assert {str(make_url(one).database) for one in (mine, second)} | {others} <= during
    assert {str(make_url(mine).database), others} <= after
    assert str(make_url(second).database) not in after


def test_with_sqlite_it_is_in_the_folder(tmp_path: Path) -> None:
    with beside(f"sqlite:///{tmp_path / 'hub.db'}") as url:
        assert url == ""
