"""What is called a full disk, and what goes on as the trouble that it is."""

import errno
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.disk import NEXT_TO_NOTHING, RESERVE_BYTES, Room, full_disk_told, means_full, room_in
from shared.errors import NoSpace


def error_of(name: str, text: str = "something") -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


@given(st.integers(0, 10**13), st.integers(1, 10**13))
def test_more_free_space_never_makes_a_disk_low(free: int, total: int) -> None:
    if not Room(free, total).low:
        assert not Room(free + 1, total).low
    assert not Room(RESERVE_BYTES, total).low


def test_the_disk_of_a_folder_says_what_it_has_and_one_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    room = room_in(tmp_path)

    assert room is not None
    assert 0 < room.free <= room.total
    assert room_in(tmp_path / "nowhere") is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_that_does_not_fit_is_told_in_words(number: int) -> None:
    with pytest.raises(NoSpace, match="Libere 300 MB"), full_disk_told():
        raise OSError(number, "no")


def test_any_other_trouble_goes_on_as_it_came() -> None:
    with pytest.raises(PermissionError), full_disk_told():
        raise PermissionError(errno.EACCES, "no")


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (error_of("SQLITE_FULL"), True),
        (error_of("", "database or disk is full"), True),
        (error_of("SQLITE_IOERR_WRITE"), False),
        (error_of("SQLITE_CORRUPT"), False),
    ],
    ids=["by name", "by text", "input/output", "damage"],
)
def test_with_space_left_only_what_says_so_means_a_full_disk(error: sqlite3.Error, full: bool, tmp_path: Path) -> None:
    room = room_in(tmp_path)
    assert room is not None
    assert room.free > NEXT_TO_NOTHING

    assert means_full(error, tmp_path) is full


def test_an_input_output_error_where_nobody_knows_the_space_means_damage(tmp_path: Path) -> None:
    assert not means_full(error_of("SQLITE_IOERR_WRITE"), tmp_path / "nowhere")
