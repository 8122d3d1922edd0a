"""A pack is taken in to its last byte or not at all, whatever lies on the stick and whenever the power goes."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.pack_import import add_pack
from edge.store import Store
from shared.disk import Room
from shared.errors import BadInput, ChasquiError, NoSpace, NotReady, RoadClosed, Untrusted
from shared.packs import MANIFEST, MB, PackFile, manifest_of, signed
from sync.keys import ReleaseKey
from tests.edge.building import new_store
from tests.edge.packing import FILES, HUB, RELEASE, SONG, STORY, lay_out, pack_of

TODAY = date(2026, 6, 17)
SIZE = len(STORY) + len(SONG)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "node").mkdir()
    with new_store(tmp_path / "node") as opened:
        yield opened


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "usb", pack_of())


def nothing_of_it_is_here(store: Store) -> bool:
    return not store.packs.all() and not (store.packs.folder.is_dir() and list(store.packs.folder.iterdir()))


def test_a_pack_is_here_as_it_was_signed(store: Store, usb: Path) -> None:
    heard: list[tuple[int, int]] = []
    done = add_pack(store.packs, HUB, usb, TODAY, heard=lambda done, all_: heard.append((done, all_)))

    assert (done.files, done.bytes, done.copied) == (2, SIZE, SIZE)
    assert heard == [(0, SIZE), (len(STORY), SIZE), (SIZE, SIZE)]
    kept = store.packs.all()[0].pack
    assert {one.path: store.packs.path(one).read_bytes() for one in kept.files} == FILES


def test_taking_it_in_again_copies_nothing(store: Store, usb: Path) -> None:
    add_pack(store.packs, HUB, usb, TODAY)

    assert add_pack(store.packs, HUB, usb, TODAY).copied == 0
    assert len(store.packs.all()) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*FILES, MANIFEST]), st.integers(0, 10**6), st.integers(0, 7))
def test_any_bit_flipped_is_refused_and_nothing_half_is_kept(
    tmp_path_factory: pytest.TempPathFactory, store: Store, name: str, at: int, bit: int
) -> None:
    usb = lay_out(tmp_path_factory.mktemp("flipped"), pack_of())
    data = bytearray((usb / name).read_bytes())
    data[at % len(data)] ^= 1 << bit
    (usb / name).write_bytes(data)

    with pytest.raises(ChasquiError):
        add_pack(store.packs, HUB, usb, TODAY)
    assert nothing_of_it_is_here(store)


@pytest.mark.parametrize("data", [STORY[:-1], STORY + b"x", b""])
def test_a_file_that_is_too_short_or_too_long_is_refused(store: Store, usb: Path, data: bytes) -> None:
    (usb / "zorro.pdf").write_bytes(data)

    with pytest.raises(Untrusted, match=r"zorro\.pdf"):
        add_pack(store.packs, HUB, usb, TODAY)
    assert nothing_of_it_is_here(store)


def test_a_pack_that_another_key_signed_is_refused(store: Store, tmp_path: Path) -> None:
    usb = lay_out(tmp_path / "usb", pack_of(), key=ReleaseKey.generate())

    with pytest.raises(Untrusted, match="no es de su región"):
        add_pack(store.packs, HUB, usb, TODAY)


@pytest.mark.parametrize("path", ["../clave", "/etc/hostname", "a/../../clave", "..\\clave"])
def test_a_path_out_of_the_pack_is_refused_even_where_it_is_signed(store: Store, tmp_path: Path, path: str) -> None:
    (tmp_path / "clave").write_bytes(STORY)
    pack = msgspec.structs.replace(pack_of(), files=(PackFile(path, pack_of().files[0].sha256, len(STORY)),))
    usb = lay_out(tmp_path / "usb", pack, {})

    with pytest.raises(BadInput, match="no puede ser suyo"):
        add_pack(store.packs, HUB, usb, TODAY)
    assert nothing_of_it_is_here(store)


@pytest.mark.parametrize("link", ["zorro.pdf", "cantos", MANIFEST])
def test_a_link_is_not_followed(store: Store, usb: Path, tmp_path: Path, link: str) -> None:
    (usb / link).rename(tmp_path / "elsewhere")
    (usb / link).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(ChasquiError):
        add_pack(store.packs, HUB, usb, TODAY)
    assert nothing_of_it_is_here(store)


def test_a_million_entries_are_refused_without_being_read(store: Store, usb: Path) -> None:
    entry = b'{"path":"a","sha256":"' + b"a" * 64 + b'","size":1},'
    with (usb / MANIFEST).open("wb") as file:
        file.write(b'{"release_signature":"AAAA","manifest":{"files":[')
        for _ in range(1_000):
            file.write(entry * 1_000)

    with pytest.raises(BadInput, match=r"falta «pack\.json»"):
        add_pack(store.packs, HUB, usb, TODAY)


def test_a_pipe_in_place_of_a_file_keeps_nobody_waiting(store: Store, usb: Path) -> None:
    (usb / "zorro.pdf").unlink()
    os.mkfifo(usb / "zorro.pdf")

    with pytest.raises(RoadClosed):
        add_pack(store.packs, HUB, usb, TODAY)


def test_it_is_refused_before_it_begins_where_the_reserve_would_go(store: Store, usb: Path) -> None:
    total = 10**12
    reserve = 500_000_000

    with pytest.raises(NoSpace, match="No se empezó"):
        add_pack(store.packs, HUB, usb, TODAY, room=lambda _: Room(reserve + SIZE - 1, total))
    assert not store.packs.folder.exists()
    assert add_pack(store.packs, HUB, usb, TODAY, room=lambda _: Room(reserve + SIZE, total)).copied == SIZE


def test_a_disk_that_does_not_say_how_much_is_free_is_not_taken_for_a_full_one(store: Store, usb: Path) -> None:
    assert add_pack(store.packs, HUB, usb, TODAY, room=lambda _: None).copied == SIZE


def test_what_expired_gives_its_room_and_only_where_that_is_enough(store: Store, usb: Path, tmp_path: Path) -> None:
    old = {"a.pdf": b"x" * 50_000}
    add_pack(store.packs, HUB, lay_out(tmp_path / "old", pack_of(old, resource="viejo", expires=TODAY), old), TODAY)
    later = date(2026, 7, 1)

    def room(free: int) -> Room:
        return Room(500_000_000 + free, 10**12)

    with pytest.raises(NoSpace):
        add_pack(store.packs, HUB, usb, later, room=lambda _: room(SIZE - 50_001))
    with pytest.raises(NoSpace):
        add_pack(store.packs, HUB, usb, None, room=lambda _: room(SIZE - 50_000))
    assert [kept.pack.resource for kept in store.packs.all()] == ["viejo"]
    done = add_pack(store.packs, HUB, usb, later, room=lambda _: room(SIZE - 50_000))
    assert (done.freed, [kept.pack.resource for kept in store.packs.all()]) == (50_000, ["relatos"])


def test_an_expired_pack_is_refused_unless_the_clock_is_not_believed(store: Store, tmp_path: Path) -> None:
    usb = lay_out(tmp_path / "usb", pack_of(expires=date(2026, 6, 16)))

    with pytest.raises(BadInput, match="venció"):
        add_pack(store.packs, HUB, usb, TODAY)
    assert add_pack(store.packs, HUB, usb, None).version == 1


def test_a_newer_version_takes_the_place_of_an_older_one_and_never_the_other_way(
    store: Store, usb: Path, tmp_path: Path
) -> None:
    files = FILES | {"zorro.pdf": b"nuevo"}
    newer = lay_out(tmp_path / "newer", pack_of(files, version=2), files)
    add_pack(store.packs, HUB, usb, TODAY)
    done = add_pack(store.packs, HUB, newer, TODAY)

    assert (done.copied, done.freed) == (5, len(STORY))
    assert [(kept.pack.version, kept.pack.files[0].size) for kept in store.packs.all()] == [(2, 5)]
    with pytest.raises(BadInput, match="más nueva"):
        add_pack(store.packs, HUB, usb, TODAY)
    other = lay_out(tmp_path / "other", pack_of(version=2))
    with pytest.raises(BadInput, match="mismo número"):
        add_pack(store.packs, HUB, other, TODAY)


def test_a_newer_version_that_breaks_off_leaves_the_older_one_whole(store: Store, usb: Path, tmp_path: Path) -> None:
    files = FILES | {"nuevo.pdf": b"nuevo"}
    newer = lay_out(tmp_path / "newer", pack_of(files, version=2), files)
    (newer / "nuevo.pdf").unlink()
    add_pack(store.packs, HUB, usb, TODAY)

    with pytest.raises(RoadClosed, match=r"nuevo\.pdf"):
        add_pack(store.packs, HUB, newer, TODAY)
    kept = store.packs.all()[0].pack
    assert (kept.version, store.packs.missing(kept)) == (1, [])


def test_one_pack_is_taken_in_at_a_time(store: Store, usb: Path) -> None:
    with store.packs.changing(), pytest.raises(NotReady):
        add_pack(store.packs, HUB, usb, TODAY)


def test_a_folder_without_a_pack_says_what_is_missing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"falta «pack\.json»"):
        add_pack(store.packs, HUB, tmp_path, TODAY)


def test_a_manifest_signed_for_something_else_is_refused(store: Store, usb: Path) -> None:
    manifest = manifest_of(pack_of())
    (usb / MANIFEST).write_bytes(signed(manifest, RELEASE.sign_release("ab" * 32, 5, "3", manifest)))

    with pytest.raises(Untrusted):
        add_pack(store.packs, HUB, usb, TODAY)
    assert SIZE < MB
