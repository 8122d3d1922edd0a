"""dBase tables: their encodings, padding and deleted records; a damaged one gives nothing."""

import struct
from pathlib import Path

import pytest

from shared.errors import BadInput, BadRow
from shared.tabular import Column, Lacking, parse_table, read_table
from tests.shared.tabular.making import dbf

COLUMNS = (("COD_MOD", 7), ("CEN_EDU", 20), ("NLAT_IE", 12))
ROW = {"COD_MOD": "0403691", "CEN_EDU": "Ñandú JOSÉ", "NLAT_IE": "-13.143017"}


def test_the_real_table_of_the_padron_has_its_letters(real_data: Path) -> None:
    table = read_table(real_data / "schools" / "padron_apoyo_cp850.dbf")
    tidy = read_table(real_data / "schools" / "padron_apoyo_tidy.csv")

    assert (len(table.rows), table.encoding, table.rows[0].line) == (128, "cp850", 1)
    assert [row["CEN_EDU"] for row in table.rows] == [row["cen_edu"] for row in tidy.rows]
    assert [row["D_GESTION"] for row in table.rows] == [row["d_gestion"] for row in tidy.rows]


@pytest.mark.parametrize(("encoding", "driver"), [("cp850", 2), ("cp1252", 3), ("cp1252", 0x57), ("cp850", 0)])
@pytest.mark.parametrize("pad", [b" ", b"\0"])
def test_the_driver_byte_tells_the_encoding_and_the_padding_goes(encoding: str, driver: int, pad: bytes) -> None:
    [row] = parse_table(dbf(COLUMNS, [ROW], encoding=encoding, driver=driver, pad=pad)).rows

    assert dict(row.cells) == ROW


@pytest.mark.parametrize(("encoding", "driver"), [("cp1252", 2), ("utf-8", 0x57), ("cp850", 3)])
def test_a_driver_byte_that_lies_is_not_believed_against_the_text(encoding: str, driver: int) -> None:
    [row] = parse_table(dbf(COLUMNS, [ROW], encoding=encoding, driver=driver)).rows

    assert row["CEN_EDU"] == ROW["CEN_EDU"]


def test_an_accent_inside_a_word_is_no_capital() -> None:
    data = dbf(COLUMNS, [ROW | {"CEN_EDU": "San José"}], encoding="cp1252", driver=0)

    assert parse_table(data).rows[0]["CEN_EDU"] == "San José"


def test_deleted_records_are_left_out_and_the_others_keep_their_number() -> None:
    table = parse_table(dbf(COLUMNS, [ROW, ROW, ROW], deleted=[1]))

    assert [row.line for row in table.rows] == [1, 3]
    assert "borrados" in table.notes[0].text()


def test_zeros_inside_a_text_refuse_that_record_alone() -> None:
    data = dbf(COLUMNS, [ROW, ROW | {"CEN_EDU": "a\0b"}, ROW])

    assert [row.line for row in parse_table(data).refused] == [2]


@pytest.mark.parametrize("cut", [1, 2, 39, 60, 200])
def test_a_table_cut_short_is_refused(cut: int) -> None:
    data = dbf(COLUMNS, [ROW] * 5).removesuffix(b"\x1a")

    with pytest.raises(BadInput, match=r"cortado|dañad"):
        parse_table(data[:-cut])


def test_a_table_longer_than_its_header_says_is_refused() -> None:
    data = bytearray(dbf(COLUMNS, [ROW] * 5))
    data[4:8] = struct.pack("<I", 2)

    with pytest.raises(BadInput, match="2 registros y trae 5"):
        parse_table(bytes(data))


def test_a_record_that_does_not_begin_where_it_must_is_damage() -> None:
    data = bytearray(dbf(COLUMNS, [ROW] * 2))
    data[-41] = ord("X")

    with pytest.raises(BadRow, match="dañado"):
        parse_table(bytes(data))


def _typed(kind: bytes, width: int, cell: bytes) -> bytes:
    field = b"X".ljust(11, b"\0") + kind + bytes(4) + bytes([width, 0]) + bytes(14)
    start = struct.pack("<4BIHH", 0x30, 121, 8, 16, 1, 65, 1 + width) + bytes(17) + bytes([3, 0, 0])
    return start + field + b"\r" + b" " + cell + b"\x1a"


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        (b"D", b"20260316", "2026-03-16"),
        (b"D", b"        ", ""),
        (b"L", b"T", "sí"),
        (b"L", b"?", ""),
        (b"N", b"   -13.5", "-13.5"),
        (b"I", struct.pack("<i", -7), "-7"),
        (b"B", struct.pack("<d", 2.5), "2.5"),
        (b"Y", struct.pack("<q", 12_345_000), "1234.5000"),
        (b"T", struct.pack("<II", 2_461_116, 0), "2026-03-16"),
    ],
)
def test_each_type_of_field_is_text_in_the_end(kind: bytes, cell: bytes, text: str) -> None:
    table = parse_table(_typed(kind, len(cell), cell) if text else _typed(kind, len(cell), cell) + b"")

    assert [row["X"] for row in table.rows] == ([text] if text else [])


def test_memos_are_left_blank_and_told() -> None:
    columns = parse_table(_typed(b"M", 10, b"         1"))

    assert (columns.rows, "notas" in columns.notes[0].text()) == ((), True)


def test_a_code_in_a_column_that_is_not_read_is_told_to_be_missing_and_not_blank() -> None:
    data = bytearray(dbf((("COD_MOD", 8), ("CEN_EDU", 20)), [{"COD_MOD": "0403691", "CEN_EDU": "IE 1"}]))
    data[32 + 11] = ord("V")

    with pytest.raises(Lacking, match=r"COD_MOD \(no se lee\)"):
        parse_table(bytes(data), "x.dbf", [Column("cod_mod", needed=True)])
