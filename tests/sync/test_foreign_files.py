"""Reading a disk that is somebody else's: what is skipped, what is refused, and what nobody can read."""

import os
from pathlib import Path

import pytest

from shared.errors import RoadClosed
from sync.foreign_files import beginning, check_own, files_of, is_plain, opened_plain, read_plain

TOO_LONG_A_NAME = "x" * 300


def test_files_come_by_name_without_the_hidden_ones(tmp_path: Path) -> None:
    for name in ("b", "a", ".c"):
        (tmp_path / name).touch()

    assert [path.name for path in files_of(tmp_path)] == ["a", "b"]


@pytest.mark.parametrize("name", ["nothing", "a file"])
def test_what_is_no_folder_holds_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "a file").touch()

    assert files_of(tmp_path / name) == []


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(RoadClosed, match="Revise el USB y repita"):
        files_of(tmp_path / TOO_LONG_A_NAME)


def test_a_folder_that_is_reached_through_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "up").symlink_to(tmp_path / "disk")

    check_own(tmp_path / "stick", tmp_path / "stick" / "down")
    with pytest.raises(RoadClosed, match="enlace"):
        check_own(tmp_path / "stick", tmp_path / "stick" / "up" / "more")


def test_a_stick_that_is_itself_reached_through_a_link_is_used(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "stick").symlink_to(tmp_path / "disk")

    check_own(tmp_path / "stick", tmp_path / "stick" / "up")


def test_a_link_to_a_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "secret")

    assert (is_plain(link), read_plain(link, 10), beginning(link, 3)) == (False, None, b"")


def test_a_file_is_read_up_to_its_bound_and_not_beyond(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abcdef")

    assert (read_plain(path, 6), read_plain(path, 5), beginning(path, 3)) == (b"abcdef", None, b"abc")


def test_a_file_that_cannot_be_read_is_skipped_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / TOO_LONG_A_NAME

    assert (read_plain(path, 6), beginning(path, 3)) == (None, None)
    assert [record.message.split()[0] for record in caplog.records] == ["skipped", "unreadable"]


def test_a_plain_file_is_opened_and_a_link_a_pipe_or_a_folder_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.mkfifo(tmp_path / "pipe")

    with opened_plain(tmp_path / "a") as file:
        assert file.read() == b"abc"
    for name in ("link", "pipe", ".", "nothing"):
        with pytest.raises(RoadClosed, match="Revise el USB"), opened_plain(tmp_path / name):
            pass
