"""A manifest is read as it was signed or not at all, and a device is told in words what it lacks."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.devices import DeviceState
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.packs import (
    MAX_FILES,
    MAX_MANIFEST_BYTES,
    Lack,
    Needs,
    Pack,
    PackFile,
    is_safe,
    manifest_of,
    needs_of,
    read_pack,
    read_signed,
    signed,
    why_not,
)
from shared.resources import Requirement, Resource, ResourceKind

FILE = PackFile("zorro.pdf", "ab" * 32, 10, "application/pdf", "c1", "El zorro", 5)
PACK = Pack(resource=ResourceId("relatos"), version=2, language="quy", expires=date(2026, 12, 31), files=(FILE,))
_amounts = st.integers(0, 64_000)


def with_files(*paths: str) -> bytes:
    return manifest_of(msgspec.structs.replace(PACK, files=tuple(PackFile(path, "ab" * 32, 1) for path in paths)))


def test_what_was_signed_is_read_byte_by_byte() -> None:
    read = read_signed(signed(manifest_of(PACK), b"s" * 64))

    assert (bytes(read.manifest), read.release_signature) == (manifest_of(PACK), b"s" * 64)
    assert read_pack(bytes(read.manifest)) == PACK


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "C:/x", "a\\b", "a/./b", ".x", "", "Nul", "a\0b"])
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(BadInput, match="no puede ser suyo"):
        read_pack(with_files("a.pdf", path))


def test_two_files_of_one_name_are_refused_also_where_only_capitals_tell_them_apart() -> None:
    with pytest.raises(BadInput, match="dos veces"):
        read_pack(with_files("a/Zorro.pdf", "A/zorro.PDF"))


@pytest.mark.parametrize("change", [{"version": 0}, {"files": ()}, {"resource": ""}, {"needs": {"android": -1}}])
def test_a_field_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput, match=r"pack\.json"):
        read_pack(msgspec.json.encode(msgspec.to_builtins(PACK) | change))


def test_a_million_entries_are_refused_before_they_are_read() -> None:
    with pytest.raises(BadInput, match="demasiado grande"):
        read_signed(b" " * (MAX_MANIFEST_BYTES + 1))
    with pytest.raises(BadInput, match=r"pack\.json"):
        read_pack(with_files(*(str(n) for n in range(MAX_FILES + 1))))


def test_what_nests_without_end_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match=r"pack\.json"):
        read_signed(b'{"manifest":' + b"[" * 100_000)


@given(st.text(max_size=40))
def test_what_is_taken_for_a_path_stays_below_its_folder(path: str) -> None:
    parts = path.split("/")

    assert not is_safe(path) or not {"", ".", ".."} & set(parts)


def test_a_pack_expires_after_its_last_day_and_never_where_nobody_knows_the_day() -> None:
    assert [PACK.expired(day) for day in (date(2026, 12, 31), date(2027, 1, 1), None)] == [False, True, False]
    assert not msgspec.structs.replace(PACK, expires=None).expired(date(2099, 1, 1))


def test_what_lies_in_a_pack_twice_takes_its_room_once() -> None:
    again = msgspec.structs.replace(FILE, path="otra vez.pdf")

    assert msgspec.structs.replace(PACK, files=(FILE, again)).size == FILE.size


def test_the_catalogue_says_what_a_pack_asks() -> None:
    asks = Requirement(android=8, storage_mb=600, memory_mb=2_000)
    resource = Resource(id=ResourceId("r"), name="R", kind=ResourceKind.PACK, requires=asks)

    assert needs_of(resource) == Needs(8, 600, 2_000)


@pytest.mark.parametrize(
    ("told", "lack", "words"),
    [
        ({"android": 7}, Lack("android", 9, 7), "Pide Android 9 o más nuevo y tiene Android 7."),
        ({}, Lack("android", 9, None), "Pide Android 9 y no está anotado cuál tiene."),
        ({"free_mb": 0}, Lack("storage", 600, 0), "Pide 600 MB libres y tiene 0 MB."),
        ({"storage_mb": 500}, Lack("storage", 600, 500), "Pide 600 MB libres y tiene 500 MB."),
        ({"storage_mb": 16_000}, Lack("storage", 600, None), "Pide 600 MB libres y no está anotado cuánto tiene."),
        ({"memory_mb": 1_000}, Lack("memory", 2_000, 1_000), "Pide 2,000 MB de memoria y tiene 1,000 MB."),
    ],
)
def test_why_not_is_said_in_words(told: dict[str, int], lack: Lack, words: str) -> None:
    device = DeviceState(resource=ResourceId("tablet"), serial="A1", **told)
    found = why_not(device, Needs(9, 600, 2_000))

    assert lack in found
    assert lack.said().text() == words


@given(st.none() | _amounts, st.none() | _amounts, st.none() | _amounts, _amounts, _amounts, _amounts)
def test_a_device_lacks_nothing_where_all_is_known_and_enough_and_what_asks_nothing_suits_all(
    android: int | None, free: int | None, memory: int | None, first: int, second: int, third: int
) -> None:
    device = DeviceState(resource=ResourceId("tablet"), serial="A1", android=android, free_mb=free, memory_mb=memory)
    has, asks = (android, free, memory), (first, second, third)
    enough = all(not need or (own is not None and own >= need) for own, need in zip(has, asks, strict=True))

    assert (why_not(device, Needs(*asks)) == ()) is enough
    assert why_not(device, Needs()) == ()
