"""An experiment of the pipeline tells its own numbers, in a clone of its own, and touches nothing beside it."""

import sys
from pathlib import Path

import pytest
import yaml

from models import revisions
from tests.models.repositories import committed, said

pytestmark = [pytest.mark.train, pytest.mark.soak]
ROOT = Path(__file__).resolve().parents[2]
_SMALL = {
    "simulate": {"schools": 10, "resources": 5},
    "train": {"seeds": [11], "hidden": [8, 8], "steps": 20},
    "tune": {"trials": 0},
}


def clone_of_the_pipeline(folder: Path) -> Path:
    """Clone the last commit into *folder*, with a region and a network so small that they are quick."""
    said(folder, "git", "clone", "-q", "--no-hardlinks", str(ROOT), "clone")
    clone = folder / "clone"
    (clone / ".venv").symlink_to(Path(sys.prefix))
    file = clone / "models" / "params.yaml"
    params = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name, values in _SMALL.items():
        params[name] |= values
    file.write_text(yaml.safe_dump(params), encoding="utf-8")
    committed(clone)
    return clone


def state(folder: Path) -> tuple[str, str]:
    """Return the files that differ from the last commit, and the names of experiments."""
    return said(folder, "git", "status", "--porcelain"), said(folder, "git", "for-each-ref", "refs/exps")


def test_an_experiment_has_its_own_parameters_and_metrics_and_leaves_the_checkout_as_it_was(tmp_path: Path) -> None:
    before, clone = state(ROOT), clone_of_the_pipeline(tmp_path)
    head = said(clone, "git", "rev-parse", "HEAD")
    for name, noise in (("usual", "0.25"), ("noisy", "0.6")):
        said(
            clone, sys.executable, "-m", "dvc", "exp", "run", "-q", "--name", name,
            "--set-param", f"models/params.yaml:simulate.noise={noise}", "evaluate",
        )  # fmt: skip

    usual, noisy = (revisions.metrics(repo=clone, rev=name) for name in ("usual", "noisy"))
    texts = [revisions.read(revisions.PARAMS, repo=clone, rev=name) for name in ("usual", "noisy")]
    assert [yaml.safe_load(text)["simulate"]["noise"] for text in texts] == [0.25, 0.6]
    assert noisy["wql_baseline"] > usual["wql_baseline"]
    assert said(clone, "git", "rev-parse", "HEAD") == head
    assert state(ROOT) == before
