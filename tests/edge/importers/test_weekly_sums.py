"""Rows of a register that sum those above: left out where they are right, refused where they are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.store import Store
from tests.edge.building import CATALOGUE, GUIDE, SCHOOL, TABLET, new_store
from tests.edge.importers.exports import take
from tests.edge.importers.registers import rows, units_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        opened.db.put("catalogue", CATALOGUE)
        yield opened


@pytest.mark.parametrize("label", ["16/03/2026;TOTAL GENERAL:", "Suma;Suma", "Suma total;"])
def test_a_row_that_sums_those_above_is_left_out_with_a_note(store: Store, label: str) -> None:
    table = rows("16/03/2026;tablet;12", "16/03/2026;Guías;3", f"{label};15", header="Semana;Recurso;Cantidad\n")
    report = take(store, table)

    assert (report.read, report.added, report.refused) == (2, 2, ())
    assert "Filas de total dejadas fuera: 1" in report.words()


def test_each_week_of_a_register_may_have_its_sum(store: Store) -> None:
    lines = ["16/03/2026;tablet;12", "Suma;;12", "23/03/2026;tablet;7", "Suma;;7", "Suma total;;19"]
    report = take(store, rows(*lines, header="Semana;Recurso;Cantidad\n"))

    assert (report.added, report.refused, "dejadas fuera: 3" in report.words()) == (2, (), True)


def test_a_sum_that_is_none_is_refused_with_both_numbers(store: Store) -> None:
    report = take(store, rows("16/03/2026;tablet;12", "16/03/2026;Total;40", header="Semana;Recurso;Cantidad\n"))

    assert [row.line for row in report.refused] == [3]
    assert "dice 40, pero las filas de arriba suman 12" in report.refused[0].why


@pytest.mark.parametrize(("header", "label"), [("Aula", "TOTAL"), ("Servicio", "Subtotal:")], ids=["class", "school"])
def test_a_sum_labelled_in_any_column_of_text_does_not_count_twice(store: Store, header: str, label: str) -> None:
    served = SCHOOL if header == "Servicio" else "3° A"
    lines = [f"16/03/2026;{name};{units};{served}" for name, units in ((TABLET, 10), (GUIDE, 3), (TABLET, 5))]
    sums = [f"16/03/2026;{TABLET};15;{label}", f"16/03/2026;{GUIDE};3;{label}", f";;18;{label}"]
    report = take(store, rows(*lines, *sums, header=f"Semana;Recurso;Cantidad;{header}\n"))

    assert (report.refused, report.added, units_of(store)) == ((), 3, 15)
    assert "Filas de total dejadas fuera: 3" in report.words()


def test_a_sum_of_a_resource_is_held_against_that_resource(store: Store) -> None:
    lines = [f"16/03/2026;{TABLET};10;A", f"16/03/2026;{GUIDE};3;A", f"16/03/2026;{TABLET};13;TOTAL"]
    report = take(store, rows(*lines, header="Semana;Recurso;Cantidad;Aula\n"))

    assert [row.line for row in report.refused] == [4]
    assert "suman 10" in report.refused[0].why
