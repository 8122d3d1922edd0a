"""Workbooks for Excel: numbers stay numbers, codes stay texts, and no text is taken for a formula."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

Sheet = tuple[Sequence[str], Iterable[Sequence[object]]]
_WIDEST = 60
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """Return an XLSX file with a sheet for each title: a header that stays in view, and rows."""
    # A fifth of a second: only where somebody asks for a workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, (header, rows) in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        _fill(sheet, header, [list(row) for row in rows])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for at, name in enumerate(header):
        widths = (len(str(row[at])) for row in rows)
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(_WIDEST, max([len(name), *widths]) + 2)
    sheet.append([_cell(sheet, name, Font(bold=True)) for name in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: object, font: Any = None) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # A text that begins with "=" is a text: a formula in the name of a school would run where it is opened.
        cell.data_type = "s"
    if isinstance(value, float):
        cell.number_format = "#,##0.000"
    if font is not None:
        cell.font = font
    return cell
