"""The commands: what they print, and that errors are one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.cli import _installed, main
from tests.models.tiny import CATALOGUE


def test_simulate_writes_a_region_and_reports_it(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_bytes(CATALOGUE)
    options = ["--nodes", "1", "--schools", "4", "--events", "800", "--today", "2026-10-17"]

    result = CliRunner().invoke(
        main, ["simulate", "--out", str(tmp_path / "r"), "--catalogue", str(tmp_path / "c.json"), *options]
    )

    report = json.loads(result.output)
    assert (result.exit_code, report["schools"], report["nodes"]) == (0, 4, 1)
    assert (tmp_path / "r" / "panel.parquet").is_file()


def test_an_error_of_ours_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["simulate", "--out", str(tmp_path), "--catalogue", str(tmp_path / "none.json")])

    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "none.json" in result.output


def test_a_damaged_parameter_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("simulate: 3\n")

    result = CliRunner().invoke(main, ["prepare", "--params", str(tmp_path / "p.yaml")])

    assert result.exit_code == 1
    assert "p.yaml" in result.output


def test_init_makes_a_repository_and_says_how_to_train(tmp_path: Path) -> None:
    (tmp_path / "panel.csv").write_text("school,resource,week\n")

    result = CliRunner().invoke(main, ["init", str(tmp_path / "repo"), "--panel", str(tmp_path / "panel.csv")])

    assert "dvc repro" in result.output
    assert (tmp_path / "repo" / "data" / "panel.csv").is_file()


def test_every_command_has_help() -> None:
    assert all(command.help for command in main.commands.values())


def test_away_from_a_clone_the_catalogue_is_the_one_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert _installed(Path("hub/data/catalogue.json")).is_file()
    assert _installed(Path("otro.json")) == Path("otro.json")


@pytest.mark.parametrize("lacking", ["yaml", "pandas"])
def test_without_the_training_extra_the_command_says_which_one_to_install(tmp_path: Path, lacking: str) -> None:
    program = f"import sys; sys.modules[{lacking!r}] = None; from models.cli import main; main()"
    (tmp_path / "c.json").write_bytes(CATALOGUE)
    words = ["simulate", "--out", str(tmp_path / "r"), "--catalogue", str(tmp_path / "c.json")]

    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)

    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f"Falta «{lacking}»" in done.stderr
    assert "[hub,train]" in done.stderr
