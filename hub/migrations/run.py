"""Runs the migrations over a connection that is open already."""

from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from hub.schema import metadata


def upgrade(connection: Connection, to: str = "head") -> None:
    """
    Bring the tables to the newest revision, inside the caller's transaction. Doing it again changes nothing.

    *to*: only as far as an older revision, in a database that is not further.
    """
    script = _script()

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs(to, revision)

    with EnvironmentContext(_config(), script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
        environment.run_migrations()


def revisions() -> tuple[str, ...]:
    """Return every revision that these migrations know, the oldest first."""
    return tuple(one.revision for one in _script().walk_revisions())[::-1]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
