"""A region in which everything has happened, made once and copied for each file or test that changes it."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hub.store import Store
from tests.hub.busy_office import busy_office

Busy = Callable[[Path], Store]


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Busy:
    """Open such a region in a folder that is not there yet; who asks closes it."""
    made = busy_office(tmp_path_factory.mktemp("busy"))
    made.close()

    def copied(folder: Path) -> Store:
        shutil.copytree(made.config.folder, folder)
        return Store(replace(made.config, folder=folder))

    return copied
