"""Amounts are read with their unit beside them, by the column's own decimal mark; none that cannot be is believed."""

import pytest

from hub.importers.amounts import Amount, Amounts
from shared.errors import BadInput, BadRow
from shared.tabular import Column, Mark, Row, Table

SOLES = Amount(Column("soles", ("monto",)), 100, 1_000, "soles")


def amounts(*cells: str, asked: Mark | None = None) -> tuple[Amounts, list[Row]]:
    rows = tuple(Row(line, {"soles": cell}) for line, cell in enumerate(cells, start=2))
    return Amounts(Table(("soles",), rows, "utf-8", ";", True, spelt={"soles": "Monto"}), [SOLES], asked), list(rows)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [("S/ 350", 35_000), ("S/. 12.50", 1_250), ("12,5 soles", 1_250), ("0", 0), ("Sin límite", None), (" ", 7)],
)
def test_an_amount_is_read_with_its_unit_and_a_blank_leaves_what_was_known(cell: str, cents: int | None) -> None:
    of, (row,) = amounts(cell)

    assert of.read(row, "soles", 7) == cents


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("-1", "«-1» es menos que nada (columna «Monto»). Escriba cuánto hay, desde 0"),
        ("1001", "«1001» pasa de 1,000 soles (columna «Monto»): revise la cifra y su unidad"),
        ("1e99", "«1e99» pasa de 1,000 soles (columna «Monto»): revise la cifra y su unidad"),
        ("mucho", "«mucho» no es un número de soles (columna «Monto»); se escribe como 1200.50"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_line_and_column(cell: str, why: str) -> None:
    of, (row,) = amounts(cell)

    with pytest.raises(BadRow) as refused:
        of.read(row, "soles")
    assert str(refused.value) == f"Línea 2: {why}"


def test_a_column_that_can_be_read_in_two_ways_asks_for_its_mark() -> None:
    with pytest.raises(BadInput, match="--decimal"):
        amounts("1,234")

    of, (row,) = amounts("0,234", asked=Mark.COMMA)
    assert of.read(row, "soles") == 23


def test_of_a_column_that_is_not_there_nothing_is_said() -> None:
    of, (row,) = amounts("5")

    assert (of.says(row, "cost"), of.read(row, "cost", 3)) == (False, 3)
