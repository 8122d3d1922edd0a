"""The office that every page of the region is looked at in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.store import Store
from tests.hub.databases import Databases
from tests.hub.office import office


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    """An office with six schools, a depot, and an operator who may sign in."""
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()
