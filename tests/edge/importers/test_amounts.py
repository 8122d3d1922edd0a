"""Quantities of a register: what a file's cells say together settles what each of them says."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.importers.amounts import MOST_UNITS, Amounts
from shared.errors import BadRow
from shared.tabular import Row, Table

COLUMN = {"units": "cantidad"}


def amounts(cells: Sequence[str], *, delimiter: str = ";") -> Amounts:
    rows = tuple(Row(line, {"cantidad": cell}) for line, cell in enumerate(cells, 2))
    return Amounts(Table(("cantidad",), rows, "utf-8", delimiter, ended=True), COLUMN, COLUMN)


def read(cells: Sequence[str], *, delimiter: str = ";") -> list[int | None]:
    found = amounts(cells, delimiter=delimiter)
    return [found.read(line, "units", cell) for line, cell in enumerate(cells, 2)]


@settings(deadline=None)
@given(st.lists(st.integers(0, MOST_UNITS), max_size=8), st.sampled_from([",", "."]))
def test_whole_numbers_in_either_dialect_read_back_the_same(units: list[int], group: str) -> None:
    mark = "." if group == "," else ","
    cells = [f"{one:,}".replace(",", group) + f"{mark}00" for one in units]

    assert read(cells) == units


@given(st.lists(st.integers(0, MOST_UNITS), max_size=8))
def test_plain_numbers_need_no_mark_to_be_told(units: list[int]) -> None:
    assert read([str(one) for one in units]) == units


@pytest.mark.parametrize("cell", ["1.500", "2,000"])
def test_alone_a_cell_that_may_be_two_numbers_is_refused_and_beside_a_clear_one_it_is_not(cell: str) -> None:
    mark = "," if "." in cell else "."

    with pytest.raises(BadRow, match="separador de miles o decimales"):
        read([cell])
    assert read([cell, f"7{mark}0"]) == [int(cell.replace(".", "").replace(",", "")), 7]


def test_a_sheet_writes_numbers_with_a_point() -> None:
    assert read(["20.0", "1,500"], delimiter="") == [20, 1500]
    with pytest.raises(BadRow, match="un número entero"):
        read(["1.5"], delimiter="")


def test_a_separator_of_thousands_is_told_with_its_lines() -> None:
    found = amounts(["1.500", "2.000", "3,0"])
    for line, cell in ((2, "1.500"), (3, "2.000"), (4, "3,0")):
        found.read(line, "units", cell)

    [note] = found.notes()
    assert "separador de miles: 2 (líneas 2, 3). «2.000» es 2,000" in note.text()


@pytest.mark.parametrize("cell", ["-1", "100001", "muchas", "50%", "1e99"])
def test_what_is_no_quantity_is_refused_by_its_column(cell: str) -> None:
    with pytest.raises(BadRow, match=r"Línea 2: .* no sirve en la columna cantidad"):
        read([cell])


@pytest.mark.parametrize(("beside", "units"), [("12,5", 1_500), ("1.234.567", 1_500)])
def test_what_one_cell_cannot_tell_another_of_the_file_does(beside: str, units: int) -> None:
    assert amounts(["1.500", beside]).read(2, "units", "1.500") == units


def test_a_quantity_that_may_be_two_numbers_is_refused_with_how_to_write_it() -> None:
    with pytest.raises(BadRow, match=r"«1.500» puede tener separador de miles.*\(1500\)"):
        amounts(["1.500"]).read(2, "units", "1.500")


def test_a_quantity_that_is_the_same_either_way_is_read_in_an_unsure_file() -> None:
    assert amounts(["1.500", "15"]).read(3, "units", "15") == 15


@pytest.mark.parametrize("text", ["", "—", "s/d"])
def test_a_cell_that_says_nothing_is_no_quantity(text: str) -> None:
    assert read([text]) == [None]


@pytest.mark.parametrize("text", ["-1", "2,5", "muchas", str(MOST_UNITS + 1)])
def test_what_is_no_whole_number_within_bounds_is_refused_by_its_line_and_column(text: str) -> None:
    with pytest.raises(BadRow, match="en la columna cantidad") as refused:
        amounts([text, "3,5"]).read(9, "units", text)

    assert refused.value.line == 9
