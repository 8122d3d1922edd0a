"""A file is there whole, or as it was; what failed leaves nothing behind, and only its owner reads a secret."""

import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from shared.whole import OWNER_ONLY, Disk, Later, whole, write_whole


def open_files() -> int:
    return sum(1 for _ in Path("/dev/fd").iterdir())


def is_folder(descriptor: int) -> bool:
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)


def broken(_: int) -> None:
    raise OSError("pulled out")


def test_the_file_is_there_with_all_of_it_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "kept", b"new")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"new"}


def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "kept", b"old")

    with pytest.raises(OSError, match="pulled out"):
        write_whole(tmp_path / "kept", b"new", disk=Disk(broken))
    with pytest.raises(ZeroDivisionError), whole(tmp_path / "kept") as file:
        file.write(b"half" * (1 // 0))

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"old"}


def test_file_and_name_are_brought_onto_the_disk_in_that_order(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    disk = Disk(lambda descriptor: seen.append([path.suffix for path in tmp_path.iterdir()]))
    write_whole(tmp_path / "kept.key", b"new", disk=disk)

    assert seen == [[".part"], [".key"]]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs no call for names")
def test_many_files_are_on_the_disk_and_then_their_names_once_when_all_is_settled(tmp_path: Path) -> None:
    seen: list[bool] = []

    def slow(descriptor: int) -> None:
        time.sleep(0.05)
        seen.append(is_folder(descriptor))

    disk = Later(slow)
    for name in ("one", "two", "three"):
        write_whole(tmp_path / name, b"new", disk=disk)

    disk.settle()
    disk.settle()

    assert seen == [False] * 3 + [True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does it at once")
def test_of_what_could_not_be_brought_there_later_whoever_settles_hears(tmp_path: Path) -> None:
    disk = Later(lambda descriptor: None if is_folder(descriptor) else broken(descriptor))
    write_whole(tmp_path / "one", b"new", disk=disk)

    with pytest.raises(OSError, match="pulled out"):
        disk.settle()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does it at once")
def test_however_many_files_are_on_their_way_only_so_many_are_open(tmp_path: Path) -> None:
    go_on, open_ = threading.Event(), []

    def slow(_: int) -> None:
        go_on.wait(60)
        open_.append(open_files())

    disk, before = Later(slow), open_files()
    threading.Timer(0.2, go_on.set).start()
    for number in range(300):
        write_whole(tmp_path / str(number), b"new", disk=disk)
    disk.settle()

    assert len(open_) == 301
    assert max(open_) < before + 100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such modes")
def test_a_secret_is_nobody_elses_from_its_first_byte(tmp_path: Path) -> None:
    modes: list[int] = []
    disk = Disk(lambda descriptor: modes.append(os.fstat(descriptor).st_mode & 0o777))
    write_whole(tmp_path / "key", b"secret", mode=OWNER_ONLY, disk=disk)

    assert modes[0] == (tmp_path / "key").stat().st_mode & 0o777 == 0o600
