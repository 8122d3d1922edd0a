"""Registers that go sideways are read as those that do not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.importers.wide import upright
from edge.store import Store
from shared.tabular import parse_table
from tests.edge.building import CATALOGUE, GUIDE, TABLET, new_store
from tests.edge.importers.exports import PLACE, take
from tests.edge.importers.registers import totals
from tests.shared.tabular.making import text, xlsx


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        opened.db.put("catalogue", CATALOGUE)
        yield opened


def units(store: Store) -> list[tuple[str, int]]:
    return sorted((fact.resource, fact.units) for fact, _ in totals(store))


def test_a_column_for_each_week_is_a_total_for_each_week(store: Store) -> None:
    data = b"Recurso;16/03/2026;Semana del 23/03/2026;Total\ntablet;20;25;45\nguia-com-3;3;;3\nTOTAL;23;25;48\n"
    report = take(store, data)

    assert units(store) == [(GUIDE, 3), (TABLET, 20), (TABLET, 25)]
    assert "una columna por semana" in report.words()
    assert "Filas de total dejadas fuera: 1 (línea 4)" in report.words()
    assert take(store, data).added == 0


def test_a_column_for_each_resource_is_a_total_for_each_resource(store: Store) -> None:
    data = xlsx([["Cuaderno 2026"], ["Semana", "tablet", "guia-com-3", "Velas"], [date(2026, 3, 16), 20, 3, 1]])
    report = take(store, data)

    assert units(store) == [(GUIDE, 3), (TABLET, 20)]
    assert "Columnas que no se leyeron: Velas." in report.words()


def test_a_week_that_only_counts_is_refused_with_its_reason(store: Store) -> None:
    report = take(store, b"Recurso;Semana 12;Semana 13\ntablet;20;25\n", despite=False)

    assert [row.line for row in report.refused] == [2, 2]
    assert "no dice desde cuándo cuenta" in report.refused[0].why


def test_a_register_that_does_not_go_sideways_is_left_alone() -> None:
    for data in (b"Recurso;Cantidad\ntablet;2\n", b"Semana;Nombre\n2026-W12;Ana\n"):
        assert upright(parse_table(data), PLACE) is None


UNITS = st.integers(0, 900)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(UNITS, UNITS), min_size=1, max_size=6))
def test_both_ways_of_writing_the_same_register_read_the_same(counted: list[tuple[int, int]]) -> None:
    weeks = [f"2026-W{12 + at}" for at in range(len(counted))]
    rows = [[week, str(one), str(two)] for week, (one, two) in zip(weeks, counted, strict=True)]
    by_resource = [["Semana", "tablet", GUIDE], *rows]
    by_week = [["Recurso", *weeks], *([name, *(row[at] for row in rows)] for at, name in ((1, "tablet"), (2, GUIDE)))]
    read = [upright(parse_table(text(rows).encode()), PLACE) for rows in (by_week, by_resource)]

    told = [sorted((row["week"], row["resource"], row["units"]) for row in one.rows) for one in read if one]
    assert told[0] == told[1]
    assert len(told[0]) == 2 * len(counted)
