"""The frame writes what it says, and refuses a figure that nobody measured."""

import json
from argparse import Namespace
from pathlib import Path

import pytest

from tests.benchmarks.frame import Figures, machine, main, p95


def _two_figures(options: Namespace, figures: Figures) -> None:
    figures.put("ours.clean.0", seconds=0.5, requests=options.seed)
    figures.put("peer.clean.0", seconds=2.0)


def test_the_json_says_who_was_measured_where_and_by_which_command(tmp_path: Path) -> None:
    target = tmp_path / "made" / "sync.json"

    assert main("sync", _two_figures, versions=["pytest"], argv=["--json", str(target), "--seed", "7"]) == 0
    told = json.loads(target.read_text())
    assert told["command"] == f"python -m tests.benchmarks.sync --json {target} --seed 7"
    assert told["ours"] == {"clean": {"0": {"seconds": 0.5, "requests": 7}}}
    assert told["peer"] == {"clean": {"0": {"seconds": 2.0}}}
    assert {"machine", "date", "seconds"} <= told.keys()
    assert told["machine"]["packages"]["pytest"] == pytest.__version__


def test_what_was_measured_before_it_failed_is_kept_apart_and_no_whole_run_is_written(tmp_path: Path) -> None:
    def fails(options: Namespace, figures: Figures) -> None:
        _two_figures(options, figures)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        main("sync", fails, argv=["--json", str(tmp_path / "sync.json")])

    assert [one.name for one in tmp_path.iterdir()] == ["sync.json.partial"]
    assert json.loads((tmp_path / "sync.json.partial").read_text())["peer"] == {"clean": {"0": {"seconds": 2.0}}}


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf"), True, "3"])
def test_what_was_not_measured_is_left_out_and_never_written(nothing: object) -> None:
    with pytest.raises(ValueError, match="leave out"):
        Figures().put("ours.clean.100", seconds=nothing)


def test_a_figure_is_measured_once() -> None:
    figures = Figures()
    figures.put("ours", seconds=1)

    with pytest.raises(ValueError, match="twice"):
        figures.put("ours", seconds=2)


def test_a_package_that_is_not_here_is_not_among_the_versions() -> None:
    assert "no-such-package" not in machine(["no-such-package"])["packages"]


def test_five_of_a_hundred_may_be_slower_than_the_p95() -> None:
    assert p95([9.0] * 5 + [1.0] * 95) == 1.0
    assert p95([9.0] * 6 + [1.0] * 94) == 9.0
