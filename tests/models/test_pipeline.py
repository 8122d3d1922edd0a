"""The pipeline's text is the one in the clone, and a repository of its own can be made anywhere."""

import hashlib
from pathlib import Path

import pytest
import yaml

from models.cli import main
from models.pipeline import dvc_yaml, new_repository
from models.settings import read_params
from shared.errors import NotReady

ROOT = Path(__file__).resolve().parents[2]


def test_the_clones_dvc_yaml_is_what_pipeline_py_makes() -> None:
    assert (ROOT / "dvc.yaml").read_text() == dvc_yaml(".venv/bin/python")


def test_every_stage_is_a_command_and_every_module_it_watches_exists() -> None:
    stages = yaml.safe_load(dvc_yaml("python"))["stages"]

    for name, stage in stages.items():
        assert f"-m models.cli {name} " in stage["cmd"]
        assert name in main.commands
        assert all((ROOT / dep).is_file() for dep in stage["deps"] if dep.endswith(".py"))


def test_every_made_file_has_one_maker() -> None:
    stages = yaml.safe_load(dvc_yaml("python"))["stages"].values()

    made = [out for stage in stages for out in stage["outs"]]
    assert len(made) == len(set(made))


def test_a_repository_of_its_own_trains_on_copies(tmp_path: Path) -> None:
    panel = tmp_path / "panel.parquet"
    panel.write_bytes(b"rows")

    new_repository(tmp_path / "repo", "python", {"panel": panel})

    settings = read_params(tmp_path / "repo" / "models" / "params.yaml").prepare
    assert (tmp_path / "repo" / settings.panel).read_bytes() == b"rows"
    assert settings.period == Path("data/period")
    assert "no_scm = true" in (tmp_path / "repo" / ".dvc" / "config").read_text()


def test_a_repository_of_its_own_searches_as_often_as_it_was_told(tmp_path: Path) -> None:
    panel = tmp_path / "panel.parquet"
    panel.write_bytes(b"rows")
    usual = read_params()

    for name, trials in (("usual", None), ("none", 0), ("many", 40)):
        new_repository(tmp_path / name, "python", {"panel": panel}, trials)
        found = read_params(tmp_path / name / "models" / "params.yaml")

        assert found.tune.trials == (usual.tune.trials if trials is None else trials)
        assert (found.simulate, found.train) == (usual.simulate, usual.train)


def test_a_pipeline_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")

    with pytest.raises(NotReady, match=r"dvc\.yaml"):
        new_repository(tmp_path, "python", {"panel": tmp_path / "dvc.yaml"})


def test_the_lock_is_of_this_code() -> None:
    lock = yaml.safe_load((ROOT / "dvc.lock").read_text(encoding="utf-8"))
    deps = {one["path"]: one["md5"] for stage in lock["stages"].values() for one in stage["deps"]}
    here = {path: md5 for path, md5 in deps.items() if not path.startswith("build/")}

    assert here
    assert not [path for path, md5 in here.items() if hashlib.md5((ROOT / path).read_bytes()).hexdigest() != md5]
