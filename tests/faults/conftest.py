"""Where the tests of faults put their files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.pair import in_memory


@pytest.fixture
def fast() -> Iterator[Path]:
    """A folder in memory where there is one: some of these tests call fsync a thousand times."""
    with in_memory() as folder:
        yield folder
