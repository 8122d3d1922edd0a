"""What several tests of the models start from."""

from pathlib import Path

import pytest

from models.panel import Panel, read_panel
from tests.models.tiny import tiny_panel, tiny_release


@pytest.fixture(scope="session")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    return read_panel(tiny_panel(tmp_path_factory.mktemp("panel")))


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that the pipeline makes, from a tiny region (TensorFlow)."""
    return tiny_release(tmp_path_factory.mktemp("release"))
