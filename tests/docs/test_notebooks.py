"""The notebooks for analysts run from the first cell to the last, on a repository as the pipeline leaves it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml
from click.testing import CliRunner

from hub.cli import main as hub_commands
from models.revisions import CARD, METRICS, MODEL, PARAMS
from tests.hub.builders import NOW, node_of, open_office, use
from tests.models.repositories import kept, repository
from tests.models.tiny import tiny_params, tiny_release

NOTEBOOKS = Path(__file__).resolve().parents[2] / "docs" / "notebooks"
PROJECT = NOTEBOOKS.parents[1]
PANEL = "build/panel.parquet"
LAKE = NOTEBOOKS / "lago.ipynb"
TRAINING = [one for one in sorted(NOTEBOOKS.glob("*.ipynb")) if one != LAKE]


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
@pytest.mark.parametrize("notebook", TRAINING, ids=lambda file: file.stem)
def test_a_notebook_runs_from_its_first_cell_to_its_last(trained: Path, notebook: Path) -> None:
    run(notebook, trained)


def test_the_notebook_of_the_lake_runs_where_a_hub_is(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    office = open_office(hub)
    node = node_of(office)
    node.record(use(), use("2026-10-06"))
    office.take(node.bundle())
    office.close()
    clock = {"CHASQUI_HUB_CLOCK": NOW.isoformat(), "CHASQUI_HUB_DIR": str(hub)}
    done = CliRunner().invoke(hub_commands, ["aggregate"], env=clock)
    assert done.exit_code == 0, done.output

    said = run(LAKE, tmp_path, **clock)

    assert said


def run(notebook: Path, folder: Path, **settings: str) -> str:
    """Run the cells of a notebook in *folder*, one after the other, and return what they print."""
    script = folder / f"{notebook.stem}.py"
    script.write_text("\n\n".join(code_of(notebook)), encoding="utf-8")
    where = {**os.environ, "PYTHONPATH": str(PROJECT), "MPLBACKEND": "Agg", "PYTHONWARNINGS": "ignore", **settings}
    done = subprocess.run(
        [sys.executable, str(script)], cwd=folder, env=where, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.stem)
def test_a_notebook_is_kept_without_answers_that_go_stale(notebook: Path) -> None:
    told = json.loads(notebook.read_text(encoding="utf-8"))

    assert told["nbformat"] == 4
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in told["cells"])


def test_use_accuracy_fairness_and_the_lake_have_a_notebook_each() -> None:
    assert [file.stem for file in sorted(NOTEBOOKS.glob("*.ipynb"))] == ["equidad", "lago", "precision", "uso"]


def code_of(notebook: Path) -> list[str]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
