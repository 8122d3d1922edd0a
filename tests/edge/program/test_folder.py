"""A version is made whole or not at all, and put in force in one step."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.program import folder
from edge.program.folder import (
    NotInstalled,
    is_whole,
    make_version,
    next_state,
    number_of,
    own_program,
    put_in_force,
)
from edge.program.launcher import State, python_of, read_state

NUMBERS = st.lists(st.integers(0, 9999), min_size=1, max_size=4)


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    found = tmp_path / "wheels"
    found.mkdir()
    for name in ("pip-26.3-py3-none-any.whl", "chasqui-0.2.0-py3-none-any.whl"):
        (found / name).touch()
    return found


@given(NUMBERS, NUMBERS)
def test_versions_are_compared_by_their_numbers(one: list[int], two: list[int]) -> None:
    def padded(numbers: list[int]) -> list[int]:
        return numbers + [0] * (4 - len(numbers))

    left, right = (number_of(".".join(map(str, numbers))) for numbers in (one, two))

    assert (left < right) == (padded(one) < padded(two))
    assert (left == right) == (padded(one) == padded(two))


@pytest.mark.parametrize("text", ["", "1.", "1.2.3.4.5", "v1", "1.2rc1", "../1", "１.0", "1 "])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number_of(text)


def test_a_version_is_made_by_the_systems_python_from_wheels_alone_and_marked_last(
    tmp_path: Path, wheels: Path
) -> None:
    done: list[list[str]] = []

    def run(line: list[str]) -> None:
        assert not is_whole(tmp_path, "0.2.0-a")
        done.append(line)
        (tmp_path / "versions" / "0.2.0-a").mkdir(parents=True, exist_ok=True)

    make_version(tmp_path, "0.2.0-a", wheels, run=run)
    make_version(tmp_path, "0.2.0-a", wheels, run=run)

    assert is_whole(tmp_path, "0.2.0-a")
    assert [line[0] for line in done] == [sys._base_executable, str(python_of(tmp_path, "0.2.0-a"))]  # type: ignore[attr-defined]
    assert {"--no-index", "--isolated", "--only-binary=:all:"} <= set(done[1])


def test_what_half_made_versions_left_is_made_anew(tmp_path: Path, wheels: Path) -> None:
    half = tmp_path / "versions" / "0.2.0-a"
    half.mkdir(parents=True)
    (half / "left").touch()

    make_version(tmp_path, "0.2.0-a", wheels, run=lambda _line: half.mkdir(exist_ok=True))

    assert [path.name for path in half.iterdir()] == ["complete"]


def test_one_that_cannot_be_made_leaves_nothing_and_says_why(tmp_path: Path, wheels: Path) -> None:
    with pytest.raises(NotInstalled, match="pip"):
        make_version(tmp_path, "0.2.0-a", wheels)

    assert list((tmp_path / "versions").iterdir()) == []


@pytest.mark.parametrize("lacks", ["pip", "chasqui"])
def test_wheels_without_pip_or_ours_make_none(tmp_path: Path, wheels: Path, lacks: str) -> None:
    next(wheels.glob(f"{lacks}-*")).unlink()

    with pytest.raises(NotInstalled):
        make_version(tmp_path, "0.2.0-a", wheels)


def test_the_first_version_is_on_no_trial_and_the_second_is(tmp_path: Path) -> None:
    put_in_force(tmp_path, "0.1")
    first = read_state(tmp_path)
    put_in_force(tmp_path, "0.2")

    assert first["trial"] is None
    assert read_state(tmp_path)["trial"] == {"before": "0.1", "starts": 0, "back": False}


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_what_is_put_back_is_always_the_last_that_had_started(names: list[str]) -> None:
    state: State = {"current": "good", "trial": None, "told": {}}
    for name in names:
        state = next_state(state, name)

    assert state["current"] == names[-1]
    assert state["trial"] is not None
    assert state["trial"]["before"] == "good"


def test_a_developers_environment_is_no_installed_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert own_program() is None

    put_in_force(tmp_path, "0.1")
    monkeypatch.setattr(folder.sys, "prefix", str(tmp_path / "versions" / "0.1"))
    assert own_program() == tmp_path
