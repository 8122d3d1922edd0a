"""Quantities of a register: which mark is the decimal one is told by the whole file, and what is unsure is refused."""

import pytest

from edge.importers.amounts import MOST_UNITS, Amounts
from shared.errors import BadRow
from shared.tabular import Row, Table


def amounts(*cells: str, delimiter: str = ";") -> Amounts:
    rows = tuple(Row(line, {"Cantidad": text}) for line, text in enumerate(cells, start=2))
    return Amounts(Table(("Cantidad",), rows, "utf-8", delimiter, True), {"units": "Cantidad"}, {"units": "cantidad"})


@pytest.mark.parametrize(("beside", "read"), [("12,5", 1_500), ("1.234.567", 1_500)])
def test_what_one_cell_cannot_tell_another_of_the_file_does(beside: str, read: int) -> None:
    assert amounts("1.500", beside).read(2, "units", "1.500") == read


def test_a_quantity_that_may_be_two_numbers_is_refused_with_how_to_write_it() -> None:
    with pytest.raises(BadRow, match=r"«1.500» puede tener separador de miles.*\(1500\)"):
        amounts("1.500").read(2, "units", "1.500")


def test_a_quantity_that_is_the_same_either_way_is_read_in_an_unsure_file() -> None:
    assert amounts("1.500", "15").read(3, "units", "15") == 15


def test_a_workbook_holds_numbers_as_numbers() -> None:
    assert amounts("15.0", delimiter="").read(2, "units", "15.0") == 15


@pytest.mark.parametrize("text", ["", "—", "s/d"])
def test_a_cell_that_says_nothing_is_no_quantity(text: str) -> None:
    assert amounts(text).read(2, "units", text) is None


@pytest.mark.parametrize("text", ["-1", "2,5", "muchas", str(MOST_UNITS + 1)])
def test_what_is_no_whole_number_within_bounds_is_refused_by_its_line_and_column(text: str) -> None:
    with pytest.raises(BadRow, match="en la columna cantidad") as refused:
        amounts(text, "3,5").read(9, "units", text)

    assert refused.value.line == 9
