"""A file on a stick is whole or absent, and nothing on it is followed or believed."""

from pathlib import Path

import pytest

from shared.ids import NodeId
from sync import folder
from sync.bundle import MAX_BUNDLE_BYTES, bundle_id
from sync.reply import Reply, encode_reply

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


def test_a_file_counts_by_how_it_begins_whatever_its_name_and_a_damaged_one_by_its_name(tmp_path: Path) -> None:
    up = folder.up(tmp_path)
    up.mkdir(parents=True)
    for name, data in (
        ("Copia de datos.txt", b"CHQ2 one"),
        ("a" * 32, b""),
        ("foto.jpg", b"\xff\xd8"),
        ("b" * 32, b"?"),
    ):
        (up / name).write_bytes(data)

    assert [path.name for path in folder.bundle_files(tmp_path)] == ["Copia de datos.txt", "a" * 32, "b" * 32]


@pytest.mark.parametrize("place", ["CHASQUI", "CHASQUI/down", f"CHASQUI/down/{NODE_ID.hex()}"])
def test_a_reply_is_found_under_any_name_where_somebody_may_have_moved_it(tmp_path: Path, place: str) -> None:
    path = folder.put_reply(tmp_path, NODE_ID, encode_reply(Reply(b"mine")))
    path.rename(tmp_path / place / "respuesta - copia (2).bin")
    (tmp_path / place / "foto.jpg").write_bytes(b"\xff\xd8")

    assert [data for _, data in folder.replies(tmp_path, NODE_ID)] == [encode_reply(Reply(b"mine"))]


def test_the_broadcast_is_written_over_and_only_where_it_changed(tmp_path: Path) -> None:
    folder.put_broadcast(tmp_path, [b"one", b"two", b"three"])
    kept = (folder.broadcast(tmp_path) / "1.reply").stat().st_ino
    folder.put_broadcast(tmp_path, [b"one", b"other"])

    assert [data for _, data in folder.replies(tmp_path, NODE_ID)] == [b"one", b"other"]
    assert (folder.broadcast(tmp_path) / "1.reply").stat().st_ino == kept


def test_of_more_replies_than_are_read_at_one_visit_the_newest_are_and_the_regions_pages_are_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_FILES", 3)
    for number in range(5):
        folder.put_reply(tmp_path, NODE_ID, b"\x92own%d" % number)
    folder.put_broadcast(tmp_path, [b"\x92all%d" % number for number in range(5)])

    assert [data[1:] for _, data in folder.replies(tmp_path, NODE_ID)] == [
        b"all0", b"all1", b"all2", b"own2", b"own3", b"own4",
    ]  # fmt: skip


def test_a_stick_full_of_long_answers_is_read_so_far_and_no_kind_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "MAX_READ_BYTES", 100)
    folder.put_broadcast(tmp_path, [b"\x92" + bytes(39)] * 9)
    folder.put_reply(tmp_path, NODE_ID, b"\x92own")

    assert [len(data) for _, data in folder.replies(tmp_path, NODE_ID)] == [40, 40, 4]


def test_packs_are_the_folders_with_a_manifest_and_a_link_is_none(tmp_path: Path) -> None:
    packs = tmp_path / "CHASQUI" / "packs"
    for name in ("b", "a", "empty"):
        (packs / name).mkdir(parents=True)
        (packs / name / ("other.json" if name == "empty" else "pack.json")).touch()
    (packs / "link").symlink_to(packs / "a")

    assert [path.name for path in folder.pack_folders(tmp_path, "pack.json")] == ["a", "b"]
    assert folder.pack_folders(tmp_path / "nothing", "pack.json") == []
