"""What PostgreSQL needs to hold the hub as SQLite does: one writer at a time, readers of one state, any text."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

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
def one_service(url_text: str) -> Iterator[None]:
    """
    Be the one service of a database, whatever folders others have; of SQLite the folder's own lock sees to that.

    Raises:
        DatabaseBusy: Another service works with it.
        NotReady: The server does not answer, or does not let us in.
    """
    url = url_of(url_text)
    if url.get_backend_name() != DIALECT:
        yield
        return
    import psycopg

    try:
        held = psycopg.connect(url.set(drivername=DIALECT).render_as_string(hide_password=False), autocommit=True)
    except psycopg.OperationalError as error:
        raise NotReady(CLOSED, why=str(error).strip()) from error
    mine = os.getpid()
    try:
        if held.execute("SELECT pg_try_advisory_lock(%s)", [_SERVICE]).fetchone() != (True,):
            raise DatabaseBusy(_TAKEN)
        yield
    finally:
        # A worker that ends leaves this block too, and must not end the session of the service that forked it.
        if os.getpid() == mine:
            held.close()


_TAKEN = N_(
    "Otra central ya trabaja con esta base de datos, desde otra carpeta u otra computadora. Ciérrela, o revise "
    "CHASQUI_HUB_DATABASE, y repita. No se cambió nada."
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
