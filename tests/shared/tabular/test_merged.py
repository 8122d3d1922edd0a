"""What one cell over several rows says is said of each of them; a number is not."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from shared.errors import BadInput
from shared.tabular import Column, Table, parse_table
from shared.tabular.lines import Lines
from shared.tabular.merged import MAX_MERGED, Merged, filled_down, merged_down
from tests.shared.tabular.making import xlsx

WANTED = (Column("semana", needed=True), Column("recurso", needed=True), Column("cantidad", needed=True))
HEAD = ["semana", "recurso", "cantidad"]


def read(rows: list[list[object]], *ranges: str) -> Table:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for one in ranges:
        book.active.merge_cells(one)
    file = BytesIO()
    book.save(file)
    return parse_table(file.getvalue(), columns=WANTED)


def test_a_week_and_a_word_over_several_rows_are_those_of_each_row() -> None:
    rows = [HEAD, [date(2026, 3, 16), "tablet", 20], [None, None, 5], [None, "guia", 3], ["2026-W13", "guia", 4]]
    table = read(rows, "A2:A4", "B2:B3")

    assert [tuple(row.cells.values()) for row in table.rows] == [
        ("2026-03-16", "tablet", "20"),
        ("2026-03-16", "tablet", "5"),
        ("2026-03-16", "guia", "3"),
        ("2026-W13", "guia", "4"),
    ]
    assert [note.text() for note in table.notes if "hacia abajo" in note.text()] == [
        "Celdas combinadas hacia abajo: lo que dicen se tomó para cada una de sus filas. Filas: 2 (líneas 3, 4)."
    ]


@pytest.mark.parametrize("amount", [20, "20", "1.020,5"])
def test_a_number_over_several_rows_stands_in_the_first_alone_and_is_told(amount: object) -> None:
    table = read([HEAD, ["2026-W12", "tablet", amount], ["2026-W12", "guia", None]], "C2:C3")

    assert [row["cantidad"] for row in table.rows] == [str(amount), ""]
    assert any("Números en celdas combinadas" in note.text() for note in table.notes)


def test_the_cells_of_a_header_over_two_rows_make_no_second_header() -> None:
    table = read([HEAD, [None, None, None], ["2026-W12", "tablet", 20]], "A1:A2", "B1:B2", "C1:C2")

    assert [row["recurso"] for row in table.rows] == ["tablet"]
    assert table.refused == ()


def test_a_title_over_several_columns_is_said_of_no_other_row() -> None:
    data = xlsx([["CUADERNO"], HEAD, ["2026-W12", "tablet", 20]], merge="A1:C1")

    assert parse_table(data, columns=WANTED).notes[0].text().startswith("La cabecera está en la línea 2")


def test_ranges_are_found_wherever_the_sheet_is_cut() -> None:
    before = b" " * 1_048_560

    assert merged_down(BytesIO(before + b'<x:mergeCell ref="AB2:AB9"/><mergeCell ref="A1:C1"/>')) == [Merged(2, 9, 27)]


def test_too_many_are_refused() -> None:
    ranges = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (at, at + 1) for at in range(1, MAX_MERGED + 2))

    with pytest.raises(BadInput, match="demasiadas celdas combinadas"):
        merged_down(BytesIO(ranges))


class Last(int):
    """A last row that counts how often anybody asks whether it is over."""

    asked = 0

    def __lt__(self, other: int) -> bool:
        Last.asked += 1
        return int(self) < other


def test_cells_that_have_ended_or_say_nothing_are_not_looked_at_in_every_later_row() -> None:
    rows = [(line, ["x", None]) for line in range(1, 1_001)]
    merged = [Merged(1, Last(3), 0), Merged(1, Last(1_000), 1)]
    given = list(filled_down(rows, merged, Lines(), Lines()))

    assert given == rows
    assert Last.asked < 10
