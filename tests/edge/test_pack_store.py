"""A pack that a row names is whole; what expired goes first; a clock that is not believed expires nothing."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.models_store import ModelFiles
from edge.pack_import import add_pack
from edge.space import make_room
from edge.store import Store
from shared.disk import Room
from shared.errors import NotReady
from tests.edge.building import new_store
from tests.edge.packing import FILES, HUB, STORY, lay_out, pack_of

LAST = date(2026, 6, 30)
LONG_AGO = date(2020, 1, 1)
BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "node").mkdir()
    with new_store(tmp_path / "node") as opened:
        yield opened


def taken_in(store: Store, folder: Path, files: Mapping[str, bytes] = FILES, **more: Any) -> None:
    add_pack(store.packs, HUB, lay_out(folder, pack_of(files, **more), files), BEFORE)


def lying(store: Store) -> set[str]:
    return {path.name for path in store.packs.folder.iterdir()}


def test_a_file_is_served_as_it_was_signed_and_by_its_number(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    found = store.packs.served("relatos", 1, AFTER)

    assert found is not None
    assert found[1].read_bytes() == STORY
    assert [store.packs.served("relatos", number, AFTER) for number in (0, 3, -1)] == [None] * 3
    assert store.packs.served("otro", 1, AFTER) is None


def test_an_expired_pack_is_not_offered_and_a_suspect_clock_expires_nothing(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb", expires=LAST)

    assert [set(store.packs.offered(day)) for day in (BEFORE, AFTER, None)] == [{"relatos"}, set(), {"relatos"}]
    assert store.packs.served("relatos", 1, AFTER) is None
    assert store.packs.served("relatos", 1, None) is not None


def test_only_what_expired_is_given_up_for_room(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "old", {"a.pdf": b"old" * 100}, resource="viejo", expires=LAST)
    taken_in(store, tmp_path / "usb")

    assert store.packs.make_room(None) == 0
    assert store.packs.make_room(BEFORE) == 0
    assert store.packs.make_room(AFTER) == 300
    assert [kept.pack.resource for kept in store.packs.all()] == ["relatos"]


def test_a_full_disk_takes_what_expired_and_no_record(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.space.room_in", lambda folder: Room(free=1_000_000, total=10**12))
    taken_in(store, tmp_path / "usb")
    old = {"a.pdf": b"old" * 100}
    add_pack(store.packs, HUB, lay_out(tmp_path / "old", pack_of(old, resource="viejo", expires=LONG_AGO), old), None)
    count = store.records.count()

    assert make_room(store, ModelFiles(tmp_path / "models")) >= 300
    assert [kept.pack.resource for kept in store.packs.all()] == ["relatos"]
    assert store.records.count() == count


def test_a_byte_that_flips_on_the_disk_is_found_by_a_check_and_no_longer_served(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    path = store.packs.path(store.packs.all()[0].pack.files[0])
    path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:])

    assert [file.path for file in store.packs.check()[0].damaged] == ["zorro.pdf"]
    assert store.packs.served("relatos", 1, None) is None
    assert store.packs.served("relatos", 2, None) is not None


def test_adding_the_same_pack_again_mends_what_was_damaged(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    store.packs.path(store.packs.all()[0].pack.files[0]).write_bytes(b"broken")
    store.packs.check()
    done = add_pack(store.packs, HUB, tmp_path / "usb", BEFORE)

    assert done.copied == len(STORY)
    assert store.packs.all()[0].damaged == ()
    assert store.packs.served("relatos", 1, None) is not None


def test_a_file_that_was_cut_short_is_not_served_even_before_a_check(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    store.packs.path(store.packs.all()[0].pack.files[0]).write_bytes(STORY[:-1])

    assert store.packs.served("relatos", 1, None) is None


def test_dropping_a_pack_leaves_what_another_one_names(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    shared = {"zorro.pdf": STORY}
    lay_out(tmp_path / "other", pack_of(shared, resource="otro"), shared)
    add_pack(store.packs, HUB, tmp_path / "other", BEFORE)
    freed = store.packs.drop("relatos")

    assert freed == len(FILES["cantos/lluvia.mp3"])
    assert lying(store) == {store.packs.all()[0].pack.files[0].sha256}
    assert store.packs.drop("relatos") == 0


def test_a_file_that_no_pack_names_is_swept(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    whole = lying(store)
    for name in ("ab" * 32, f".{'cd' * 32}.12.part"):
        (store.packs.folder / name).write_bytes(b"half")

    assert store.packs.make_room(None) == 8
    assert lying(store) == whole


def test_nobody_changes_what_another_is_changing(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    with store.packs.changing():
        with pytest.raises(NotReady, match="Espere a que termine"):
            store.packs.drop("relatos")
        assert store.packs.make_room(AFTER) == 0

    assert len(store.packs.all()) == 1


def test_a_database_without_its_files_serves_nothing_and_says_so(store: Store, tmp_path: Path) -> None:
    taken_in(store, tmp_path / "usb")
    for path in store.packs.folder.iterdir():
        path.unlink()

    assert store.packs.served("relatos", 1, None) is None
    assert len(store.packs.check()[0].damaged) == 2
    assert msgspec.structs.astuple(store.packs.all()[0].pack)[1] == 1
