"""Copies lie where they were told to, under names of their own; whatever else lies there is not touched."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import copy_places
from hub.copy_places import Folder, Place, Remote, forget_left, place_of, same_disk
from shared.errors import BadInput, NotReady
from shared.whole import whole

NAME = "central-20261017-080000.zip"


@pytest.fixture(params=["folder", "rclone"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Both kinds of place; what rclone calls a remote is a folder of this machine, by its own driver."""
    (tmp_path / "hub").mkdir()
    (tmp_path / "copies").mkdir()
    if request.param == "folder":
        yield Folder(tmp_path / "copies", tmp_path / "hub")
        return
    request.getfixturevalue("rclone")
    yield Remote(f":local:{tmp_path / 'copies'}", tmp_path / "hub")


def write(path: Path) -> None:
    path.write_bytes(b"a copy")


def test_what_is_kept_is_given_back_and_removed(place: Place, tmp_path: Path) -> None:
    place.keep(NAME, write)
    with place.opened(NAME) as path:
        found = path.read_bytes()
    kept = place.names()
    place.remove(NAME)

    assert (found, kept, place.names()) == (b"a copy", [NAME], [])
    assert list((tmp_path / "hub").iterdir()) == []


def test_others_files_are_no_copies(place: Place, tmp_path: Path) -> None:
    for name in ("notas.zip", "central-1.zip", f"{NAME}.part"):
        (tmp_path / "copies" / name).write_bytes(b"somebody's own")

    assert place.names() == []


@pytest.mark.usefixtures("rclone")
def test_a_folder_of_a_remote_that_nobody_made_yet_is_empty_and_the_first_copy_makes_it(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    place = Remote(f":local:{tmp_path / 'copies' / 'to come'}", tmp_path / "hub")
    before = place.names()
    place.keep(NAME, write)

    assert (before, place.names()) == ([], [NAME])


@pytest.mark.usefixtures("rclone")
def test_a_remote_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="Vea la red y «rclone config»"):
        Remote("nobody-made-this:chasqui", tmp_path).names()


def test_without_rclone_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(NotReady, match="hace falta rclone"):
        Remote("office:chasqui", tmp_path).names()


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for a remote that hangs")
def test_a_remote_that_hangs_is_given_up_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rclone").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "rclone").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(copy_places, "_LONGEST_S", 0.2)

    with pytest.raises(NotReady, match="Las copias de antes siguen ahí"):
        Remote("office:chasqui", tmp_path).names()


def test_what_a_copy_that_was_ended_left_goes_a_day_later(tmp_path: Path) -> None:
    old, other, now = (tmp_path / name for name in ("copia-old", "copia-other", "copia-now"))
    for folder in (old, other, now):
        folder.mkdir()
    os.utime(old, (0, now.stat().st_mtime - 90_000))
    (tmp_path / "lago").mkdir()
    os.utime(tmp_path / "lago", (0, 0))
    forget_left(tmp_path, "copia-", now)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["copia-now", "copia-other", "lago"]


def test_what_copies_to_a_folder_left_that_were_killed_goes_and_one_under_way_keeps_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    killed(folder / "central-20261015-080000.zip")
    (dead,) = folder.iterdir()
    killed(folder / "notas.zip")
    for path in folder.iterdir():
        os.utime(path, (0, path.stat().st_mtime - 13 * 3600))
    with whole(folder / "central-20261016-080000.zip") as under_way:
        Folder(folder, tmp_path / "hub").keep(NAME, write)
        under_way.write(b"another copy")

    there = {path.name for path in folder.iterdir()}
    assert not dead.exists()
    assert there > {NAME, "central-20261016-080000.zip"}
    assert [name.startswith(".notas.zip.") for name in sorted(there - {NAME, "central-20261016-080000.zip"})] == [True]


def killed(file: Path) -> None:
    """Let a process be killed that writes *file*."""
    dies = "import os, sys, pathlib; from shared.whole import whole; "
    dies += "one = whole(pathlib.Path(sys.argv[1])); one.__enter__().write(b'half'); os.kill(os.getpid(), 9)"
    assert subprocess.run([sys.executable, "-c", dies, str(file)], check=False).returncode


def test_a_place_is_named_by_its_folder_or_its_remote(tmp_path: Path) -> None:
    assert isinstance(place_of(str(tmp_path), tmp_path), Folder)
    assert isinstance(place_of("rclone:office:chasqui/", tmp_path), Remote)
    for text in ("", "  ", "rclone:office"):
        with pytest.raises(BadInput, match="No se copió nada"):
            place_of(text, tmp_path)


def test_a_folder_on_the_disk_of_the_hub_is_no_other_place(tmp_path: Path) -> None:
    assert Folder(tmp_path / "to come", tmp_path / "hub").here
    assert not Remote("office:chasqui", tmp_path).here
    assert same_disk(tmp_path, tmp_path / "to come")
