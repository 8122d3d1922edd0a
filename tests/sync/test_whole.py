"""A file on a stick is whole or absent: whatever moment the disk fills, or the stick is pulled out."""

import errno
import os
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.errors import RoadClosed
from sync import folder
from sync.folder_road import FolderRoad
from sync.whole import write_whole
from tests.sync.builders import run, sealed


def test_a_place_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(RoadClosed, match="USB"):
        write_whole(tmp_path / "file" / "below", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


_SMALL_DISK = """
import resource, sys
from pathlib import Path
from shared.errors import RoadClosed
from sync.whole import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
try:
    write_whole(Path(sys.argv[1]), bytes(5_000))
except RoadClosed:
    sys.exit(7)
"""


def test_a_disk_that_is_full_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "kept", b"old")

    # In a process of its own: the limit would also cut off what pytest writes.
    done = subprocess.run([sys.executable, "-c", _SMALL_DISK, str(tmp_path / "kept")], check=False)

    assert done.returncode == 7
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("kept", b"old")]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "kept", b"old")
    with (tmp_path / "kept").open("rb") as reader:
        write_whole(tmp_path / "kept", b"new")

        assert reader.read() == b"old"
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("kept", b"new")]


@dataclass
class Disk:
    """Brings things onto the disk as ``os.fsync`` does, and notes what it was asked for, and what lay there then."""

    folder: Path
    seen: list[tuple[str, list[str]]] = field(default_factory=list)
    inodes: list[int] = field(default_factory=list)
    breaks_at: int = 99

    def sync(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        kind = "folder" if stat.S_ISDIR(status.st_mode) else "file"
        names = sorted(path.suffix or path.name for path in self.folder.iterdir()) if self.folder.is_dir() else []
        self.seen.append((kind, names))
        self.inodes.append(status.st_ino)
        if len(self.seen) == self.breaks_at:
            raise OSError(errno.EIO, "pulled out")
        os.fsync(descriptor)


def test_a_stick_says_copied_only_when_file_and_folder_are_on_the_disk(tmp_path: Path) -> None:
    disk = Disk(folder.up(tmp_path))
    folder.up(tmp_path).mkdir(parents=True)
    bundle = sealed([run(3)])
    FolderRoad(tmp_path, sync=disk.sync).deliver(bundle)

    # The file under its temporary name first; then, under its own, the folder.
    assert disk.seen == [("file", [".part"]), ("folder", [bundle.id])]
    assert disk.inodes[0] == (folder.up(tmp_path) / bundle.id).stat().st_ino


def test_the_folders_made_on_a_new_stick_are_on_the_disk_too(tmp_path: Path) -> None:
    disk = Disk(folder.up(tmp_path))
    FolderRoad(tmp_path, sync=disk.sync).deliver(sealed([run(3)]))

    assert [kind for kind, _ in disk.seen] == ["folder", "folder", "file", "folder"]
    assert disk.inodes[:2] == [tmp_path.stat().st_ino, (tmp_path / "CHASQUI").stat().st_ino]


@pytest.mark.parametrize("at", [1, 2])
def test_a_stick_pulled_out_before_the_disk_has_it_never_says_copied(tmp_path: Path, at: int) -> None:
    folder.up(tmp_path).mkdir(parents=True)
    disk = Disk(folder.up(tmp_path), breaks_at=at)

    with pytest.raises(RoadClosed, match="USB"):
        FolderRoad(tmp_path, sync=disk.sync).deliver(sealed([run(3)]))
    assert len(list(folder.bundles(tmp_path))) == at - 1
    assert not list(folder.up(tmp_path).glob(".*"))


def test_a_stick_that_gives_back_other_bytes_never_says_copied(tmp_path: Path) -> None:
    def decays(descriptor: int) -> None:
        os.fsync(descriptor)
        for path in folder.up(tmp_path).glob("[0-9a-f]*"):
            path.write_bytes(b"x" + path.read_bytes()[1:])

    with pytest.raises(RoadClosed, match="falla"):
        FolderRoad(tmp_path, sync=decays).deliver(sealed([run(3)]))


def test_a_file_takes_its_name_by_a_rename_and_nothing_is_written_into_the_old_one(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    (tmp_path / "kept").write_bytes(b"old")
    os.link(tmp_path / "kept", tmp_path / "witness")
    write_whole(tmp_path / "kept", b"new", sync=disk.sync)

    assert (tmp_path / "kept").stat().st_ino == disk.inodes[0]
    assert [(tmp_path / name).read_bytes() for name in ("kept", "witness")] == [b"new", b"old"]


def test_temporary_names_are_never_taken_twice(tmp_path: Path) -> None:
    names: list[str] = []
    for _ in range(2):
        write_whole(
            tmp_path / "kept", b"x", sync=lambda _: names.extend(path.name for path in tmp_path.glob(".*.part"))
        )

    assert len(set(names)) == 2
