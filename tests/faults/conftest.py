"""Where the tests of faults put their files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.pair import in_memory
from tests.faults.small_disk import SmallDisk, small_disk
from tests.hub.builders import Office, open_office
from tests.hub.databases import databases, pytest_generate_tests

__all__ = ["databases", "pytest_generate_tests"]


@pytest.fixture
def fast() -> Iterator[Path]:
    """A folder in memory where there is one: some of these tests call fsync a thousand times."""
    with in_memory() as folder:
        yield folder


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A region that knows its schools, with nothing from any of them."""
    opened = open_office(tmp_path / "hub")
    yield opened
    opened.store.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk on which a hub has little room beside what it begins with."""
    with small_disk(tmp_path / "disk", 12_000) as found:
        yield found


@pytest.fixture
def cramped(disk: SmallDisk) -> Iterator[Office]:
    """The region of ``office``, all of it on ``disk``."""
    opened = open_office(disk.folder / "hub")
    yield opened
    opened.store.close()
