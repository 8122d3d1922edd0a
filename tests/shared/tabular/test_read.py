import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadInput, BadRow
from shared.tabular import parse_table, read_table

CSV = 'código,nombre\r\n0403691,"I.E. ""Ñahui"", anexo"\r\n0403692,Otra\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_accent_survives_whatever_encoding_the_spreadsheet_chose(encoding: str) -> None:
    table = parse_table(CSV.encode(encoding))

    assert table.rows[0]["nombre"] == 'I.E. "Ñahui", anexo'
    assert [row.line for row in table.rows] == [2, 3]


def test_leading_zeros_and_semicolons_stay_text() -> None:
    table = parse_table(b"a;b\n007;1,5\n")

    assert (table.rows[0]["a"], table.rows[0]["b"]) == ("007", "1,5")


def test_a_line_cut_in_the_middle_is_named_and_gives_nothing() -> None:
    with pytest.raises(BadRow) as caught:
        parse_table(CSV.encode()[: CSV.encode().index(b"0403692") + 4])

    assert caught.value.line == 3


def test_a_quote_left_open_is_an_error_and_not_a_row() -> None:
    with pytest.raises(BadRow):
        parse_table(b'a,b\n1,"dos')


def test_a_last_line_without_its_end_is_told() -> None:
    assert not parse_table(b"a,b\n1,2").ended
    assert parse_table(b"a,b\n1,2\n").ended


def test_a_compressed_file_cut_short_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode() * 50)[:-30])

    with pytest.raises(BadInput, match="cortado"):
        read_table(path)


def test_a_small_file_that_grows_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" * 100_000))

    with pytest.raises(BadInput, match="demasiado grande"):
        read_table(path, max_bytes=10_000)


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(BadRow, match=r"ugel.*código"):
        parse_table(CSV.encode()).require(["ugel"])


@given(st.binary(max_size=300))
def test_any_bytes_give_a_table_or_a_reason(data: bytes) -> None:
    with suppress(BadInput):
        table = parse_table(data)

        assert all(len(row.cells) == len(table.columns) for row in table.rows)
