"""One school for a module that only looks, a new one for each test that writes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edge.views.school import School, open_school


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    opened = open_school(tmp_path)
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def quiet_school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    opened = open_school(tmp_path_factory.mktemp("school"))
    yield opened
    opened.store.close()
