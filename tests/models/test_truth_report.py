"""The report tells demand from consumption, and a school with donors from one without."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from models.cli import main
from models.settings import read_params
from models.truth_report import truth_report
from tests.models.tiny import tiny_params


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return truth_report(tiny_params(tmp_path_factory.mktemp("report"), schools=30), [3])


def test_reading_consumption_foresees_less_than_reading_demand(report: dict[str, Any]) -> None:
    bias = report["stockout_bias"]

    assert report["simulated"]
    assert bias["consumption_naive"] < bias["ours"] - 0.03
    assert abs(bias["ours"] - bias["truth_known"]) < 0.05


def test_donors_help_most_where_nothing_is_known(report: dict[str, Any]) -> None:
    without, with_donors = (report["cold_start"][name] for name in ("without_donors", "with_donors"))

    assert set(without) == {"0", "1", "2", "3", "4"}
    assert with_donors["0"] < 0.8 * without["0"]
    assert with_donors["1"] < without["1"]


def test_school_time_beats_an_axis_with_vacations_in_it(report: dict[str, Any]) -> None:
    assert report["school_time_wql"]["school_time"] < 0.9 * report["school_time_wql"]["vacations_as_zeros"]


def test_seeds_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["truth-report", "--json", str(tmp_path / "t.json"), "--seeds", "uno"])

    assert (result.exit_code, "«uno»" in result.output) == (1, True)


def test_the_usual_region_has_every_trouble() -> None:
    usual = read_params().simulate

    assert min(usual.rains, usual.strikes, usual.new_schools, usual.lost_laptops, usual.silence) > 0
