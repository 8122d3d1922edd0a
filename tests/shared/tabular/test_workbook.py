"""A workbook reads back as it was written: numbers as numbers, codes as texts, and no text as a formula."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from shared.tabular.workbook import workbook


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+1", "0403691", "-", "@x", "María\tÑ"])
def test_a_text_stays_a_text(text: str) -> None:
    book = load_workbook(BytesIO(workbook({"Hoja": (["a", text], [[text, 7]])})))
    cells = list(book["Hoja"].iter_rows())

    assert [cell.value for cell in cells[1]] == [text, 7]
    assert (cells[0][1].data_type, cells[1][0].data_type, cells[1][1].data_type) == ("s", "s", "n")


def test_sheets_keep_their_order_and_their_header_in_view() -> None:
    book = load_workbook(BytesIO(workbook({"Uno": (["a"], []), "Dos": (["b"], [[1.25]])})))

    assert book.sheetnames == ["Uno", "Dos"]
    assert (book["Uno"].freeze_panes, book["Dos"]["A2"].value) == ("A2", 1.25)
