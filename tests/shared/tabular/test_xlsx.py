"""Workbooks: numbers and dates as text, titles and merged cells, the sheet that matters; bombs refused."""

import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from shared.errors import BadInput
from shared.tabular import Column, parse_table
from tests.shared.tabular.making import xlsx, zipped

PROJECT = Path(__file__).resolve().parents[3]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WANTED = (Column("cod_mod", ("código modular",), needed=True), Column("alumnos"), Column("fecha"), Column("lat"))


def test_numbers_and_dates_are_the_text_that_the_sheet_shows() -> None:
    data = xlsx([["Código modular", "Alumnos", "Fecha", "Lat"], [403691, 84.0, date(2026, 3, 16), -13.143017]])

    table = parse_table(data, columns=WANTED)

    assert dict(table.rows[0].cells) == {
        "cod_mod": "403691",
        "alumnos": "84",
        "fecha": "2026-03-16",
        "lat": "-13.143017",
    }
    assert (table.rows[0].line, table.delimiter) == (2, "")


def test_a_merged_title_and_blank_rows_come_before_the_header() -> None:
    rows = [["PADRÓN DE INSTITUCIONES 2026"], [], ["cod_mod", "alumnos", "fecha"], ["0403691", 1, date(2026, 1, 2)]]

    table = parse_table(xlsx(rows, merge="A1:C1"), columns=WANTED)

    assert (table.line, [row["fecha"] for row in table.rows]) == (3, ["2026-01-02"])


def test_the_sheet_with_the_columns_is_the_one_that_is_read() -> None:
    book = Workbook()
    book.active.title = "Leyenda"
    book.active.append(["Esto es", "una leyenda"])
    listing = book.create_sheet("Listado")
    listing.append(["cod_mod", "alumnos"])
    listing.append(["0403691", 5])
    file = BytesIO()
    book.save(file)

    table = parse_table(file.getvalue(), columns=WANTED)

    assert [row["cod_mod"] for row in table.rows] == ["0403691"]
    assert any("Listado" in note.text() for note in table.notes)


def test_a_hidden_sheet_is_not_read() -> None:
    book = Workbook()
    book.active.append(["cod_mod", "alumnos"])
    book.active.append(["0403691", 5])
    hidden = book.create_sheet("Oculta", 0)
    hidden.append(["cod_mod", "alumnos", "fecha"])
    hidden.append(["0403692", 6, "2026-01-02"])
    hidden.sheet_state = "hidden"
    file = BytesIO()
    book.save(file)

    table = parse_table(file.getvalue(), columns=WANTED)

    assert [row["cod_mod"] for row in table.rows] == ["0403691"]


def test_a_formula_gives_the_value_that_the_file_keeps() -> None:
    cells = '<c r="A2"><f>400000+3691</f><v>403691</v></c><c r="B2" t="str"><f>""</f><v></v></c>'

    table = parse_table(_formulas(cells), columns=WANTED)

    assert [(row["cod_mod"], row["alumnos"]) for row in table.rows] == [("403691", "")]


def test_a_formula_without_its_value_is_refused_and_is_no_blank() -> None:
    data = xlsx([["cod_mod", "alumnos", "otra"], ["0403691", "=1+1", 1], ["0403692", 5, "=1+1"]])

    table = parse_table(data, columns=WANTED)

    assert [row["cod_mod"] for row in table.rows] == ["0403692"]
    assert [(one.line, "fórmula" in one.why) for one in table.refused] == [(2, True)]


def _formulas(cells: str) -> bytes:
    head = '<c r="A1" t="str"><v>cod_mod</v></c><c r="B1" t="str"><v>alumnos</v></c>'
    rows = f'<row r="1">{head}</row><row r="2">{cells}</row>'
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    return _replaced(xlsx([["x"]]), "xl/worksheets/sheet1.xml", sheet)


def test_an_empty_book_says_so() -> None:
    with pytest.raises(BadInput, match="vacío"):
        parse_table(xlsx([]))


