import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest

from edge.database import Database
from edge.migrating import SET, migrate, up_to_date
from shared.errors import DatabaseBusy, NotInitialised, NotReady
from shared.events import Claim
from sync.lock import WriterLock
from tests.edge.building import FakeClock, new_store, use


def test_two_writers_of_one_folder_are_one_too_many(tmp_path: Path) -> None:
    with new_store(tmp_path), pytest.raises(DatabaseBusy, match="ya está abierto"):
        new_store(tmp_path)


def test_the_lock_is_free_again_after_closing(tmp_path: Path) -> None:
    new_store(tmp_path).close()

    with WriterLock(tmp_path / "node.lock", "busy"):
        pass


def test_status_reads_while_the_node_is_running(tmp_path: Path) -> None:
    with new_store(tmp_path) as running:
        running.record([Claim(use())])
        with Database(tmp_path / "node.db", FakeClock(), writer=False) as reader:
            assert reader.value("SELECT count(*) FROM events") == 2
            with pytest.raises(NotReady):
                reader.put("x", 1)


def test_a_database_locked_by_another_program_says_so_and_keeps_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.database.BUSY_S", 0.05)
    with new_store(tmp_path) as store:
        other = sqlite3.connect(tmp_path / "node.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match="No se guardó nada"):
            store.record([Claim(use())])
        other.execute("ROLLBACK")
        other.close()

        assert len(store.record([Claim(use())])) == 1


def test_a_folder_without_a_node_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotInitialised, match="--invitation ARCHIVO, --card TEXTO o --words"):
        Database(tmp_path / "node.db", FakeClock())


def test_a_damaged_file_is_told_plainly_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "node.db"
    path.write_bytes(b"esto no es una base de datos " * 100)

    with pytest.raises(NotReady, match="No los borre"):
        Database(path, FakeClock())
    assert path.read_bytes().startswith(b"esto no es")


def test_what_fails_inside_a_transaction_leaves_no_trace(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with suppress(ZeroDivisionError), store.db.transaction():
            store.db.put("half", 1)
            store.db.put("other half", 1 // 0)

        assert store.db.setting("half", int, 0) == 0


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        before = store.db.rows("SELECT name, sql FROM sqlite_master ORDER BY name")
        migrate(store.db._db.connection)

        assert up_to_date(store.db._db.connection)
        assert store.db.rows("SELECT name, sql FROM sqlite_master ORDER BY name") == before


def test_a_folder_written_by_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.db.write(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'm999_from_the_future', '')",
            SET,
        )

    with pytest.raises(NotReady, match="versión más nueva"):
        Database(tmp_path / "node.db", FakeClock())


def test_what_is_saved_is_on_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        assert store.db.value("PRAGMA journal_mode") == "wal"
        assert store.db.value("PRAGMA synchronous") == 2


def test_the_journal_is_folded_into_the_database_and_gives_its_space_back(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.record([Claim(use()) for _ in range(500)])
        freed = store.db.fold_journal()

        assert freed > 50_000
        assert (tmp_path / "node.db-wal").stat().st_size == 0
        assert store.records.count() == 501
