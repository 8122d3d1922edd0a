"""Which heading is which column; what an error of a header may repeat, and what not."""

import pytest

from edge.importers.headings import all_there, headings_of, without
from shared.errors import BadRow
from shared.tabular import Column, Table, parse_table

WEEK, UNITS, NOTE = (
    Column("week", ("semana",), needed=True),
    Column("units", ("cantidad", "usos"), needed=True),
    Column("note", ("nota",)),
)
COLUMNS = (WEEK, UNITS, NOTE)


def table(header: str) -> Table:
    cells = ",".join("1" for _ in header.split(","))
    return parse_table(f"{header}\n{cells}\n".encode())


def test_each_column_is_found_by_any_of_its_names_and_the_rest_is_left() -> None:
    assert headings_of(table("Director,USOS,Semana"), COLUMNS) == {"week": "Semana", "units": "USOS"}


def test_a_column_that_is_missing_is_asked_for_by_the_name_that_people_use() -> None:
    with pytest.raises(BadRow, match="falta la columna cantidad") as caught:
        headings_of(table("semana,nota"), COLUMNS)

    assert "units" not in caught.value.why


def test_all_that_is_missing_is_told_at_once() -> None:
    with pytest.raises(BadRow, match="semana, cantidad"):
        headings_of(table("nota"), COLUMNS)


def test_a_first_line_that_is_a_person_is_not_repeated() -> None:
    with pytest.raises(BadRow) as caught:
        headings_of(table("Rosa Quispe Huamán,71000000"), COLUMNS)

    assert "Rosa" not in str(caught.value)
    assert "71000000" not in str(caught.value)


@pytest.mark.parametrize("header", ["semana,cantidad,cantidad", "semana,Cantidad,CANTIDAD"])
def test_a_column_that_is_there_twice_is_refused_and_no_half_of_it_is_read(header: str) -> None:
    with pytest.raises(BadRow, match=r"«[Cc]antidad» está dos veces"):
        headings_of(table(header), COLUMNS)


def test_twice_does_not_matter_of_what_nobody_reads() -> None:
    assert headings_of(table("semana,cantidad,firma,firma"), COLUMNS) == {"week": "semana", "units": "cantidad"}


def test_a_book_of_several_sheets_is_told_on_which_one() -> None:
    error = without(7, ["semana"], "Marzo")

    assert (error.line, "«Marzo»" in error.why, "falta la columna semana" in error.why) == (7, True, True)


def test_a_table_is_whole_without_what_may_be_left_out() -> None:
    assert all_there(table("semana,usos"), COLUMNS)
    assert not all_there(table("semana,nota"), COLUMNS)
