"""Compressed files: one table, or a list of what there is; bombs, links and paths out are refused unread."""

import gzip
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest

from shared.errors import BadInput
from shared.tabular import members, parse_table
from shared.tabular.archive import unzipped
from tests.shared.tabular.making import xlsx, zipped

CSV = b"a;b\r\n1;2\r\n"


def entry(name: str, data: bytes = CSV, *, mode: int = 0o644) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        file.writestr(info, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_several_tables_in_a_zip_are_listed_and_none_is_guessed() -> None:
    with pytest.raises(BadInput, match=r"a\.csv, b\.csv"):
        parse_table(zipped({"a.csv": CSV, "b.csv": CSV}))


def test_a_zip_without_a_table_says_so() -> None:
    with pytest.raises(BadInput, match=r"foto\.png"):
        parse_table(zipped({"foto.png": b"x"}))


def test_the_files_of_a_zip_come_by_name_without_what_is_no_file() -> None:
    data = zipped({"./": b"", "users.csv": CSV, "__MACOSX/._users.csv": b"x", ".DS_Store": b"x"})

    assert members(data) == {"users.csv": CSV}


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv"])
def test_a_path_out_of_the_archive_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="ruta"):
        parse_table(entry(name))


def test_a_link_is_refused() -> None:
    with pytest.raises(BadInput, match="enlace"):
        parse_table(entry("x.csv", b"/etc/passwd", mode=stat.S_IFLNK | 0o777))


def test_a_locked_archive_is_told() -> None:
    data = bytearray(entry("x.csv"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1

    with pytest.raises(BadInput, match="clave"):
        parse_table(bytes(data))


@contextmanager
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < 50 * 1_048_576
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: entry("x.csv", data)], ids=["gzip", "zip"])
def test_a_bomb_is_refused_before_it_fills_the_memory(pack: object) -> None:
    bomb = pack(bytes(300 * 1_048_576))  # type: ignore[operator]

    with little_memory(), pytest.raises(BadInput, match="demasiado grande"):
        parse_table(bomb)


def test_many_calm_files_are_a_bomb_together() -> None:
    bomb = zipped({f"{number}.csv": bytes(15_600_000) for number in range(8)})

    with little_memory(), pytest.raises(BadInput, match="demasiado grande"):
        members(bomb)


def test_only_the_files_that_are_asked_for_are_unpacked() -> None:
    damaged = bytearray(zipped({"a.csv": CSV, "foto.png": b"\x89PNG" * 9}))
    damaged[damaged.index(b"foto.png") + 12] ^= 0xFF

    assert members(bytes(damaged), only={"a.csv"}) == {"a.csv": CSV}


def test_a_workbook_is_held_to_what_the_caller_bears() -> None:
    with pytest.raises(BadInput, match="demasiado grande"):
        parse_table(xlsx([["a"]]), max_bytes=1_000)


def test_an_archive_of_a_million_names_is_refused_by_its_directory_alone() -> None:
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 46_000_000, 0, 0)

    with pytest.raises(BadInput, match="demasiados"):
        parse_table(b"PK\x03\x04" + bytes(100) + end)


def test_too_many_files_are_refused() -> None:
    with pytest.raises(BadInput, match="demasiados"):
        members(zipped({f"{number}.csv": b"" for number in range(2_001)}))


def test_an_archive_in_an_archive_is_refused() -> None:
    with pytest.raises(BadInput, match="más de una vez"):
        parse_table(zipped({"x.csv": zipped({"y.csv": CSV})}))


def test_a_compressed_file_cut_short_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="cortado"):
        unzipped(gzip.compress(CSV * 50)[:-30])


def test_a_file_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(BadInput, match="demasiado grande"):
        unzipped(gzip.compress(CSV * 100_000), max_bytes=10_000)
