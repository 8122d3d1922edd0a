"""The office that every page of the region is looked at in."""

from pathlib import Path

import pytest

from hub.store import Store
from tests.hub.office import office


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An office with six schools, a depot, and an operator who may sign in."""
    return office(tmp_path)
