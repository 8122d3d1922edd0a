"""A table once it was read: cells by column, columns by any of their names, headings that name nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.tabular.table import Cells, Column, Lacking, Row, headings

PUPILS = Column("students", ("total alumnos", "matrícula"))


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=6))
def test_the_cells_of_a_row_are_a_mapping_like_any_other(said: dict[str, str]) -> None:
    cells = Cells({name: at for at, name in enumerate(said)}, list(said.values()))

    assert (dict(cells), len(cells)) == (said, len(said))
    assert cells == said


def test_a_cell_of_a_column_that_is_not_there_is_empty() -> None:
    assert Row(2, {"name": "IE"})["students"] == ""


@pytest.mark.parametrize(
    ("found", "taken"),
    [
        (["Matrícula", "STUDENTS"], "STUDENTS"),
        (["Matrícula", "Total Alumnos"], "Total Alumnos"),
        (["TOTAL  ALUMNOS"], "TOTAL  ALUMNOS"),
        (["Matricula"], "Matricula"),
        (["Alumnas"], None),
        ([], None),
    ],
)
def test_a_column_is_found_by_our_name_first_and_by_others_in_their_order(found: list[str], taken: str | None) -> None:
    assert PUPILS.among(found) == taken


def test_of_two_equal_headings_the_first_is_meant() -> None:
    assert PUPILS.among(["Matrícula", " MATRICULA"]) == "Matrícula"


def test_of_several_years_the_last_is_meant_and_a_heading_without_a_year_before_them() -> None:
    years = ["Matrícula 2025", "Matrícula 2026", "Matrícula 2024"]

    assert PUPILS.among(years) == "Matrícula 2026"
    assert PUPILS.among([*years, "Matrícula"]) == "Matrícula"


def test_a_header_that_lacks_columns_says_which_and_what_is_there() -> None:
    error = Lacking(3, ["cod_mod", "nombre"], ["DNI", "Año"])

    assert error.missing == ("cod_mod", "nombre")
    assert "faltan las columnas cod_mod, nombre. El archivo trae: DNI, Año." in str(error)


def test_a_first_line_of_data_is_not_repeated_since_it_may_name_somebody() -> None:
    assert "Quispe" not in str(headings(["0403691", "84", "Rosa Quispe"]))


@pytest.mark.parametrize(("count", "told"), [(20, "c19"), (21, "c19…")])
def test_of_many_headings_twenty_are_told(count: int, told: str) -> None:
    assert str(headings([f"c{at}" for at in range(count)])).endswith(told)
