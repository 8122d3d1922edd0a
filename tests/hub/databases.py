"""Where the hubs of a test keep their tables: SQLite in each hub's folder, or databases in one PostgreSQL."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hub.config import Config
from hub.store import Store
from tests.postgres import Cluster

BOTH = ("sqlite", "postgresql")


def asked(option: str, *, marked: bool) -> tuple[str, ...]:
    """
    Return where a test's hubs keep their tables, as ``--database`` says: what is *marked* is for both.

    >>> asked("marked", marked=True), asked("marked", marked=False), asked("postgresql", marked=False)
    (('sqlite', 'postgresql'), ('sqlite',), ('postgresql',))
    """
    if option != "marked":
        return (option,)
    return BOTH if marked else BOTH[:1]


class Databases:
    """Makes databases as a test needs them, and removes them all at the end."""

    def __init__(self, cluster: Cluster | None = None) -> None:
        self._cluster = cluster
        self._made: dict[str, str] = {}
        self._migrated = ""

    def new(self, *, empty: bool = False) -> str:
        """Return what ``Config.database`` says for a new database: its tables are made, or it is *empty*."""
        if self._cluster is None:
            return ""
        if empty:
            return self._cluster.url(self._made_from("template0"))
        if not self._migrated:
            self._migrated = self._made_from("template0")
            Store(Config(Path(), database=self._cluster.url(self._migrated))).close()
        return self._cluster.url(self._made_from(self._migrated))

    def copy(self, store: Store) -> str:
        """Return the same for a copy of a store's database; SQLite's went with the folder."""
        if self._cluster is None:
            return ""
        # A database with connections cannot be copied. The store opens others when it needs them.
        store.engine.dispose()
        return self._cluster.url(self._made_from(str(store.engine.url.database)))

    def drop(self, url: str) -> None:
        """Remove a database that this made; SQLite's goes with its folder."""
        if self._cluster is not None:
            self._cluster.drop(self._made.pop(url))

    def close(self) -> None:
        """Remove every database that is left."""
        for url in list(self._made):
            self.drop(url)

    def _made_from(self, template: str) -> str:
        assert self._cluster is not None
        name = self._cluster.make(template)
        self._made[self._cluster.url(name)] = name
        return name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked ``databases`` on both, and everything else on SQLite alone; or all as ``--database`` says."""
    marked = metafunc.definition.get_closest_marker("databases") is not None
    found = asked(metafunc.config.getoption("database"), marked=marked)
    if "databases" in metafunc.fixturenames and found != ("sqlite",):
        metafunc.parametrize("databases", found, indirect=True, scope="module")


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Makes the databases of the hubs of a test."""
    on_postgres = getattr(request, "param", "sqlite") == "postgresql"
    made = Databases(request.getfixturevalue("postgres") if on_postgres else None)
    yield made
    made.close()


def with_tables(config: Config) -> Config:
    """Return *config*; a new hub of SQLite finds its tables in its folder: to make them is half of what a hub takes."""
    if not config.database and not config.database_file.exists():
        config.folder.mkdir(parents=True, exist_ok=True)
        config.database_file.write_bytes(_tables())
    return config


@cache
def _tables() -> bytes:
    """Return SQLite's file of a hub that was opened once, and closed."""
    with TemporaryDirectory() as folder:
        config = Config(Path(folder))
        Store(config).close()
        return config.database_file.read_bytes()
