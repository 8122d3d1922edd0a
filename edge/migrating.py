"""Which steps made a database's tables, and the doing of those that it lacks."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from edge.migrations import STEPS
from shared.errors import NotReady

SET = "edge"
"""The name under which sqlite-utils notes the steps."""
_TABLE = "_sqlite_migrations"


def migrate(connection: sqlite3.Connection) -> None:
    """
    Bring the tables to this version.

    Raises:
        NotReady: A newer version of Chasqui wrote them.
    """
    check_known(connection)
    if not up_to_date(connection):
        _do_what_is_lacking(connection)


def check_known(connection: sqlite3.Connection) -> None:
    """
    Check that no step was applied that this version does not know.

    Raises:
        NotReady: One was.
    """
    if any(name not in STEPS for name in applied(connection)):
        raise NotReady("Esta carpeta la escribió una versión más nueva de Chasqui. Actualice este equipo y repita.")


def up_to_date(connection: sqlite3.Connection) -> bool:
    """Tell whether the tables are those of this version."""
    return STEPS.keys() <= set(applied(connection))


def applied(connection: sqlite3.Connection) -> list[str]:
    """Return the names of the steps that made the tables, in their order."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?", (_TABLE,))
    if tables.fetchone() is None:
        return []
    rows = connection.execute(f"SELECT name FROM {_TABLE} WHERE migration_set = ? ORDER BY rowid", (SET,))  # noqa: S608 - ours
    return [name for (name,) in rows]


def _do_what_is_lacking(connection: sqlite3.Connection) -> None:
    # It takes a tenth of a start and five megabytes, which a node whose tables are those of this version is spared.
    with _out_of_sight("pandas"):
        from sqlite_utils import Database, Migrations

    steps = Migrations(SET)
    for step in STEPS.values():
        steps()(step)
    steps.apply(Database(connection, execute_plugins=False))


@contextmanager
def _out_of_sight(name: str) -> Iterator[None]:
    """Make an import fail unless somebody did it already: sqlite-utils takes pandas where it is found."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
