"""The errors that ``make planted`` plants are up to date, named once, and seen by tests that exist."""

from pathlib import Path

import pytest

from tests.faults.histories import DIRECTED
from tests.faults.planted import ALL, ROOT, Outcome, main, places, plant, told
from tests.faults.planted_errors import Planted


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.name)
def test_an_error_can_still_be_planted_in_exactly_one_place(error: Planted) -> None:
    assert places(error) == 1
    text = (ROOT / error.file).read_text(encoding="utf-8").replace(error.old, error.new)
    # What is planted is a wrong program, and not none.
    compile(text, error.file, "exec")


def test_names_are_given_once() -> None:
    assert len({error.name for error in ALL}) == len(ALL)


@pytest.mark.parametrize("test", sorted({test for error in ALL for test in error.tests}))
def test_the_tests_that_must_see_an_error_exist(test: str) -> None:
    file, _, name = test.partition("::")

    assert (ROOT / file).is_file()
    assert not name or name.partition("[")[2].removesuffix("]") in DIRECTED


def test_a_survivor_and_a_stale_error_are_no_success(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    stale = plant(Planted("gone", "", "a.py", "x = 2", "", ()), tmp_path)

    assert stale.outcome == "stale"
    assert told([stale], None) == told([Outcome("a", "", "SURVIVED", "", "", 1.0)], None) == 1
    assert told([Outcome("a", "", "caught", "", "", 1.0)], tmp_path / "out.json") == 0
    assert "caught" in (tmp_path / "out.json").read_text()


def test_a_name_that_no_error_has_plants_nothing_and_lists_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "nosuch"]) == 1
    assert all(error.name in capsys.readouterr().out.split("there are: ")[-1] for error in ALL[:1])


@pytest.mark.soak
def test_every_planted_error_is_caught() -> None:
    assert main([]) == 0
