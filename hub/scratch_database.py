"""The database of a drill beside the hub's own in PostgreSQL: nobody else's, gone with its drill, or with the next."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from hub.postgres import DIALECT, url_of
from shared.errors import NotReady

_PREFIX = "chasqui_simulacro"
_MAKING = 6_721_006
"""The advisory lock under which a drill makes its database and enters it: what is nobody's then was left."""
_LEFT = text(
    "SELECT datname FROM pg_database WHERE datname ~ :shape AND pg_get_userbyid(datdba) = current_user "
    "AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)"
)
_log = logging.getLogger(__name__)


@contextmanager
def beside(database_url: str) -> Iterator[str]:
    """
    Give the URL of an empty database beside the one of *database_url*, and drop it when the block ends.

    A drill that was killed left its own: each one drops those of the same hub that no process is in. With SQLite the
    URL is empty, for the database is in the hub's folder.

    Raises:
        NotReady: The server lets nobody make one.
    """
    url = url_of(database_url)
    if not url.drivername.startswith(DIALECT):
        yield ""
        return
    own = f"{_PREFIX}_{_tag(url)}"
    name = f"{own}_{secrets.token_hex(4)}"
    engine, scratch = _engine(url), url.set(database=name)
    inside = _made(engine, own, name, _engine(scratch))
    try:
        yield scratch.render_as_string(hide_password=False)
    finally:
        inside.close()
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _engine(url: URL) -> Engine:
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool, hide_parameters=True)


def _tag(url: URL) -> str:
    return blake2b(str(url.database).encode(), digest_size=4).hexdigest()


def _made(engine: Engine, own: str, name: str, inside: Engine) -> Connection:
    """Make a database and enter it, so that whoever looks sees that it is in use."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_MAKING})")
            _sweep(connection, own)
            connection.exec_driver_sql(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
            return inside.connect()
    except SQLAlchemyError as error:
        raise NotReady(
            "El servidor no dejó crear una base para el simulacro. Dé a su usuario el permiso CREATEDB y repita."
        ) from error


def _sweep(connection: Connection, own: str) -> None:
    for name in connection.execute(_LEFT, {"shape": f"^{own}_[0-9a-f]{{8}}$"}).scalars().all():
        try:
            # Not by force: who entered it in this moment keeps it.
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}"')
            _log.info("scratch_database_dropped name=%s", name)
        except SQLAlchemyError:
            _log.warning("scratch_database_left name=%s", name)
