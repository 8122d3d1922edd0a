"""A file is read by what it holds, whole or not at all, whatever it is called."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.errors import BadInput, BadRow
from shared.tabular import Column, parse_table, read_table
from tests.shared.tabular.making import dbf, text, xlsx, zipped

CSV = 'código,nombre\r\n0403691,"I.E. ""Ñahui"", anexo"\r\n0403692,Otra\r\n'
COLUMNS = (("COD_MOD", 7), ("CEN_EDU", 30))
ROWS = [{"COD_MOD": "0403691", "CEN_EDU": "Ñahuinpuquio"}]
TABLE = [["COD_MOD", "CEN_EDU"], ["0403691", "Ñahuinpuquio"]]
SPANISH = (
    "NIÑO JESÚS",
    "Señor de los Milagros",
    "Túpac Amaru",
    "José María Argüedas",
    "N° 38001",
    "¿Anexo?",
    "",
    "a b",
)

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), max_size=8)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_accent_survives_whatever_encoding_the_spreadsheet_chose(encoding: str) -> None:
    table = parse_table(CSV.encode(encoding))

    assert table.rows[0]["nombre"] == 'I.E. "Ñahui", anexo'
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    "data",
    [
        text(TABLE).encode("cp850"),
        text(TABLE, "\t").encode("utf-16"),
        text(TABLE, "|").encode("cp1252"),
        gzip.compress(text(TABLE, ",").encode()),
        dbf(COLUMNS, ROWS),
        gzip.compress(dbf(COLUMNS, ROWS)),
        xlsx(TABLE),
        zipped({"datos/Padron_web.dbf": dbf(COLUMNS, ROWS), "leame.txt": b"hola", "__MACOSX/._x.dbf": b"x"}),
        zipped({"lista.csv": text(TABLE).encode()}),
        zipped({"lista.xlsx": xlsx(TABLE)}),
        zipped({"lista.csv.gz": gzip.compress(text(TABLE).encode())}),
    ],
    ids=["cp850", "utf-16 tab", "bar", "gzip", "dbf", "dbf.gz", "xlsx", "zip dbf", "zip csv", "zip xlsx", "zip gz"],
)
def test_the_same_table_comes_out_of_every_format_under_any_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "datos.xls"
    file.write_bytes(data)

    table = read_table(file)

    assert [dict(row.cells) for row in table.rows] == ROWS
    assert table.refused == ()


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
    assert parse_table("a,b\n1,2\n".encode("utf-16")).ended


def test_a_file_that_is_too_large_or_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a,b\n1,2\n")

    with pytest.raises(BadInput, match="demasiado grande"):
        read_table(tmp_path / "x.csv", max_bytes=4)
    with pytest.raises(BadInput, match="No se puede abrir"):
        read_table(tmp_path / "y.csv")


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(BadRow, match=r"ugel.*código"):
        parse_table(CSV.encode(), columns=[Column("ugel", needed=True)])


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b"\x9d\xc8")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\x03\x79\x08\x10" + bytes(60))
def test_any_bytes_give_a_table_or_a_reason(data: bytes) -> None:
    with suppress(BadInput):
        table = parse_table(data)

        assert all(len(row.cells) == len(table.columns) for row in table.rows)


@settings(deadline=None)
@given(at=st.floats(0, 1), bits=st.binary(min_size=1, max_size=6), kind=st.sampled_from(["dbf", "xlsx", "zip", "gz"]))
@example(at=0.8515625, bits=b"\x00", kind="zip")
def test_a_file_with_spoilt_bytes_gives_a_table_or_a_reason(at: float, bits: bytes, kind: str) -> None:
    sound = {
        "dbf": dbf(COLUMNS, ROWS),
        "xlsx": xlsx(TABLE),
        "zip": zipped({"a.dbf": dbf(COLUMNS, ROWS)}),
        "gz": gzip.compress(text(TABLE).encode()),
    }[kind]
    place = int(at * len(sound))

    with suppress(BadInput):
        parse_table(sound[:place] + bits + sound[place + len(bits) :])


@settings(deadline=None)
@given(keep=st.floats(0, 1, exclude_max=True), kind=st.sampled_from(["dbf", "xlsx", "zip", "gz"]))
def test_a_file_cut_short_never_gives_half_of_itself(keep: float, kind: str) -> None:
    rows = [{"COD_MOD": f"{number:07d}", "CEN_EDU": "IE"} for number in range(50)]
    sound = {
        "dbf": dbf(COLUMNS, rows).removesuffix(b"\x1a"),
        "xlsx": xlsx([TABLE[0], *([row["COD_MOD"], "IE"] for row in rows)]),
        "zip": zipped({"a.dbf": dbf(COLUMNS, rows)}),
        "gz": gzip.compress(text([TABLE[0], *([row["COD_MOD"], "IE"] for row in rows)]).encode()),
    }[kind]

    with suppress(BadInput):
        assert parse_table(sound[: int(keep * len(sound))]).rows == ()


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(st.sampled_from(SPANISH), min_size=3, max_size=3).filter(any), min_size=1, max_size=12),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850"]),
    delimiter=st.sampled_from(";,\t|"),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
)
def test_a_table_in_any_encoding_and_delimiter_reads_back_the_same(
    rows: list[list[str]], encoding: str, delimiter: str, end: str
) -> None:
    header = ["código", "institución", "año"]

    table = parse_table(text([header, *rows], delimiter, end=end).encode(encoding))

    assert [list(row.cells.values()) for row in table.rows] == rows
    assert (list(table.columns), table.refused) == (header, ())


@settings(deadline=None)
@given(rows=st.lists(st.tuples(WORDS, WORDS).filter(any), max_size=6), delimiter=st.sampled_from(";,\t|"))
def test_any_text_quoted_as_it_must_be_reads_back_the_same(rows: list[tuple[str, str]], delimiter: str) -> None:
    table = parse_table(text([["primera", "segunda"], *rows], delimiter).encode())

    assert [tuple(row.cells.values()) for row in table.rows] == rows


@settings(deadline=None)
@given(
    rows=st.lists(st.sampled_from(SPANISH).filter(bool), min_size=1, max_size=20), pad=st.sampled_from([b" ", b"\0"])
)
def test_a_dbf_reads_back_the_same_whatever_pads_it(rows: list[str], pad: bytes) -> None:
    data = dbf(COLUMNS, [{"COD_MOD": "0403691", "CEN_EDU": cell} for cell in rows], pad=pad)

    assert [row["CEN_EDU"] for row in parse_table(data).rows] == rows
