"""One table, whatever it is written as: its rows, its total, and nothing that a spreadsheet would run."""

import csv
import io
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from edge.reports.report import FEW, Cell, Column, Report, of_pupils

COLUMNS = (Column("Recurso"), Column("Cantidad", adds=True), Column("Día"), Column("Hay", adds=True))
_figures = st.one_of(st.none(), st.integers(0, 10**6))
_texts = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\ufffe\uffff"), max_size=9
)
_rows = st.tuples(_texts, _figures, st.one_of(st.none(), st.dates()), _figures)


def in_csv(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(report.as_csv().removeprefix("\ufeff"), newline=""), delimiter=";"))


def in_xlsx(report: Report) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(report.as_xlsx())).active
    assert sheet is not None
    return [["" if value is None else str(value) for value in row] for row in sheet.values]


@settings(deadline=None)
@given(st.lists(_rows, max_size=8))
def test_files_have_the_same_rows_and_the_same_total(rows: list[tuple[Cell, ...]]) -> None:
    report = Report("Prueba", COLUMNS, tuple(rows))
    sums = [sum(row[at] for row in rows if isinstance(row[at], int)) for at in (1, 3)]
    texts, cells = in_csv(report), in_xlsx(report)

    assert report.total == ("TOTAL", sums[0], None, sums[1])
    assert [row[1:] for row in texts] == [row[1:] for row in cells]
    assert texts[-1] == ["TOTAL", str(sums[0]), "", str(sums[1])]
    assert len(texts) == len(rows) + 2


def test_what_a_spreadsheet_would_run_is_a_text() -> None:
    report = Report("Prueba", COLUMNS, (("=1+1", 1, None, 2), ("@x", 1, date(2026, 6, 1), 2)))
    sheet = load_workbook(io.BytesIO(report.as_xlsx())).active

    assert [row[0] for row in in_csv(report)] == ["Recurso", "'=1+1", "'@x", "TOTAL"]
    assert sheet is not None
    assert (sheet["A2"].data_type, sheet["A2"].value, sheet["C3"].value) == ("s", "=1+1", "2026-06-01")


def test_few_pupils_are_not_told() -> None:
    assert [of_pupils(count) for count in (0, 1, 4, 5, 30)] == [FEW, FEW, FEW, 5, 30]
