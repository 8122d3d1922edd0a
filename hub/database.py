"""The hub's database: how it is opened, migrated, read and written; one writer at a time, whatever the dialect."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, literal, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import ColumnElement

from hub.config import Config
from shared.clock import Clock
from shared.disk import FULL, means_full
from shared.errors import DatabaseBusy, NoSpace

REVISION = "0001"
"""What ``hub/migrations`` ends with."""
_WRITES = "chasqui_writes"
_OWNER_ONLY = 0o600
_LOCK = 6_721_004
"""PostgreSQL's advisory lock of the hub's writers; SQLite has one writer by nature."""


class Database:
    """
    An open database. ``read`` and ``begin`` each give one transaction.

    A write transaction holds the lock of all writers from its first statement on, so what it reads stays true until it
    commits.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock: Clock = config.clock
        if not config.database:
            config.folder.mkdir(parents=True, exist_ok=True)
            # Codes, sealed names and accounts are in it; SQLite gives its journals the same mode.
            config.database_file.touch(mode=_OWNER_ONLY)
            config.database_file.chmod(_OWNER_ONLY)
        # A thread that waits for the writers' lock holds a connection: there is one for each.
        self.engine = create_engine(config.database_url, pool_size=config.threads, max_overflow=8)
        _prepare(self.engine)
        self._migrate()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """
        Give a connection that writes; what it wrote is on the disk when the block ends, or none of it is.

        Raises:
            DatabaseBusy: Another process has written for longer than half a minute.
            NoSpace: The disk is full; nothing of it was kept.
        """
        with self.engine.connect().execution_options(**{_WRITES: True}) as connection:
            try:
                transaction = connection.begin()
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            except OperationalError as error:
                raise DatabaseBusy(
                    "Otro proceso está escribiendo en la base de datos. Espere un momento y repita."
                ) from error
            try:
                with transaction:
                    yield connection
            except OperationalError as error:
                if isinstance(error.orig, sqlite3.Error) and means_full(error.orig, self.config.folder):
                    raise NoSpace(FULL) from error
                raise

    def now_s(self) -> int:
        """Return the hub's clock in Unix seconds."""
        return int(self.clock.now().timestamp())

    def _migrate(self) -> None:
        with self.read() as connection:
            if inspect(connection).has_table("alembic_version"):
                found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
                if found == REVISION:
                    return
        # Alembic takes a third of a second to import: only where there is something to do.
        from hub.migrations.run import upgrade

        with self.begin() as connection:
            upgrade(connection)


def _prepare(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, and later than we need them.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def at(seconds: int) -> datetime:
    """
    Return Unix *seconds* as an aware instant.

    >>> at(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return datetime.fromtimestamp(seconds, UTC)


def put(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert *row*, or replace the one with its primary key; tell whether anything changed."""
    mine = _mine(table, row)
    found = connection.execute(select(table).where(*mine)).mappings().one_or_none()
    if found is None:
        connection.execute(table.insert().values(**row))
        return True
    if all(found[name] == value for name, value in row.items()):
        return False
    connection.execute(table.update().where(*mine).values(**row))
    return True


def add(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert *row* unless its primary key is there; tell whether it was inserted."""
    if connection.execute(select(literal(1)).select_from(table).where(*_mine(table, row))).first():
        return False
    connection.execute(table.insert().values(**row))
    return True


def _mine(table: Table, row: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return [column == row[column.name] for column in table.primary_key]
