"""Weekly totals of a paper register, from a spreadsheet."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from edge.importers.accept import accept
from edge.importers.draft import FAMILIES
from edge.importers.read import place_of, read_files
from edge.store import Store
from shared.errors import BadInput, BadRow
from shared.facts import WeeklyTotal
from shared.imported import Outcome
from shared.occurred import Occurred
from tests.edge.building import CATALOGUE, GUIDE, SCHOOL, TABLET, new_store
from tests.edge.importers.exports import PLACE, take
from tests.edge.importers.registers import WEEK, rows, totals, units_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        opened.db.put("catalogue", CATALOGUE)
        yield opened


def test_a_row_is_the_total_of_its_week(store: Store) -> None:
    take(store, rows("2026-03-16,tablet,77,24,20,sí"))

    expected = WeeklyTotal(school=SCHOOL, resource=TABLET, units=77, learners=24, peak=20, whole_week=True)
    assert totals(store) == [(expected, Occurred.in_week(WEEK, "paper"))]


@pytest.mark.parametrize("written", ["77.000", "1,500", "1.000"])
def test_a_quantity_that_may_be_two_is_refused_by_its_line(store: Store, written: str) -> None:
    report = take(store, rows(f'2026-03-16,guias,"{written}",,,'), despite=False)

    assert [row.line for row in report.refused] == [2]
    assert f"«{written}» puede tener separador de miles o decimales" in report.refused[0].why
    assert written.replace(".", "").replace(",", "") in report.refused[0].why


@pytest.mark.parametrize(
    ("clear", "written", "units"), [('"3,0"', "1.500", 1500), ("3.0", '"1,500"', 1500), ("3.50", "1.500", None)]
)
def test_another_cell_of_the_file_tells_what_the_mark_is(
    store: Store, clear: str, written: str, units: int | None
) -> None:
    report = take(store, rows(f"2026-03-16,tablet,5,{clear},,", f"2026-03-16,guia-com-3,{written},,,"))

    assert [fact.units for fact, _ in totals(store) if fact.resource == GUIDE] == ([units] if units else [])
    assert ("separador de miles: 1 (línea 3)" in report.words()) == bool(units)


def test_days_that_may_be_two_are_told_with_how_they_were_read(store: Store) -> None:
    report = take(store, rows("03/02/2026,tablet,5,,,sí", "12/02/2026,tablet,7,,,sí"))

    assert "se leyó el día primero («03/02/2026» es 2026-02-03)" in report.words()


def test_mondays_tell_which_comes_first(store: Store) -> None:
    asked = take(store, rows("02/03/2026,tablet,5,,,sí", "09/03/2026,tablet,7,,,sí"))
    with pytest.raises(BadInput, match="el mes antes del día"):
        take(store, rows("04/06/2026,tablet,5,,,sí", "05/11/2026,tablet,7,,,sí"))

    assert (asked.added, "se leyó el día primero" in asked.words()) == (2, False)


@pytest.mark.parametrize("week", ["2026-W12", "16/03/2026", "20/3/2026", "2026-03-18"])
@pytest.mark.parametrize("name", ["guia-com-3", "Guías", "guias", " GUIAS "])
def test_weeks_and_resources_go_by_their_usual_names(store: Store, week: str, name: str) -> None:
    data = rows(f"{week};{name};5;;;", header="Semana;Recurso;Cantidad;Estudiantes;Máximo a la vez;Semana completa\n")
    take(store, data.decode().encode("cp1252"))

    assert [(fact.resource, fact.units, occurred) for fact, occurred in totals(store)] == [
        (GUIDE, 5, Occurred.in_week(WEEK, "paper"))
    ]


def test_a_workbook_of_excel_goes_in(store: Store) -> None:
    from datetime import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Registro de recursos, I.E. 38001"])
    sheet.append(["Semana", "Recurso", "Unidades", "Semana completa"])
    sheet.append([datetime(2026, 3, 16), "Tabletas", 77, "x"])  # noqa: DTZ001 - as Excel keeps it
    sheet.append([datetime(2026, 3, 16), "Guías", 5.0, "x"])  # noqa: DTZ001
    out = BytesIO()
    book.save(out)
    done = take(store, out.getvalue())

    assert (done.added, done.refused) == (2, ())
    assert (units_of(store), units_of(store, GUIDE)) == (77, 5)


def test_the_same_file_again_adds_nothing(store: Store) -> None:
    data = rows("2026-W12,tablet,77,,,sí", "2026-W12,guia-com-3,5,,,no")
    first, again = take(store, data), take(store, data)

    assert (first.added, again.added, again.known) == (2, 0, 2)


def test_a_corrected_whole_week_replaces_and_going_back_is_a_correction_too(store: Store) -> None:
    seen = []
    for units in (77, 70, 77, 77):
        done = take(store, rows(f"2026-W12,tablet,{units},,,sí"))
        seen.append((done.added, units_of(store)))

    assert seen == [(1, 77), (1, 70), (1, 77), (0, 77)]


def test_parts_of_a_week_add_up(store: Store) -> None:
    header = "week,resource,units,aula\n"
    take(store, rows("2026-W12,tablet,20,3° A", "2026-W12,tablet,20,4° B", header=header))

    assert units_of(store) == 40


def test_a_part_of_a_week_told_whole_changes_nothing_and_says_so(store: Store) -> None:
    take(store, rows("2026-W12,tablet,77,,,sí"))
    done = take(store, rows("2026-W12,tablet,5,,,no"))

    assert (done.added, units_of(store)) == (0, 77)
    assert any("anotadas enteras: 1" in note.text() for note in done.notes)


def test_a_file_that_does_not_say_may_be_taken_as_whole_weeks(store: Store) -> None:
    data = rows("2026-W12,tablet,77", header="semana,recurso,cantidad\n")
    asked = take(store, data, whole_week=True)

    assert totals(store)[0][0].whole_week
    assert any("reemplaza" in note.text() for note in asked.notes)


def test_a_blank_quantity_was_not_written_down_and_a_nought_was(store: Store) -> None:
    done = take(store, rows("2026-W12,tablet,,,,", "2026-W12,guia-com-3,0,,,"))

    assert (done.read, [fact.units for fact, _ in totals(store)]) == (1, [0])


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ("2026-W54,tablet,1,,,", "no es una semana"),
        ("2026-W30,tablet,1,,,", "todavía no llega"),
        ("2026-W12,tabletaz,1,,,", "¿Quiso decir «Tabletas»?"),
        ("2026-W12,cohete,1,,,", "no tiene «cohete»"),
        ("2026-W12,tablet,-3,,,", "número entero"),
        ('2026-W12,tablet,"1,5",,,', "número entero"),
        ("2026-W12,tablet,999999,,,", "número entero"),
        ("2026-W12,tablet,5,,9,", "a la vez"),
        ("2026-W12,tablet,5,,,tal vez", "sí ni no"),
        ("2026-W12,guia-com-3,6,,,", "línea 2"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_its_reason(store: Store, bad: str, told: str) -> None:
    done = take(store, rows("2026-W12,guia-com-3,5,,,sí", bad), despite=False)

    assert (done.outcome, [row.line for row in done.refused], store.records.count()) == (Outcome.HELD, [3], 0)
    assert told in done.refused[0].why


def test_a_file_of_another_school_is_refused(store: Store) -> None:
    header = "week,resource,units,school\n"
    done = take(store, rows("2026-W12,tablet,5,999999-0", "2026-W12,tablet,5,403691-0", header=header))

    assert (done.added, [row.line for row in done.refused]) == (1, [2])


def test_columns_that_are_missing_are_named() -> None:
    with pytest.raises(BadRow, match="falta la columna semana"):
        read_files({"a.csv": b"recurso,cantidad\ntablet,5\n"}, PLACE, FAMILIES["weekly"])


def test_a_column_that_is_there_twice_is_refused() -> None:
    data = b"Semana;Recurso;Cantidad;CANTIDAD\n2026-W12;tablet;5;6\n"

    with pytest.raises(BadRow, match="dos veces"):
        read_files({"a.csv": data}, PLACE)


def test_a_clock_that_was_reset_refuses_no_week(store: Store) -> None:
    store.clock.wall = store.clock.wall.replace(year=2001)  # type: ignore[attr-defined]

    assert place_of(store).today is None
    assert take(store, rows("2026-W12,tablet,5,,,")).added == 1


@pytest.mark.parametrize(("peak", "stands"), [("15", 15), ("25", 25), ("", 0)])
def test_a_corrected_week_corrects_its_peak_too(store: Store, peak: str, stands: int) -> None:
    take(store, rows("2026-W12,tablet,77,,20,sí"))
    done = take(store, rows(f"2026-W12,tablet,77,,{peak},sí"))
    again = take(store, rows(f"2026-W12,tablet,77,,{peak},sí"))

    assert (done.added, again.added) == (1, 0)
    assert [row.peak_concurrent for series in store.folded.weeks().values() for row in series] == [stands]


DAYS = "semana;recurso;cantidad\n"


def test_days_of_one_week_with_alike_quantities_are_as_many_rows(store: Store) -> None:
    lines = ("16/03/2026;tablet;5", "17/03/2026;tablet;5", "18/03/2026;tablet;7")
    first = take(store, rows(*lines, header=DAYS))
    again = take(store, rows(*reversed(lines), header=DAYS))

    assert (first.added, units_of(store), again.added, again.known) == (3, 17, 0, 3)


def test_equal_rows_of_one_day_add_up_and_are_told_of(store: Store) -> None:
    lines = ("17/03/2026;tablet;5", "2026-03-17;tablet;5", "18/03/2026;tablet;5")
    first = take(store, rows(*lines, header=DAYS))
    again = take(store, rows(*reversed(lines), header=DAYS))

    assert (first.added, units_of(store), again.added) == (3, 15, 0)
    assert any("iguales a otra del archivo: 1" in note.text() for note in first.notes)


@pytest.mark.parametrize("second", ["17/03/2026;tablet;5", "17/03/2026;tablet;7", "16/03/2026;tablet;7"])
def test_two_totals_of_one_whole_week_are_refused_by_line(store: Store, second: str) -> None:
    data = rows("16/03/2026;tablet;5", second, "23/03/2026;tablet;5", header=DAYS)
    done = take(store, data, whole_week=True, despite=False)

    assert (done.outcome, [row.line for row in done.refused], store.records.count()) == (Outcome.HELD, [3], 0)
    assert "línea 2" in done.refused[0].why


def test_a_quantity_that_is_none_is_refused_by_the_name_of_its_column(store: Store) -> None:
    report = take(store, rows("2026-03-16;tablet;muchas", header="Semana;Recurso;Cantidad\n"))

    assert "columna cantidad" in report.refused[0].why


@pytest.mark.parametrize("units", ["—", "-", "S/D", "s/d", "N.D."])
def test_a_quantity_that_nobody_knows_is_not_written_down(store: Store, units: str) -> None:
    report = take(store, rows(f"2026-03-16,tablet,{units},,,sí", "2026-03-16,guia-com-3,1\u202f234,—,,sí"))

    assert [(fact.resource, fact.units, fact.learners) for fact, _ in totals(store)] == [(GUIDE, 1234, None)]
    assert not report.refused


def test_days_with_the_month_first_are_refused_and_not_taken_for_others(store: Store) -> None:
    with pytest.raises(BadInput, match="el mes antes del día"):
        take(store, rows("03/02/2026,tablet,5,,,sí", "03/16/2026,tablet,7,,,sí"))

    assert totals(store) == []


def test_a_week_of_tablets_without_its_peak_is_told_to_count_only_as_use(store: Store) -> None:
    lines = ("2026-W12,tablet,41,,,", "2026-W12,guia-com-3,12,,,", "2026-W13,tablet,33,,20,", "2026-W14,tablet,0,,,")
    report = take(store, rows(*lines))

    assert "Filas de equipos sin el máximo a la vez (columna peak): 1. Se anotan solo como uso" in report.words()


def test_the_preview_shows_the_day_that_a_row_was_written_with(store: Store) -> None:
    data = rows("17/03/2026;tablet;5", "2026-W13;tablet;5", header=DAYS)
    report = accept(store, read_files({"a.csv": data}, place_of(store)), dry_run=True)

    assert [row["day"] for row in report.preview] == ["2026-03-17", "2026-03-23"]


def test_a_part_that_is_not_added_is_not_told_to_be(store: Store) -> None:
    take(store, rows("2026-W12,tablet,77,,20,sí"))
    told = take(store, rows("17/03/2026;tablet;5", header=DAYS)).words()

    assert "salvo que esa semana ya esté anotada entera" in told
    assert "anotadas enteras: 1. No se suman" in told
