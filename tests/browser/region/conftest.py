"""A region in which everything has happened, made once and copied for each file or test that changes it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.store import Store
from tests.browser.region.desk import Desk, at_the_desk
from tests.browser.test_school import DESK, PHONE
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


@pytest.fixture(scope="module", params=[DESK, PHONE], ids=["desk", "phone"])
def desk(
    request: pytest.FixtureRequest, browser: Any, busy: Busy, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """Give an operator such a region of one file's own, at an office's screen and then on a phone."""
    store = busy(tmp_path_factory.mktemp("region") / "hub")
    with at_the_desk(browser, store, request.param) as opened:
        yield opened
    store.close()
