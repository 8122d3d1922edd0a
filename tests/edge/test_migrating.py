import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from edge.migrating import applied, check_known, migrate, up_to_date
from edge.migrations import STEPS
from edge.sqlite_file import SqliteFile
from tests.edge.building import new_store


def test_a_new_database_has_every_step_in_its_order(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        done = applied(store.db._db.connection)

    assert done == list(STEPS)


def test_a_file_without_tables_has_none_and_is_read_without_a_change(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as empty:
        check_known(empty)

        assert (applied(empty), up_to_date(empty)) == ([], False)
    assert (tmp_path / "x.db").stat().st_size == 0


def test_a_step_that_fails_is_undone_and_lacking_and_those_before_it_stay(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "x.db", wait_s=0.05)
    file.execute("CREATE TABLE memberships (n)")
    with pytest.raises(sqlite3.OperationalError, match="memberships already exists"):
        migrate(file.connection)
    names = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    file.close()

    assert {"events", "other_codes"} & names == {"events"}


def test_a_file_whose_tables_are_up_to_date_is_opened_without_sqlite_utils(tmp_path: Path) -> None:
    new_store(tmp_path).close()
    told = (
        "import sys; from pathlib import Path; from edge.store import Store; from shared.clock import SystemClock;"
        f"Store(Path({str(tmp_path / 'node.db')!r}), SystemClock()).close(); sys.exit('sqlite_utils' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0


def test_the_tables_of_a_new_node_are_made_without_pandas_wherever_it_is_installed(tmp_path: Path) -> None:
    told = (
        "import sys, sqlite3; from edge.migrating import migrate;"
        f"migrate(sqlite3.connect({str(tmp_path / 'node.db')!r}, isolation_level=None));"
        "sys.exit('pandas' in sys.modules or 'sqlite_utils' not in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
