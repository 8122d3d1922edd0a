"""What PostgreSQL needs to hold the hub as SQLite does: one writer at a time, readers of one state, any text."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from shared.errors import BadInput, DatabaseBusy, NotReady
from shared.sentences import N_

if TYPE_CHECKING:
    import psycopg

DIALECT = "postgresql"
_DRIVER = "postgresql+psycopg"
_WRITERS = 6_721_004
"""The advisory lock that the writers of a database take in turn."""

_SERVICE = 6_721_005
"""The advisory lock that the service of a database holds for as long as it lives."""
_JOB = 6_721_006
"""The advisory lock of whoever computes tables of a database."""
_log = logging.getLogger(__name__)


def url_of(text: str) -> URL:
    """
    Read the URL of a database; PostgreSQL is reached by the driver that is installed with the hub.

    >>> url_of("postgresql://chasqui@base.example/region").drivername
    'postgresql+psycopg'

    Raises:
        BadInput: No URL, or one of a database that the hub does not know.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise BadInput(_SHAPE, text=text[:40]) from error
    if url.drivername in ("postgres", DIALECT):
        url = url.set(drivername=_DRIVER)
    if url.drivername not in ("sqlite", _DRIVER):
        raise BadInput(_SHAPE, text=url.drivername)
    return url


_SHAPE = N_(
    "CHASQUI_HUB_DATABASE dice «%(text)s», que no es una base de datos conocida. "
    "Escriba por ejemplo postgresql+psycopg://usuario:clave@servidor/region, o déjelo vacío para SQLite."
)


def prepare(engine: Engine, patience_s: float) -> Engine:
    """Set up every connection of *engine*, and return the engine of those who only read."""

    @event.listens_for(engine, "connect")
    def configure(connection: "psycopg.Connection[Any]", _record: object) -> None:
        connection.adapters.register_dumper(str, _without_nul())
        # An ack promises the disk, whatever the server is set to.
        connection.execute("SET synchronous_commit = on")
        connection.execute(f"SET lock_timeout = {round(patience_s * 1000)}")
        connection.commit()

    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def await_turn(connection: Connection) -> None:
    """
    Let the writer before this one end; its transaction then sees all that was written before.

    That is so because a writer's statements each see what is committed when they begin (READ COMMITTED).
    """
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")


@contextmanager
def one_service(url_text: str, lost: Callable[[], None], every_s: float = 10.0) -> Iterator[None]:
    """
    Be the one service of a database, whatever folders others have; of SQLite the folder's own lock sees to that.

    The lock lives as long as its connection, which is looked at every *every_s*: where it broke, the lock is taken
    again, and where another service has it by then, *lost* is called from a thread.

    Raises:
        DatabaseBusy: Another service works with it.
        NotReady: The server does not answer, or does not let us in.
    """
    url = url_of(url_text)
    if url.get_backend_name() != DIALECT:
        yield
        return
    held = _entered(url, _SERVICE, _TAKEN)
    mine, over = os.getpid(), threading.Event()
    watch = threading.Thread(
        target=_keep, args=(held.engine, held, over, lost, every_s), name="one-service", daemon=True
    )
    watch.start()
    try:
        yield
    finally:
        # A worker that ends leaves this block too, and must not end the session of the service that forked it.
        if os.getpid() == mine:
            over.set()
            watch.join()


@contextmanager
def one_job(url_text: str) -> Iterator[None]:
    """
    Keep the jobs of other folders and computers out of a database; those of SQLite's are of its one folder.

    Raises:
        DatabaseBusy: One is under way.
        NotReady: The server does not answer, or does not let us in.
    """
    url = url_of(url_text)
    if url.get_backend_name() != DIALECT:
        yield
        return
    with _entered(url, _JOB, _AT_WORK):
        yield


def _entered(url: URL, lock: int, taken: str) -> Connection:
    """Return a connection of its own that holds a lock; where another does, say that it is *taken*."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        held = _locked(engine, lock)
    except DBAPIError as error:
        raise NotReady(CLOSED, why=str(error.orig).strip()) from error
    if held is None:
        raise DatabaseBusy(taken)
    return held


def _locked(engine: Engine, lock: int) -> Connection | None:
    """Return a connection that holds a lock, or None where another does."""
    connection = engine.connect()
    if connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({lock})").scalar():
        return connection
    connection.close()
    return None


def _keep(engine: Engine, held: Connection, over: threading.Event, lost: Callable[[], None], every_s: float) -> None:
    while not over.wait(every_s):
        try:
            held.exec_driver_sql("SELECT 1")
        except DBAPIError:
            _log.warning("service_lock_broken")
            held.invalidate()
            held.close()
            again = _locked_again(engine, over, every_s)
            if again is None:
                break
            held = again
    else:
        held.close()
        return
    if not over.is_set():
        _log.error("service_lock_lost")
        lost()


def _locked_again(engine: Engine, over: threading.Event, every_s: float) -> Connection | None:
    """Take the lock again, however long the server is away: nobody else has it either meanwhile."""
    while not over.is_set():
        try:
            return _locked(engine, _SERVICE)
        except DBAPIError:
            over.wait(every_s)
    return None


_TAKEN = N_(
    "Otra central ya trabaja con esta base de datos, desde otra carpeta u otra computadora. Ciérrela, o revise "
    "CHASQUI_HUB_DATABASE, y repita. No se cambió nada."
)
_AT_WORK = N_(
    "Otro cálculo de la región está en marcha con esta base de datos, desde otra carpeta u otra computadora. "
    "Espere a que termine y repita. No se cambió nada."
)
CLOSED = N_(
    "La base de datos de la central no se puede abrir: %(why)s. Revise CHASQUI_HUB_DATABASE y que el servidor esté "
    "encendido."
)


def is_full(error: OperationalError) -> bool:
    """Tell whether the server's disk is full."""
    return getattr(error.orig, "sqlstate", "") == "53100"


def _without_nul() -> type[Any]:
    from psycopg.adapt import Dumper

    class WithoutNul(Dumper):  # type: ignore[misc]
        """PostgreSQL holds no NUL in a text, and a school's record may have one: it is kept as the sign for "?"."""

        def dump(self, obj: str) -> bytes:
            return obj.replace("\0", "\N{REPLACEMENT CHARACTER}").encode()

    return WithoutNul
