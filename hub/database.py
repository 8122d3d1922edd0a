"""The hub's database: how it is opened, migrated, read and written; one writer at a time, whatever the dialect."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, literal, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.sql import ColumnElement

from hub import postgres
from hub.config import Config
from shared.clock import Clock
from shared.disk import FULL, means_full
from shared.errors import DatabaseBusy, NoSpace, NotReady
from shared.sentences import N_

REVISION = "0022"
"""What ``hub/migrations`` ends with."""
WRITES = "chasqui_writes"
"""Option of a connection that writes: to read commits nothing."""
_OWNER_ONLY = 0o600
PATIENCE_S = 30
"""How long a writer waits for the one before it."""
_LOOK_AGAIN_S = 0.05
_SILENT = N_("Otro proceso está escribiendo en la base de datos, o esta no responde. Espere un momento y repita.")


class Database:
    """
    An open database. ``read`` and ``begin`` each give one transaction.

    A write transaction holds the lock of all writers from its first statement on, so what it reads stays true until it
    commits.
    """

    def __init__(self, config: Config, *, patience_s: float = PATIENCE_S, migrates: bool = True) -> None:
        """
        Open the database of *config*, and make or migrate its tables; unless it *migrates* later, by ``upgrade``.

        Raises:
            BadInput: The URL is of no database that the hub knows.
            NotReady: The server does not answer, or does not let us in.
        """
        self.config = config
        self.clock: Clock = config.clock
        if not config.database:
            config.folder.mkdir(parents=True, exist_ok=True)
            # Codes, sealed names and accounts are in it; SQLite gives its journals the same mode.
            config.database_file.touch(mode=_OWNER_ONLY)
            config.database_file.chmod(_OWNER_ONLY)
        # A thread that waits for the writers' lock holds a connection: there is one for each.
        url = postgres.url_of(config.database_url)
        # What a statement was given is of persons too, and an error of SQLAlchemy would tell all of it.
        self.engine = create_engine(
            url, pool_size=config.threads, max_overflow=8, pool_pre_ping=True, hide_parameters=True
        )
        self._reader = _prepare(self.engine, patience_s)
        self._snapshot = threading.local()
        with ExitStack() as failed:
            failed.callback(self.engine.dispose)
            if migrates:
                self._migrate_or_tell()
            failed.pop_all()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """
        Give a connection that sees one state of the database.

        Raises:
            DatabaseBusy: The server does not answer.
        """
        if (shared := getattr(self._snapshot, "connection", None)) is not None:
            yield shared
            return
        with ExitStack() as open_:
            try:
                connection = open_.enter_context(self._reader.connect())
                open_.enter_context(connection.begin())
            except OperationalError as error:
                raise DatabaseBusy(_SILENT) from error
            with _silence_told():
                yield connection

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Let every ``read`` of this thread see the same state until the block ends, whatever is written meanwhile."""
        before = getattr(self._snapshot, "connection", None)
        with self.read() as connection:
            self._snapshot.connection = connection
            try:
                yield
            finally:
                self._snapshot.connection = before

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """Let every ``read`` and ``begin`` of this thread be in one transaction until the block ends."""
        with self.begin() as connection:
            before = getattr(self._snapshot, "connection", None), getattr(self._snapshot, "writes", None)
            self._snapshot.connection = self._snapshot.writes = connection
            try:
                yield connection
            finally:
                self._snapshot.connection, self._snapshot.writes = before

    @contextmanager
    def from_first_write(self) -> Iterator[None]:
        """
        Let all that this thread writes until the block ends be one transaction, which opens with the first ``begin``.

        What is read and reckoned before that holds nobody else up.
        """
        with ExitStack() as open_:
            self._snapshot.later = open_
            try:
                yield
            finally:
                self._snapshot.later = None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """
        Give a connection that writes; what it wrote is on the disk when the block ends, or none of it is.

        Raises:
            DatabaseBusy: Another process has written for longer than half a minute, or the server does not answer.
            NoSpace: The disk is full; nothing of it was kept.
        """
        if (shared := getattr(self._snapshot, "writes", None)) is not None:
            yield shared
            return
        if (later := getattr(self._snapshot, "later", None)) is not None:
            self._snapshot.later = None
            yield later.enter_context(self.together())
            return
        with ExitStack() as open_:
            try:
                connection = open_.enter_context(self.engine.connect().execution_options(**{WRITES: True}))
                transaction = connection.begin()
                if connection.dialect.name == postgres.DIALECT:
                    postgres.await_turn(connection)
            except OperationalError as error:
                if self._means_full(error):
                    raise NoSpace(FULL) from error
                raise DatabaseBusy(_SILENT) from error
            open_.enter_context(_silence_told())
            try:
                with transaction:
                    yield connection
            except OperationalError as error:
                if self._means_full(error):
                    raise NoSpace(FULL) from error
                raise

    def _means_full(self, error: OperationalError) -> bool:
        here = isinstance(error.orig, sqlite3.Error) and means_full(error.orig, self.config.folder)
        return here or postgres.is_full(error)

    def now_s(self) -> int:
        """Return the hub's clock in Unix seconds."""
        return int(self.clock.now().timestamp())

    def _migrate_or_tell(self) -> None:
        try:
            self._migrate()
        except OperationalError as error:
            if self.engine.dialect.name != postgres.DIALECT:
                raise
            raise NotReady(postgres.CLOSED, why=str(error.orig).strip()) from error

    def _migrate(self) -> None:
        with self._reader.connect() as connection:
            if inspect(connection).has_table("alembic_version"):
                found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
                if found == REVISION:
                    return
        # Alembic takes a third of a second to import: only where there is something to do.
        from hub.migrations.run import upgrade

        with self.begin() as connection:
            upgrade(connection)


def _prepare(engine: Engine, patience_s: float) -> Engine:
    """Set up every connection of *engine*, and return the engine of those who only read."""
    if engine.dialect.name == postgres.DIALECT:
        return postgres.prepare(engine, patience_s)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions by itself, and later than we need them.
        connection.isolation_level = None
        for pragma in (f"busy_timeout={round(patience_s * 1000)}", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        _write_ahead(connection, patience_s)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection, patience_s: float) -> None:
    """Turn a database to WAL. Where others open the new file in the same moment, SQLite does not wait: we do."""
    until = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN_S)


@contextmanager
def _silence_told() -> Iterator[None]:
    """Tell a server that broke off what it was asked, as when it starts again, from anything that was asked wrongly."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseBusy(_SILENT) from error
        raise


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
