"""What an installation puts where, and what taking it off leaves."""

import json
import os
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from edge.program import removing
from edge.program.folder import NotInstalled, is_whole, put_in_force
from edge.program.installing import (
    Place,
    check_newer,
    install,
    link_command,
    put_icons,
    start_with_machine,
    tell_data,
)
from edge.program.launcher import VERSIONS, WHOLE, read_state
from edge.program.removing import remove

pytestmark = pytest.mark.skipif(os.name == "nt", reason="paths and commands are those of Linux; Windows was never run")
NAME = "0.2.0-abcdef01"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle whose version is made already, so that no wheel is needed."""
    folder = tmp_path / "usb stick"
    folder.mkdir()
    (folder / "bundle.json").write_text(json.dumps({"version": "0.2.0", "mark": "abcdef0123456789"}))
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Place:
    home = tmp_path / "la casa de ana"
    (home / "Escritorio").mkdir(parents=True)
    made = Place(home, home / "un programa", home / "Escritorio")
    whole = made.program / VERSIONS / NAME / WHOLE
    whole.parent.mkdir(parents=True)
    whole.touch()
    return made


def test_it_is_in_force_with_its_launcher_and_a_command_that_needs_no_path(bundle: Path, place: Place) -> None:
    said: list[str] = []
    install(bundle, place, said.append, data=place.home / "datos del nodo")

    assert read_state(place.program)["current"] == NAME
    assert is_whole(place.program, NAME)
    assert place.launcher.read_text().startswith('"""\nStarts the version')
    assert (place.program / "ajustes.txt").read_text() == f"CHASQUI_EDGE_DIR={place.home}/datos del nodo\n"
    assert "0.2.0" in said[0]
    # It goes through the launcher: nothing of the version is there to be started.
    done = subprocess.run([place.command, "status"], capture_output=True, text=True, check=False)
    assert "FileNotFoundError" in done.stderr
    assert NAME in done.stderr


def test_an_older_version_is_not_put_over_a_newer_one(bundle: Path, place: Place) -> None:
    put_in_force(place.program, "0.3.0-0000")

    with pytest.raises(NotInstalled, match=r"0\.3\.0, más nueva"):
        install(bundle, place, print)
    assert read_state(place.program)["current"] == "0.3.0-0000"
    check_newer(place.program, "0.10")


def test_settings_that_somebody_wrote_stay(place: Place) -> None:
    (place.program / "ajustes.txt").write_text("CHASQUI_EDGE_PORT=8099\nCHASQUI_EDGE_DIR=/old\n")
    tell_data(place.program, place.home / "new")

    assert (place.program / "ajustes.txt").read_text() == f"CHASQUI_EDGE_PORT=8099\nCHASQUI_EDGE_DIR={place.home}/new\n"


def test_icons_open_the_page_and_may_be_clicked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHASQUI_EDGE_PORT", "8099")
    icons = [Path(one) for one in put_icons(place)]

    assert [one.parent.name for one in icons] == ["applications", "Escritorio"]
    assert all("http://127.0.0.1:8099/" in one.read_text() for one in icons)
    assert all(one.stat().st_mode & stat.S_IXUSR for one in icons)


@pytest.mark.parametrize(
    ("fails", "told"), [("", ""), ("systemctl", "un programa/chasqui-edge' run"), ("loginctl", "sudo loginctl")]
)
def test_the_system_starts_it_or_a_person_is_told_how(place: Place, fails: str, told: str) -> None:
    said: list[str] = []

    def do(line: Sequence[str]) -> bool:
        return line[0] != fails

    [unit] = start_with_machine(place, do, said.append)

    assert str(place.launcher) in Path(unit).read_text()
    assert (told in said[0]) if told else not said


def test_on_windows_a_task_is_made_and_run(place: Place) -> None:
    done: list[str] = []

    def do(line: Sequence[str]) -> bool:
        done.append(" ".join(line[:4]))
        return True

    windows = Place(place.home, place.program, None, windows=True)
    [task] = start_with_machine(windows, do, print)

    assert Path(task).read_bytes().decode("utf-16").startswith("<?xml")
    assert done == ["schtasks /Create /TN Chasqui", "schtasks /Run /TN Chasqui"]


def test_a_command_of_somebody_else_is_not_replaced(place: Place) -> None:
    link = place.home / ".local/bin/chasqui-edge"
    link.parent.mkdir(parents=True)
    link.write_text("mine")

    assert link_command(place) == []
    link.unlink()
    assert link_command(place) == link_command(place) == [str(link)]


def test_what_is_removed_is_the_program_and_what_starts_it_and_no_data(bundle: Path, place: Place) -> None:
    data = place.home / ".chasqui" / "edge"
    data.mkdir(parents=True)
    (data / "node.db").write_text("everything")
    before = {path for path in place.home.rglob("*") if "un programa" not in str(path)}
    install(bundle, place, print)
    made = [*put_icons(place), *start_with_machine(place, lambda _: True, print), *link_command(place)]
    removing.note(place.program, made)
    (place.program / "mine.txt").write_text("somebody's")
    done: list[str] = []

    remove(place.program, lambda line: done.append(line[2]))

    files = {path for path in place.home.rglob("*") if path.is_file()}
    assert files == {data / "node.db", place.program / "mine.txt"}
    assert before <= set(place.home.rglob("*"))
    assert done == ["disable", "daemon-reload"]


def test_what_removes_needs_nothing_of_ours(bundle: Path, place: Place) -> None:
    install(bundle, place, print)
    done = subprocess.run([place.program / "desinstalar"], capture_output=True, text=True, check=False)

    assert (done.returncode, "no se tocó ninguno" in done.stdout, done.stderr) == (0, True, "")
    assert not place.program.exists()
