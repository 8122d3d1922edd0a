"""The rows of one sheet as the file has them: no row is made up between two that are far apart."""

from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

from shared.tabular.assemble import UNSOLVED


class _Cells(WorkSheetParser):  # type: ignore[misc]
    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            # Where the result is the empty text, the cell says that it is a text.
            is_empty_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
            cell["value"] = None if is_empty_text else UNSOLVED
        return cell


def sheet_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """
    Give the number of each row and its values, blank ones between them.

    openpyxl's own ``iter_rows`` pads: a row that says it is the 999,999,999,999th would never come.
    """
    book = sheet.parent
    with sheet._get_source() as source:
        parser = _Cells(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for line, cells in parser.parse():
            row: list[Any] = [None] * max((cell["column"] for cell in cells), default=0)
            for cell in cells:
                row[cell["column"] - 1] = cell["value"]
            yield line, row
