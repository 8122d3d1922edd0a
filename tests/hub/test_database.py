"""The database opens migrated, writes whole transactions, and lets one writer in at a time."""

from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from hub import schema
from hub.database import REVISION, Database, add, put
from hub.store import Store
from shared.errors import DatabaseBusy
from tests.hub.builders import Office

ROW = {"name": "a", "value": b"1"}


def test_the_migrations_make_the_tables_that_the_code_expects(office: Office) -> None:
    with office.store.read() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == REVISION


def test_sqlite_keeps_a_write_ahead_log_and_syncs_every_commit(office: Office) -> None:
    with office.store.read() as connection:
        pragmas = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]

    assert pragmas == ["wal", 2]


def test_a_transaction_that_fails_leaves_nothing(office: Office) -> None:
    def fail() -> None:
        with office.store.begin() as connection:
            put(connection, schema.settings, ROW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert office.store.setting("a") is None


def test_opening_again_keeps_what_is_there(office: Office) -> None:
    office.store.set_setting("a", b"1")

    assert Store(office.config).setting("a") == b"1"


def test_adding_twice_keeps_the_first_and_putting_replaces(office: Office) -> None:
    with office.store.begin() as connection:
        told = [add(connection, schema.settings, ROW), add(connection, schema.settings, ROW | {"value": b"2"})]
        told += [put(connection, schema.settings, ROW), put(connection, schema.settings, ROW | {"value": b"2"})]

    assert told == [True, False, False, True]


def test_a_second_writer_that_waits_too_long_says_so(office: Office) -> None:
    other = Database(replace(office.config, threads=1))
    with other.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA busy_timeout=10")

    with office.store.begin(), pytest.raises(DatabaseBusy, match="Espere"), other.begin():
        pass
    other.close()
