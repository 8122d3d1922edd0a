"""A node of an older version comes forward with what it holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from edge.migrations import migrations
from edge.sqlite_file import SqliteFile
from edge.store import Store
from tests.edge.building import SCHOOL, FakeClock, new_store


def test_a_database_of_the_first_tables_comes_forward_with_its_people(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.add_class(SCHOOL, "3° A")
        store.add_person("learner", "Rosa", code="a1", school=SCHOOL, class_id=class_id)
    with closing(sqlite3.connect(tmp_path / "node.db")) as old, old:
        for table in ("memberships", "other_codes"):
            old.execute(f"DROP TABLE {table}")
        old.execute("DELETE FROM _sqlite_migrations WHERE name = 'm002_rosters'")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert [(row.name, row.class_name) for row in store.learners()] == [("Rosa", "3° A")]
        assert [row.learners for row in store.classes()] == [1]


def test_every_step_is_applied_to_a_new_database(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        pending = migrations.pending(SqliteFile(store._db.conn))

    assert pending == []
