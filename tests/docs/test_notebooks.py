"""The notebooks for analysts run from the first cell to the last, on a repository as the pipeline leaves it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml

from models.revisions import CARD, METRICS, MODEL, PARAMS
from tests.models.repositories import kept, repository
from tests.models.tiny import tiny_params, tiny_release

NOTEBOOKS = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
PROJECT = NOTEBOOKS.parents[1]
PANEL = "build/panel.parquet"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DVC repository with a panel, a model and its figures where the pipeline puts them."""
    folder = tmp_path_factory.mktemp("trained")
    (folder / "made").mkdir()
    made = tiny_release(folder / "made")
    repository(folder)
    (folder / "build").mkdir()
    (folder / "made" / "panel.parquet").rename(folder / PANEL)
    made.rename(folder / "build" / "models")
    params = tiny_params(folder / "made")
    prepare = msgspec.structs.replace(params.prepare, panel=Path(PANEL))
    (folder / "models").mkdir()
    numbers = msgspec.to_builtins(msgspec.structs.replace(params, prepare=prepare), enc_hook=str)
    (folder / PARAMS).write_text(yaml.safe_dump(numbers))
    kept(folder, PANEL, MODEL, CARD, METRICS)
    return folder


@pytest.mark.train
@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.stem)
def test_a_notebook_runs_from_its_first_cell_to_its_last(trained: Path, notebook: Path) -> None:
    script = trained / f"{notebook.stem}.py"
    script.write_text("\n\n".join(code_of(notebook)), encoding="utf-8")
    where = {**os.environ, "PYTHONPATH": str(PROJECT), "MPLBACKEND": "Agg", "PYTHONWARNINGS": "ignore"}

    done = subprocess.run(
        [sys.executable, str(script)], cwd=trained, env=where, capture_output=True, text=True, timeout=300, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.stem)
def test_a_notebook_is_kept_without_answers_that_go_stale(notebook: Path) -> None:
    told = json.loads(notebook.read_text(encoding="utf-8"))

    assert told["nbformat"] == 4
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in told["cells"])


def test_use_accuracy_and_fairness_have_a_notebook_each() -> None:
    assert [file.stem for file in sorted(NOTEBOOKS.glob("*.ipynb"))] == ["equidad", "precision", "uso"]


def code_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
