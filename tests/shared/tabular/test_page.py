"""Tables of web pages, which many systems call .xls: read as the sheet that Excel would show of them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.tabular import Column, parse_table
from tests.shared.tabular.making import text

WANTED = (Column("code", ("código modular",), needed=True), Column("name", ("nombre de ssee",)), Column("lat"))
HEADER = "<tr><th>C&oacute;digo Modular</th><th>Nombre de SS.EE.</th><th>Lat</th></tr>"
ROW = "<tr><td x:num>0403691</td><td><b>38</b>001<br>&nbsp;&Ntilde;USTA\n&amp; CO</td><td>-13,5</td></tr>"


def page(*rows: str, before: str = "<html><body>", after: str = "</body></html>") -> bytes:
    return f"{before}<table border=1>{''.join(rows)}</table>{after}".encode()


def said(data: bytes, columns: tuple[Column, ...] = WANTED) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, tuple(row.cells.values())) for row in parse_table(data, "listado.xls", columns).rows]


@pytest.mark.parametrize(
    "data",
    [
        page(HEADER, ROW),
        page(HEADER, ROW).decode().upper().replace("OACUTE", "oacute").replace("NTILDE", "Ntilde")
        .replace("NBSP", "nbsp").replace("AMP", "amp").encode(),
        page(HEADER, ROW, before="\ufeff\r\n<!DOCTYPE html><head><style>td{mso-number-format:'@'}</style></head>"),
        page(HEADER, ROW.replace("</td>", "").replace("</tr>", "")),
        page("<tr><td colspan=3>LISTADO</td></tr>", HEADER, ROW),
        b"<table><tr><td>Usuario</td><td>Clave</td></tr><tr><td>a</td><td>b</td></tr></table>" + page(HEADER, ROW),
    ],
)  # fmt: skip
def test_a_table_under_the_name_of_a_spreadsheet_goes_in(data: bytes) -> None:
    [(_, cells)] = said(data)

    assert cells == ("0403691", "38001 ÑUSTA & CO", "-13,5")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_letters_that_are_written_out_are_read(encoding: str) -> None:
    data = "<table><tr><td>código modular</td><td>lat</td></tr><tr><td>1</td><td>ñandú</td></tr></table>"

    assert said(data.encode(encoding)) == [(2, ("1", "ñandú"))]


def test_a_cell_over_several_rows_is_that_of_each_and_a_number_of_the_first() -> None:
    rows = "<tr><td>1</td><td rowspan='2'>IE</td><td rowspan=2>5</td></tr>", "<tr><td>2</td></tr>"
    table = parse_table(page(HEADER, *rows), "x", WANTED)

    assert [tuple(row.cells.values()) for row in table.rows] == [("1", "IE", "5"), ("2", "IE", "")]
    assert [note.text().partition(":")[0] for note in table.notes] == [
        "Celdas combinadas hacia abajo", "Números en celdas combinadas",
    ]  # fmt: skip


def test_another_table_with_the_same_columns_is_told() -> None:
    table = parse_table(page(HEADER, ROW) + page(HEADER, ROW, ROW), "x", WANTED)

    assert len(table.rows) == 2
    assert "no se leyeron: 1" in table.notes[0].text()


@pytest.mark.parametrize(
    "data",
    [
        b"<html>La sesi\xc3\xb3n termin\xc3\xb3</html>",
        page("<tr><td>Usuario</td><td>Clave</td></tr>", "<tr><td>ana</td><td>1</td></tr>"),
        page(),
        b"<?xml version='1.0'?><Workbook/>",
    ],
)
def test_a_page_without_such_a_table_is_called_a_page(data: bytes) -> None:
    with pytest.raises(BadInput, match="página web o XML"):
        parse_table(data, "x", WANTED)


@pytest.mark.parametrize("cut", [20, 60, 100])
def test_a_page_that_was_cut_gives_no_half_of_its_table(cut: int) -> None:
    with pytest.raises(BadInput, match="cortado o dañado"):
        parse_table(page(HEADER, ROW, ROW, ROW, after="")[:-cut], "x", WANTED)


@pytest.mark.parametrize("piece", ["<", "<td", "<td ", "<table>", "<tr>", "<!--", "&", "<td><", "<b", "<td rowspan=9>"])
def test_a_page_of_nothing_but_marks_takes_no_time(piece: str) -> None:
    data = f"<html><table><tr><td>{piece * 100_000}".encode()
    begun = time.perf_counter()
    with pytest.raises(BadInput):
        parse_table(data, "x", WANTED)

    assert time.perf_counter() - begun < 10


def test_a_page_of_more_rows_than_a_sheet_has_is_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(BadInput, match="demasiadas celdas"):
        parse_table(b"<html><table>" + b"<tr>" * 1_100_000 + b"</table></html>", "x", WANTED)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_any_cells_come_out_as_from_delimited_text(rows: list[tuple[str, str]]) -> None:
    from html import escape

    header = ("código modular", "lat")
    body = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in (header, *rows))
    whole, wanted = page(*body), (WANTED[0], WANTED[2])
    plain = parse_table(text([header, *rows]).encode(), "x", wanted)

    assert [cells for _, cells in said(whole, wanted)] == [tuple(row.cells.values()) for row in plain.rows]
