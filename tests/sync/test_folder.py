"""A file on a stick is whole or absent, and nothing on it is followed or believed."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared.errors import RoadClosed
from shared.ids import NodeId
from sync import folder
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id

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
    (up / ("a" * 64)).symlink_to(secret)
    (up / "..hidden").write_bytes(b"x")
    (up / ("b" * 64)).mkdir()
    with (up / ("c" * 64)).open("wb") as giant:
        giant.truncate(MAX_BUNDLE_BYTES + 1)

    assert list(folder.bundles(tmp_path)) == []


def test_a_half_written_file_is_never_seen_under_its_name(tmp_path: Path) -> None:
    folder.up(tmp_path).mkdir(parents=True)
    (folder.up(tmp_path) / f".{'a' * 64}.1234.part").write_bytes(b"half")

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