def _replaced(data: bytes, name: str, text: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as file:
        files = {one: file.read(one) for one in file.namelist()}
    return zipped(files | {name: text.encode()})


def test_entities_that_grow_are_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    data = xlsx([["cod_mod"], ["1"]])

    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with pytest.raises(BadInput, match="dañado"):
            parse_table(_replaced(data, name, bomb))
    with pytest.raises(BadInput, match="dañado"):
        parse_table(_of_excel(bomb))


def test_strings_that_excel_keeps_apart_are_found() -> None:
    strings = f'<sst xmlns="{SHEET}" count="2"><si><t>cod_mod</t></si><si><t>0403691</t></si></sst>'

    assert [row["cod_mod"] for row in parse_table(_of_excel(strings), columns=WANTED).rows] == ["0403691"]


def _of_excel(strings: str) -> bytes:
    """Return a book of two cells whose texts lie in a list of their own, as Excel writes it."""
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>{at - 1}</v></c></row>' for at in (1, 2))
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    book = _replaced(xlsx([["x"]]), "xl/worksheets/sheet1.xml", sheet)
    with zipfile.ZipFile(BytesIO(book)) as file:
        types = file.read("[Content_Types].xml").decode()
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    book = _replaced(book, "[Content_Types].xml", types.replace("</Types>", override))
    return _replaced(book, "xl/sharedStrings.xml", strings)


def test_a_sheet_of_libreoffice_says_how_to_save_it() -> None:
    with pytest.raises(BadInput, match=r"\.ods"):
        parse_table(zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}))


@pytest.mark.parametrize(("entry", "words"), [("xl/workbook.bin", "xlsb"), ("word/document.xml", "sin hojas")])
def test_what_is_no_workbook_of_sheets_says_what_it_is(entry: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        parse_table(zipped({"[Content_Types].xml": b"<x/>", entry: b"x"}))


def test_a_cell_far_away_does_not_make_a_table_of_millions() -> None:
    cells = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 30))
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>'

    with pytest.raises(BadInput, match="demasiadas celdas"):
        parse_table(_replaced(xlsx([["cod_mod"]]), "xl/worksheets/sheet1.xml", sheet))


@pytest.mark.parametrize("far", [1_048_577, 999_999_999_999])
def test_a_row_beyond_the_last_of_a_sheet_is_refused_at_once(far: int) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{far}"><c r="A1"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>'

    with pytest.raises(BadInput, match="demasiadas celdas"):
        parse_table(_replaced(xlsx([["cod_mod"]]), "xl/worksheets/sheet1.xml", sheet))


def test_rows_far_apart_keep_their_numbers() -> None:
    cells = '<row r="3"><c r="A3" t="str"><v>cod_mod</v></c></row><row r="1048576"><c r="A1048576"><v>7</v></c></row>'
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{cells}</sheetData></worksheet>'

    table = parse_table(_replaced(xlsx([["x"]]), "xl/worksheets/sheet1.xml", sheet), columns=WANTED)

    assert (table.line, [row.line for row in table.rows]) == (3, [1_048_576])


def test_the_size_that_a_sheet_claims_is_not_believed() -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>cod_mod</v></c></row><row r="2"><c r="A2"><v>403691</v></c></row>'
    claim = f'<worksheet xmlns="{SHEET}"><dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData></worksheet>'

    table = parse_table(_replaced(xlsx([["x"]]), "xl/worksheets/sheet1.xml", claim), columns=WANTED)

    assert [row["cod_mod"] for row in table.rows] == ["403691"]


def test_who_reads_no_workbook_does_not_pay_for_one() -> None:
    asked = "import sys, shared.tabular; sys.exit('openpyxl' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], cwd=PROJECT).returncode == 0


def test_of_sheets_with_the_same_columns_one_with_rows_is_read_and_the_others_are_named() -> None:
    book = Workbook()
    for name, codes in (("Formato", []), ("Huamanga", ["0403691"]), ("Cangallo", ["0403692"])):
        sheet = book.create_sheet(name)
        for row in (["COD_MOD", "CEN_EDU"], *([code, "IE"] for code in codes)):
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    table = parse_table(file.getvalue(), "x.xlsx", [Column("cod_mod"), Column("cen_edu")])

    assert [row["cod_mod"] for row in table.rows] == ["0403691"]
    assert any("no se leyeron: Cangallo." in note.text() for note in table.notes)
