"""The database as it was before an update: kept, read, and put back only where that takes nothing back."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from edge.copying import forget_parts, tail_of
from edge.program.database_copy import copy_of, keep, main, put_back
from edge.program.launcher import KEPT_NEW
from edge.store import Store
from shared.errors import NotReady
from shared.events import Claim
from shared.facts import Health
from tests.edge.building import FakeClock, new_store, use

CLOCK = FakeClock()
NEWER = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('edge', 'm099_more', '2030-01-01')"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(5)])
        return store.path


def step_forward(database: Path) -> None:
    """Do what a newer version does at its start."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE more (n INTEGER)")
        connection.execute(NEWER)
        connection.commit()


def record(database: Path) -> None:
    with Store(database, CLOCK) as store:
        store.record([Claim(use())])


def test_what_a_newer_version_changed_is_put_back_and_lies_apart(database: Path) -> None:
    keep(database, CLOCK)
    before = tail_of(database, CLOCK)
    step_forward(database)
    with pytest.raises(NotReady, match="más nueva"):
        tail_of(database, CLOCK)

    assert put_back(database)
    assert tail_of(database, CLOCK) == before
    assert not copy_of(database).exists()
    assert len(list(database.parent.glob(".node.db.apart*"))) == 1


def test_what_lies_apart_goes_when_somebody_is_erased(database: Path) -> None:
    keep(database, CLOCK)
    step_forward(database)
    put_back(database)
    [apart] = database.parent.glob(".node.db.apart*")
    apart.with_name(".node.db.apart-wal.copying").touch()
    forget_parts(database)

    assert [path.name for path in database.parent.glob(".*")] == []


def test_a_database_that_the_version_before_can_open_stays_with_all_that_was_recorded_since(database: Path) -> None:
    keep(database, CLOCK)
    record(database)
    after = tail_of(database, CLOCK)

    assert put_back(database)
    assert tail_of(database, CLOCK) == after
    assert not copy_of(database).exists()


def test_nothing_that_was_recorded_with_the_new_version_is_taken_back(database: Path) -> None:
    keep(database, CLOCK)
    record(database)
    step_forward(database)
    whole = database.read_bytes()

    assert not put_back(database)
    assert database.read_bytes() == whole


def test_what_the_program_notes_by_itself_keeps_no_version_that_does_not_start(database: Path) -> None:
    keep(database, CLOCK)
    before = tail_of(database, CLOCK)
    with Store(database, CLOCK) as store:
        store.record([Claim(Health(app_version="0.2.0"))])
    step_forward(database)

    assert put_back(database)
    assert tail_of(database, CLOCK) == before


def test_what_lay_in_a_journal_counts(database: Path) -> None:
    keep(database, CLOCK)
    code = (
        "import sqlite3, os, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode=WAL');"
        "c.execute('CREATE TABLE more (n)'); c.execute(sys.argv[2]);"
        "c.execute('INSERT INTO events SELECT max(pos) + 1, kind, body, head FROM events');"
        "c.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(database), NEWER], check=True)

    assert database.with_name("node.db-wal").stat().st_size
    assert not put_back(database)


@pytest.mark.parametrize("lost", ["database", "nothing"])
def test_a_cut_while_it_is_put_back_is_gone_on_from(database: Path, lost: str) -> None:
    keep(database, CLOCK)
    before = tail_of(database, CLOCK)
    step_forward(database)
    if lost == "database":
        database.unlink()

    assert put_back(database)
    assert put_back(database)
    assert tail_of(database, CLOCK) == before


def test_a_database_that_cannot_be_read_any_more_gives_way_to_the_copy_and_is_kept(database: Path) -> None:
    keep(database, CLOCK)
    before = tail_of(database, CLOCK)
    database.write_bytes(b"no database" * 1000)

    assert put_back(database)
    assert tail_of(database, CLOCK) == before
    [apart] = database.parent.glob(".node.db.apart*")
    assert apart.read_bytes().startswith(b"no database")


def test_as_a_command_it_says_by_its_exit_code_what_came_of_it(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(database.parent)
    assert main("keep", folder) == 0
    assert copy_of(database).exists()
    record(database)
    step_forward(database)
    assert main("back", folder) == KEPT_NEW
    assert main("forget", folder) == 0
    assert not copy_of(database).exists()
    assert main("keep", folder) == 1
    assert "más nueva" in capsys.readouterr().err


def test_a_folder_without_a_node_has_nothing_to_keep(tmp_path: Path) -> None:
    assert main("keep", str(tmp_path)) == 0
    assert main("back", str(tmp_path)) == 0
    assert os.listdir(tmp_path) == []  # noqa: PTH208
