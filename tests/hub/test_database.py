"""The database opens migrated, writes whole transactions, and lets one writer in at a time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select, text

from hub import schema
from hub.config import Config
from hub.database import REVISION, Database, add, put
from shared.errors import BadInput, DatabaseBusy, NoSpace, NotReady
from tests.hub.builders import Office
from tests.hub.databases import Databases
from tests.postgres import cluster, programs

pytestmark = pytest.mark.databases

ROW = {"name": "a", "value": b"1"}


def test_the_migrations_make_the_tables_that_the_code_expects(office: Office) -> None:
    with office.store.read() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, schema.metadata) == []
        assert context.get_current_revision() == REVISION


def test_sqlite_keeps_a_write_ahead_log_and_syncs_every_commit(tmp_path: Path) -> None:
    with Database(Config(tmp_path)).read() as connection:
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

    assert office.reopened().store.setting("a") == b"1"


def test_adding_twice_keeps_the_first_and_putting_replaces(office: Office) -> None:
    with office.store.begin() as connection:
        told = [add(connection, schema.settings, ROW), add(connection, schema.settings, ROW | {"value": b"2"})]
        told += [put(connection, schema.settings, ROW), put(connection, schema.settings, ROW | {"value": b"2"})]

    assert told == [True, False, False, True]


def test_a_second_writer_that_waits_too_long_says_so(office: Office) -> None:
    other = Database(office.config, patience_s=0.01)

    with office.store.begin(), pytest.raises(DatabaseBusy, match="Espere"), other.begin():
        pass
    other.close()


def test_what_is_read_before_the_first_write_holds_nobody_up_and_all_that_is_written_is_one(office: Office) -> None:
    store, other = office.store, Database(office.config, patience_s=0.5)

    def two(*, fail: bool) -> None:
        with store.from_first_write():
            with other.begin() as connection:
                put(connection, schema.settings, {"name": "theirs", "value": b"1"})
            seen = store.setting("theirs")
            store.set_setting("one", b"1")
            assert (seen, store.setting("one")) == (b"1", b"1")
            with pytest.raises(DatabaseBusy), other.begin():
                pass
            with store.together():
                store.set_setting("two", b"2")
            store.set_setting("three", b"3")
            if fail:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        two(fail=True)
    assert [store.setting(name) for name in ("one", "two", "three")] == [None] * 3
    two(fail=False)
    assert [store.setting(name) for name in ("one", "two", "three")] == [b"1", b"2", b"3"]
    store.set_setting("one", b"after")
    with other.read() as connection:
        assert (
            connection.execute(select(schema.settings.c.value).where(schema.settings.c.name == "one")).scalar()
            == b"after"
        )
    other.close()


def test_writers_take_turns_and_each_sees_what_the_one_before_wrote(office: Office) -> None:
    processes = [Database(office.config) for _ in range(4)]

    def add_one(database: Database) -> None:
        with database.begin() as connection:
            found = connection.execute(select(schema.settings.c.value).where(schema.settings.c.name == "a")).scalar()
            put(connection, schema.settings, {"name": "a", "value": str(int(found or b"0") + 1).encode()})

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(add_one, processes * 15))
    for database in processes:
        database.close()

    assert office.store.setting("a") == b"60"


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(office: Office) -> None:
    with office.store.read() as connection:
        before = connection.execute(select(func.count()).select_from(schema.settings)).scalar()
        office.store.set_setting("a", b"1")
        after = connection.execute(select(func.count()).select_from(schema.settings)).scalar()

    assert (before, after, office.store.setting("a")) == (0, 0, b"1")


def test_two_processes_that_open_a_new_database_make_its_tables_once(databases: Databases, tmp_path: Path) -> None:
    config = Config(tmp_path, database=databases.new(empty=True))

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: Database(config), range(4)))

    with opened[0].read() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == REVISION
    for database in opened:
        database.close()


@pytest.mark.parametrize("url", ["mysql://base/region", "region", "postgresql:/"])
def test_a_database_that_the_hub_does_not_know_is_refused_with_an_example(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="por ejemplo postgresql"):
        Database(Config(tmp_path, database=url))


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    config = Config(tmp_path, database=f"postgresql://ana:secreto@/region?host={tmp_path}")

    with pytest.raises(NotReady, match="CHASQUI_HUB_DATABASE") as told:
        Database(config)

    assert "secreto" not in str(told.value)


def test_a_server_that_stops_is_said_to_be_silent_by_readers_and_writers(tmp_path: Path) -> None:
    if programs() is None:
        pytest.skip("needs PostgreSQL")
    with cluster() as server:
        database = Database(Config(tmp_path, database=server.url(server.make())))

    with pytest.raises(DatabaseBusy, match="no responde"), database.read():
        pass
    with pytest.raises(DatabaseBusy, match="no responde"), database.begin():
        pass
    database.close()


def test_reads_of_one_state_see_nothing_that_is_written_between_them(office: Office) -> None:
    with office.store.one_state():
        before = office.store.setting("a")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(office.store.set_setting, "a", b"1").result()
        during = office.store.setting("a")

    assert (before, during, office.store.setting("a")) == (None, None, b"1")


def test_a_server_without_room_on_its_disk_is_a_full_disk(office: Office) -> None:
    if not office.config.database:
        pytest.skip("what a full disk is to SQLite is tested on a small disk")
    full = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"

    with pytest.raises(NoSpace), office.store.begin() as connection:
        connection.exec_driver_sql(full)


@pytest.mark.parametrize("what", ["begin", "read"])
def test_a_server_that_breaks_off_a_transaction_is_said_to_be_silent_and_the_next_one_goes_on(
    office: Office, what: str
) -> None:
    if not office.config.database:
        pytest.skip("SQLite is in this process")
    end = text("SELECT pg_terminate_backend(:pid)")

    def broken_off() -> None:
        with getattr(office.store, what)() as connection:
            mine = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with office.store.engine.connect() as other:
                other.execute(end, {"pid": mine})
            connection.execute(select(func.count()).select_from(schema.settings))

    with pytest.raises(DatabaseBusy, match="no responde"):
        broken_off()
    office.store.set_setting("a", b"1")
