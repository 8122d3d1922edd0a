"""A hub per test, on SQLite or on PostgreSQL, and one Spark session for all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.config import Config
from hub.spark import start
from tests.hub.builders import Node, Office, node_of, open_office
from tests.hub.databases import Databases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked ``databases`` on both, and everything else on SQLite alone."""
    if "databases" in metafunc.fixturenames and metafunc.definition.get_closest_marker("databases"):
        metafunc.parametrize("databases", ["sqlite", "postgresql"], indirect=True, scope="module")


@pytest.fixture(scope="module")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Makes the databases of the hubs of a test."""
    on_postgres = getattr(request, "param", "sqlite") == "postgresql"
    made = Databases(request.getfixturevalue("postgres") if on_postgres else None)
    yield made
    made.close()


@pytest.fixture
def office(tmp_path: Path, databases: Databases) -> Iterator[Office]:
    """An initialised hub with two schools and a small catalogue."""
    opened = open_office(tmp_path / "hub", databases)
    yield opened
    opened.close()


@pytest.fixture
def node(office: Office) -> Node:
    """A node of the first site, invited and not enrolled yet."""
    return node_of(office)


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One Spark session for the whole run: it takes seconds to start."""
    session = start(Config.from_env(tmp_path_factory.mktemp("spark")))
    yield session
    session.stop()
