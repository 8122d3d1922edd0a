"""A hub per test, and one Spark session for all of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.config import Config
from hub.spark import start
from tests.hub.builders import Node, Office, node_of, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An initialised hub with two schools and a small catalogue."""
    opened = open_office(tmp_path / "hub")
    yield opened
    opened.store.close()


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
