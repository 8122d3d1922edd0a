"""A package becomes a version on trial, or nothing at all changes, wherever it is cut."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.program.folder import NotInstalled, is_whole, put_in_force, version_of
from edge.program.launcher import VERSIONS, read_state, write_state
from edge.program.updating import look_at, update
from edge.store import Store
from shared.errors import BadBundle, BadInput, ChasquiError, DatabaseBusy, NoSpace, NotReady, Untrusted
from sync.keys import ReleaseKey
from sync.lock import WriterLock
from tests.edge.program.packages import HUB, OLD, builder, installed, package
from tests.faults.deaths import dies_at


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return installed(tmp_path / "un programa")


def take(program: Path, file: Path) -> None:
    update(program, file, HUB, run=builder(program))


def everything(program: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(program)): path for path in program.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "update.lock"}


def test_the_new_version_is_made_beside_the_old_one_and_put_on_trial(program: Path, tmp_path: Path) -> None:
    take(program, package(tmp_path / "usb"))
    state = read_state(program)

    assert version_of(state["current"]) == "0.2.0"
    assert state["trial"] == {"before": OLD, "starts": 0, "back": False}
    assert is_whole(program, state["current"])
    assert is_whole(program, OLD)
    assert sorted(path.name for path in program.iterdir()) == ["state.json", "update.lock", "versions"]
    assert not list(tmp_path.rglob("out.whl"))


def refused(kind: type[ChasquiError], words: str, file: Path, program: Path) -> None:
    before = everything(program)
    with pytest.raises(kind, match=words):
        take(program, file)
    assert everything(program) == before


def test_a_package_that_another_region_signed_is_refused(program: Path, tmp_path: Path) -> None:
    refused(Untrusted, "firma", package(tmp_path / "usb", key=ReleaseKey.generate()), program)


@pytest.mark.parametrize(("version", "words"), [("0.0.9", "ya está la 0.1.0"), ("0.1", "0.1.0"), ("0.1.0", "0.1.0")])
def test_an_older_version_and_the_same_one_are_refused(program: Path, tmp_path: Path, version: str, words: str) -> None:
    refused(BadInput, words, package(tmp_path / "usb", version), program)


def test_a_version_that_is_no_number_is_refused(program: Path, tmp_path: Path) -> None:
    refused(BadBundle, "qué versión", package(tmp_path / "usb", "0.2rc1"), program)


@pytest.mark.parametrize("told", [{"platform": "windows_x86"}, {"pythons": ["2.7"]}])
def test_one_for_another_computer_is_refused(program: Path, tmp_path: Path, told: dict[str, object]) -> None:
    refused(BadInput, "es para", package(tmp_path / "usb", **told), program)


@pytest.mark.parametrize("at", [-1, 600])
def test_one_with_a_byte_flipped_is_refused(program: Path, tmp_path: Path, at: int) -> None:
    file = package(tmp_path / "usb")
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)

    refused(BadBundle, "dañado", file, program)


def test_a_file_that_is_not_there_or_is_a_link_is_refused(program: Path, tmp_path: Path) -> None:
    file = package(tmp_path / "usb")
    (tmp_path / "link.chasqui").symlink_to(file)

    refused(BadInput, "No se encuentra", tmp_path / "nothing.chasqui", program)
    refused(BadInput, "No se encuentra", tmp_path / "link.chasqui", program)
    assert look_at(file, HUB).version == "0.2.0"


def test_while_a_version_is_on_trial_no_other_is_taken(program: Path, tmp_path: Path) -> None:
    take(program, package(tmp_path / "usb"))

    refused(NotReady, "a prueba", package(tmp_path / "usb", "0.3.0"), program)


def test_two_at_once_are_one(program: Path, tmp_path: Path) -> None:
    with WriterLock(program / "update.lock", "busy"):
        refused(DatabaseBusy, "en marcha", package(tmp_path / "usb"), program)


def test_one_that_cannot_be_made_here_leaves_the_old_one_alone_and_says_why(program: Path, tmp_path: Path) -> None:
    def fails(_line: list[str]) -> None:
        raise NotInstalled("no matching distribution")

    before = everything(program)
    with pytest.raises(NotReady, match="no matching distribution"):
        update(program, package(tmp_path / "usb"), HUB, run=fails)
    assert everything(program) == before


def test_a_full_disk_is_told(program: Path, tmp_path: Path) -> None:
    def full(_line: list[str]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(NoSpace):
        update(program, package(tmp_path / "usb"), HUB, run=full)
    assert read_state(program)["current"] == OLD


def test_a_version_that_began_its_trial_is_replaced_by_no_installer(program: Path) -> None:
    put_in_force(program, "0.2.0-a")
    put_in_force(program, "0.3.0-b")
    state = read_state(program)
    assert state["trial"]
    state["trial"]["starts"] = 1
    write_state(program, state)

    with pytest.raises(NotInstalled, match="a prueba"):
        put_in_force(program, "0.4.0-c")


@pytest.mark.skipif(os.name == "nt", reason="forks")
def test_cut_before_any_change_one_whole_version_is_in_force_and_again_it_goes_on(tmp_path: Path) -> None:
    for step in range(1, 500):
        program = installed(tmp_path / f"{step}" / "program")
        file = package(tmp_path / f"{step}" / "usb")

        def act(_watch: Callable[[Store], None], program: Path = program, file: Path = file) -> None:
            take(program, file)

        finished = dies_at(step, act)
        state = read_state(program)

        assert is_whole(program, state["current"])
        assert is_whole(program, OLD)
        assert (state["trial"] is None) == (state["current"] == OLD)
        if state["trial"] is None:
            take(program, file)
        assert version_of(read_state(program)["current"]) == "0.2.0"
        assert [one.name for one in (program / VERSIONS).iterdir() if not (one / "complete").exists()] == []
        if finished:
            break
    assert step > 15
