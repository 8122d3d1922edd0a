"""What lies on sticks is shown with why it is not taken, and what was shown is what is taken."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.program.found import MOST_NAMES, Updates
from edge.program.launcher import read_state, write_state
from edge.program.updating import update
from shared.errors import NotReady
from sync.keys import HubPublic, ReleaseKey
from sync.plugged import Plugged
from sync.program_package import Package
from tests.edge.program.packages import HUB, OLD, builder, installed, package


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return installed(tmp_path / "un programa")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "usbs" / "MI USB"
    (folder / "CHASQUI").mkdir(parents=True)
    return folder


@pytest.fixture
def plugged(stick: Path, tmp_path: Path) -> Plugged:
    return Plugged((stick.parent,), mounts=tmp_path / "no mounts")


@pytest.fixture
def updates(program: Path) -> Iterator[Updates]:
    def take(program: Path, file: Path, hub: HubPublic) -> Package:
        return update(program, file, hub, run=builder(program))

    made = Updates(program, lambda: HUB, take=take)
    yield made
    made.wait(20)


def test_packages_are_found_at_the_top_and_in_the_folder_the_newest_first(
    updates: Updates, stick: Path, plugged: Plugged
) -> None:
    package(stick, "0.2.0")
    package(stick / "CHASQUI", "0.10.0")
    package(stick, "0.0.1")
    package(stick, "0.9.0", key=ReleaseKey.generate())
    (stick / "photo.chasqui").write_bytes(b"no package")
    (stick / "more.txt").touch()
    found = updates.found(plugged)

    assert [one.package.version for one in found if one.package] == ["0.10.0", "0.2.0", "0.0.1"]
    assert [one.refused is None for one in found] == [True, True, False, False, False]
    assert {one.stick for one in found} == {"MI USB"}


def test_links_and_folders_with_too_many_names_are_passed_over(
    updates: Updates, stick: Path, plugged: Plugged, tmp_path: Path
) -> None:
    file = package(tmp_path / "elsewhere")
    (stick / "link.chasqui").symlink_to(file)
    for number in range(MOST_NAMES * 3):
        (stick / "CHASQUI" / f"{number}.chasqui").touch()

    assert len(updates.found(plugged)) <= 8
    assert not [one for one in updates.found(plugged) if one.path.name == "link.chasqui"]


def test_what_was_shown_is_taken(updates: Updates, program: Path, stick: Path, plugged: Plugged) -> None:
    package(stick)
    [one] = updates.found(plugged)
    assert one.package
    updates.begin(plugged, str(one.path), one.package.sha256)
    updates.wait(20)

    assert (updates.making, updates.failed) == ("", None)
    assert read_state(program)["trial"]


@pytest.mark.parametrize("how", ["another path", "another file"])
def test_another_path_or_file_than_was_shown_is_not(
    updates: Updates, program: Path, stick: Path, plugged: Plugged, how: str, tmp_path: Path
) -> None:
    package(stick)
    outside = package(tmp_path / "elsewhere")
    [one] = updates.found(plugged)
    assert one.package
    path = str(outside) if how == "another path" else str(one.path)
    sha256 = one.package.sha256 if how == "another path" else "0" * 64

    with pytest.raises(NotReady, match="ya no está"):
        updates.begin(plugged, path, sha256)
    assert read_state(program)["current"] == OLD


def test_one_at_a_time_and_what_it_is_is_told(program: Path, stick: Path, plugged: Plugged) -> None:
    go = threading.Event()

    def slow(_program: Path, _file: Path, _hub: HubPublic) -> Package:
        go.wait(20)
        raise NotReady("No hubo %(what)s.", what="luz")

    updates = Updates(program, lambda: HUB, take=slow)
    package(stick)
    [one] = updates.found(plugged)
    assert one.package
    updates.begin(plugged, str(one.path), one.package.sha256)
    making = updates.making
    with pytest.raises(NotReady, match="en marcha"):
        updates.begin(plugged, str(one.path), one.package.sha256)
    go.set()
    updates.wait(20)

    assert (making, updates.making) == ("0.2.0", "")
    assert updates.failed
    assert updates.failed.text() == "No hubo luz."


def test_how_the_last_one_ended_is_forgotten_when_told_so_but_never_while_one_is_on_trial(
    updates: Updates, program: Path
) -> None:
    state = read_state(program)
    write_state(program, {**state, "told": {"refused": "0.2.0-a", "why": "starts"}})
    updates.forget_told()
    forgotten = read_state(program)["told"]
    on_trial = {**state, "trial": {"before": OLD, "starts": 0, "back": False}, "told": {"done": "x"}}
    write_state(program, on_trial)  # type: ignore[arg-type]
    updates.forget_told()

    assert forgotten == {}
    assert read_state(program) == on_trial


def test_a_program_that_was_not_installed_from_a_bundle_finds_and_begins_nothing(stick: Path, plugged: Plugged) -> None:
    updates = Updates(None, lambda: HUB)
    package(stick)

    assert (updates.state(), updates.found(plugged)) == (None, [])
    with pytest.raises(NotReady):
        updates.begin(plugged, str(stick), "0" * 64)
