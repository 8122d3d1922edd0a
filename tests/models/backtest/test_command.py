"""One command, from files to a report; what cannot be done is said in a line."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from models.backtest.columns import Freq
from models.cli import main
from shared.demand import Floats
from tests.models.backtest.panels import table, write_panel

pytestmark = pytest.mark.train


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["backtest", *words])
    return result.exit_code, result.output


def test_any_panel_goes_from_csv_to_a_report_and_pictures(tmp_path: Path) -> None:
    panel = write_panel(tmp_path, table(series=8, periods=26, freq=Freq.MONTH))

    code, said = run(
        "--panel", str(panel), "--freq", "MS", "--horizon", "3", "--origins", "20,23", "--peers", "Naive,IMAPA",
        "--json", str(tmp_path / "r.json"), "--plots", str(tmp_path / "plots"),
    )  # fmt: skip

    assert code == 0, said
    assert "chasqui" in said
    assert json.loads((tmp_path / "r.json").read_text())["origins"] == [20, 23]
    assert (tmp_path / "plots" / "fans.svg").is_file()


def of_one_series(y: Floats) -> Floats:
    return y[:1]


def with_a_gap_young_ones_and_a_giant(y: Floats) -> Floats:
    weeks = np.arange(y.shape[1])
    unknown = (weeks >= 6) & (weeks < 15) | (np.arange(len(y)) % 2 == 0)[:, None] & (weeks < len(weeks) - 3)
    return np.where(unknown, np.nan, np.vstack([y[:-1], 1e9 * (1 + y[-1:])]))


@pytest.mark.parametrize("strange", [of_one_series, with_a_gap_young_ones_and_a_giant])
def test_a_strange_panel_ends_in_figures(tmp_path: Path, strange: Callable[[Floats], Floats]) -> None:
    whole = table(series=6, periods=30)
    y = strange(whole.y)
    panel = write_panel(tmp_path, replace(whole, y=y, ids=whole.ids[: len(y)]))

    code, said = run("--panel", str(panel), "--peers", "Naive", "--json", str(tmp_path / "r.json"))

    told = json.loads((tmp_path / "r.json").read_text())
    assert code == 0, said
    assert told["left_out"] == {}
    assert all(np.isfinite(row["wql"]) and 0 <= row["coverage80"] <= 1 for row in told["models"].values())


def test_series_that_begin_after_an_origin_are_said_to_be_cold_starts(tmp_path: Path) -> None:
    young = table(series=6, periods=30)
    young.y[:2, :20] = np.nan

    code, said = run(
        "--panel", str(write_panel(tmp_path, young)), "--peers", "Naive", "--json", str(tmp_path / "r.json")
    )

    assert code == 0, said
    assert json.loads((tmp_path / "r.json").read_text())["unheard"] == {"18": 2}
    assert "sin que antes del corte se conozca nada de ellas: 18: 2." in said


@pytest.mark.parametrize(("from_week", "said"), [(0, "Tras 10, 14, 18, 22, 26"), (20, "Tras 22, 26")])
def test_where_nothing_came_no_method_is_perfect_and_the_command_says_what_to_do(
    tmp_path: Path, from_week: int, said: str
) -> None:
    whole = table(series=6, periods=30)
    whole.y[:, from_week:] = 0
    panel = write_panel(tmp_path, whole)

    code, output = run(
        "--panel", str(panel), "--peers", "Naive", "--json", str(tmp_path / "r.json"), "--plots", str(tmp_path)
    )

    told = json.loads((tmp_path / "r.json").read_text())
    assert code == 0, output
    assert f"{said} todo lo que vino es 0: ahí no hay WQL" in output
    assert "Use --origins" in output
    assert "Panel: el bootstrap sortea por serie." in output
    assert ("wql" in told["models"]["chasqui"]) == (from_week > 0)
    assert all("wql" not in row["by_origin"]["26"] for row in told["models"].values())
    assert (tmp_path / "by_origin.svg").exists() == (from_week > 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--origins", "31,doce"), "«31,doce»"),
        (("--origins", "900"), "El origen 900 no sirve"),
        (("--peers", "Nave"), "No se conoce el método «Nave»"),
        (("--freq", "D"), "--freq es W (semanas) o M (meses), y dice «D»"),
        (("--horizon", "40"), "son pocos para un horizonte de 40"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    panel = write_panel(tmp_path, table(series=3, periods=26))

    code, output = run("--panel", str(panel), "--json", str(tmp_path / "r.json"), *words)

    assert code == 1
    assert said in output
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize("option", ["--json", "--plots"])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_tried(tmp_path: Path, option: str) -> None:
    panel = write_panel(tmp_path, table(series=3, periods=26))
    (tmp_path / "file").write_text("")
    places = {"--json": str(tmp_path / "r.json"), option: str(tmp_path / "file" / "there")}

    code, said = run("--panel", str(panel), "--peers", "", *(word for pair in places.items() for word in pair))

    assert code == 1
    assert "no es una carpeta" in said or "ya hay otra cosa ahí" in said
    assert "chasqui:" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_is_full_by_then_costs_the_file_and_not_the_figures(tmp_path: Path) -> None:
    panel = write_panel(tmp_path, table(series=3, periods=26))
    (tmp_path / "r.json").symlink_to("/dev/full")

    code, said = run("--panel", str(panel), "--origins", "20", "--peers", "Naive", "--json", str(tmp_path / "r.json"))

    assert code == 1
    assert "WQL" in said
    assert "r.json»: no queda espacio." in said


def test_what_tuning_found_is_what_is_tried_and_said(tmp_path: Path) -> None:
    panel = write_panel(tmp_path, table(series=3, periods=26))
    found = {
        "hidden": [4, 4],
        "dropout": 0.1,
        "penalty": 0.2,
        "max_correction": 0.5,
        "learning_rate": 0.002,
        "steps": 7,
    }
    (tmp_path / "tuned.json").write_text(json.dumps({"trials": 1, "changed": found}))
    asked = ("--panel", str(panel), "--origins", "20", "--peers", "", "--json", str(tmp_path / "r.json"))

    code, said = run(*asked, "--tuned", str(tmp_path))

    assert code == 0, said
    recipe = json.loads((tmp_path / "r.json").read_text())["recipe"]
    assert recipe["train"].items() >= found.items()
    assert recipe["tuned"] == str(tmp_path / "tuned.json")


def test_a_folder_where_nothing_was_tuned_is_refused(tmp_path: Path) -> None:
    panel = write_panel(tmp_path, table(series=3, periods=26))

    code, said = run("--panel", str(panel), "--peers", "", "--json", str(tmp_path / "r.json"), "--tuned", str(tmp_path))

    assert code == 1
    assert "chasqui-models tune" in said
