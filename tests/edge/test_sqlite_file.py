import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from edge.sqlite_file import SqliteFile


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    file = SqliteFile(tmp_path / "x.db", wait_s=0.05)
    file.execute("CREATE TABLE t (n INTEGER UNIQUE)")
    yield file
    file.close()


def numbers(file: SqliteFile) -> list[int]:
    return [n for (n,) in file.execute("SELECT n FROM t ORDER BY n")]


def test_a_statement_alone_is_kept_at_once(file: SqliteFile, tmp_path: Path) -> None:
    file.execute("INSERT INTO t VALUES (1)")
    other = SqliteFile(tmp_path / "x.db", wait_s=0.05)

    assert (numbers(other), file.connection.in_transaction) == ([1], False)
    other.close()


def test_a_transaction_that_fails_leaves_nothing(file: SqliteFile) -> None:
    with suppress(ZeroDivisionError), file.atomic():
        file.execute("INSERT INTO t VALUES (1)")
        file.execute("INSERT INTO t VALUES (?)", (1 // 0,))

    assert (numbers(file), file.connection.in_transaction) == ([], False)


def test_an_inner_one_that_fails_is_undone_alone(file: SqliteFile) -> None:
    with file.atomic():
        file.execute("INSERT INTO t VALUES (1)")
        with suppress(sqlite3.IntegrityError), file.atomic():
            file.execute("INSERT INTO t VALUES (2)")
            with file.atomic():
                file.execute("INSERT INTO t VALUES (3)")
            file.execute("INSERT INTO t VALUES (1)")
        file.execute("INSERT INTO t VALUES (4)")

    assert numbers(file) == [1, 4]


def test_what_an_inner_one_kept_goes_with_the_outer_one(file: SqliteFile) -> None:
    with suppress(ZeroDivisionError), file.atomic():
        with file.atomic():
            file.execute("INSERT INTO t VALUES (1)")
        file.execute("INSERT INTO t VALUES (?)", (1 // 0,))

    assert numbers(file) == []


def test_a_transaction_that_cannot_be_kept_is_over(file: SqliteFile, tmp_path: Path) -> None:
    reader = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM t").fetchall()
    with pytest.raises(sqlite3.OperationalError, match="locked"), file.atomic():
        file.execute("INSERT INTO t VALUES (1)")
    reader.close()

    assert (numbers(file), file.connection.in_transaction) == ([], False)


def test_one_that_sqlite_undid_by_itself_says_why(file: SqliteFile) -> None:
    file.execute("INSERT INTO t VALUES (1)")

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), file.atomic():
        file.execute("INSERT OR ROLLBACK INTO t VALUES (1), (1)")
    assert numbers(file) == [1]


def test_a_row_that_is_replaced_is_guarded_as_one_that_is_deleted(file: SqliteFile) -> None:
    file.execute("CREATE TRIGGER kept BEFORE DELETE ON t BEGIN SELECT raise(ABORT, 'kept'); END")
    file.execute("INSERT INTO t VALUES (1)")

    with pytest.raises(sqlite3.IntegrityError, match="kept"):
        file.execute("INSERT OR REPLACE INTO t VALUES (1)")
