"""A file on a stick is whole or absent, and nothing on it is followed or believed."""

import errno
import os
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from shared.errors import RoadClosed
from shared.ids import NodeId
from sync import folder
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id
from sync.folder_road import FolderRoad
from tests.sync.builders import run, sealed

NODE_ID = NodeId(b"node-id.")


def test_a_bundle_lies_under_the_hash_of_its_bytes(tmp_path: Path) -> None:
    folder.put_bundle(tmp_path, b"one")
    folder.put_bundle(tmp_path, b"one")

    assert list(folder.bundles(tmp_path)) == [(bundle_id(b"one"), b"one")]
    assert [path.name for path in folder.up(tmp_path).iterdir()] == [bundle_id(b"one")]


def test_a_bundle_that_was_cut_is_written_again(tmp_path: Path) -> None:
    path = folder.put_bundle(tmp_path, b"one two three")
    path.write_bytes(b"one")
    folder.put_bundle(tmp_path, b"one two three")

    assert path.read_bytes() == b"one two three"


def test_replies_come_back_in_the_order_they_were_left(tmp_path: Path) -> None:
    for number in range(12):
        folder.put_reply(tmp_path, NODE_ID, b"%d" % number)

    assert [data for _, data in folder.replies(tmp_path, NODE_ID)] == [b"%d" % number for number in range(12)]
    assert list(folder.replies(tmp_path, NodeId(b"another."))) == []


def test_a_model_is_there_for_every_school(tmp_path: Path) -> None:
    folder.put_model(tmp_path, "ab" * 32, b"model")

    assert folder.read_model(tmp_path, "ab" * 32) == b"model"
    assert folder.read_model(tmp_path, "cd" * 32) is None


def test_strange_names_links_folders_and_giants_are_skipped(tmp_path: Path) -> None:
    up = folder.up(tmp_path)
    up.mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (up / ("a" * 32)).symlink_to(secret)
    (up / "..hidden").write_bytes(b"x")
    (up / ("b" * 32)).mkdir()
    with (up / ("c" * 32)).open("wb") as giant:
        giant.truncate(MAX_BUNDLE_BYTES + 1)

    assert list(folder.bundles(tmp_path)) == []


def test_a_half_written_file_is_never_seen_under_its_name(tmp_path: Path) -> None:
    folder.up(tmp_path).mkdir(parents=True)
    (folder.up(tmp_path) / f".{'a' * 32}.1234.part").write_bytes(b"half")

    assert list(folder.bundles(tmp_path)) == []


def test_an_empty_stick_is_empty(tmp_path: Path) -> None:
    assert list(folder.bundles(tmp_path)) == []
    assert list(folder.replies(tmp_path, NODE_ID)) == []


def test_a_place_that_cannot_be_written_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(RoadClosed, match="USB"):
        folder.write_whole(tmp_path / "file" / "below", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


_SMALL_DISK = """
import resource, sys
from pathlib import Path
from shared.errors import RoadClosed
from sync import folder
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
try:
    folder.write_whole(Path(sys.argv[1]), bytes(5_000))
except RoadClosed:
    sys.exit(7)
"""


def test_a_disk_that_is_full_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    folder.write_whole(tmp_path / "kept", b"old")

    # In a process of its own: the limit would also cut off what pytest writes.
    done = subprocess.run([sys.executable, "-c", _SMALL_DISK, str(tmp_path / "kept")], check=False)

    assert done.returncode == 7
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("kept", b"old")]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    folder.write_whole(tmp_path / "kept", b"old")
    with (tmp_path / "kept").open("rb") as reader:
        folder.write_whole(tmp_path / "kept", b"new")

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
    folder.write_whole(tmp_path / "kept", b"new", sync=disk.sync)

    assert (tmp_path / "kept").stat().st_ino == disk.inodes[0]
    assert [(tmp_path / name).read_bytes() for name in ("kept", "witness")] == [b"new", b"old"]


def test_temporary_names_are_never_taken_twice(tmp_path: Path) -> None:
    names: list[str] = []
    for _ in range(2):
        folder.write_whole(
            tmp_path / "kept", b"x", sync=lambda _: names.extend(path.name for path in tmp_path.glob(".*.part"))
        )

    assert len(set(names)) == 2
