"""The depots' stock is replaced depot by depot, whole or not at all."""

from datetime import date
from pathlib import Path

import pytest

from hub.allocation.tables import POOL
from hub.importers.supply import import_supply, units_gone
from shared.errors import BadInput
from shared.imported import Outcome
from shared.tabular import Mark
from tests.hub.builders import GUIDE, TABLET, Office
from tests.shared.tabular.making import xlsx


def supply(folder: Path, *rows: str) -> Path:
    file = folder / "supply.csv"
    file.write_text("\n".join(["depot,resource,units", *rows, ""]))
    return file


def test_a_depot_is_replaced_by_what_its_listing_says(office: Office, tmp_path: Path) -> None:
    import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},40", f"Huamanga,{TABLET},5", f"Huanta,{GUIDE},9"))

    report = import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},30"))

    assert (report.added, report.changed) == (0, 2)
    assert [(row.depot, row.resource, row.units) for row in office.store.supply()] == [
        ("Huamanga", GUIDE, 30),
        ("Huanta", GUIDE, 9),
    ]
    assert import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},30")).changed == 0


def test_the_day_of_the_count_is_read_and_a_dry_run_keeps_nothing(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    file.write_text(f"depot,resource,units,as_of\nHuamanga,{GUIDE},40,2026-10-01\n")

    tried = import_supply(office.store, file, dry_run=True)
    empty = office.store.supply()
    import_supply(office.store, file)

    assert (tried.added, tried.changed, empty) == (1, 0, [])
    assert [row.as_of for row in office.store.supply()] == [date(2026, 10, 1)]


def test_a_resource_that_the_catalogue_names_otherwise_is_answered_with_the_likest(
    office: Office, tmp_path: Path
) -> None:
    report = import_supply(office.store, supply(tmp_path, "Huamanga,tablets,4", "Huamanga,zzzz,4"))

    near, far = (line.why for line in report.refused)
    assert near == (f"el catálogo no tiene el recurso «tablets»; lo más parecido: {TABLET}")
    assert far == ("el catálogo no tiene el recurso «zzzz»")
    assert office.store.supply() == []


def test_a_day_that_is_none_refuses_the_file(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    file.write_text(f"depot,resource,units,as_of\nHuamanga,{GUIDE},40,ayer\n")

    report = import_supply(office.store, file)

    assert (report.failed, "AAAA-MM-DD" in report.words(), office.store.supply()) == (True, True, [])


def test_a_day_that_has_not_come_is_refused_with_its_line_and_its_column_as_the_file_calls_it(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "supply.csv"
    rows = [f"Huamanga;{GUIDE};40;01/10/2026", f"Huanta;{GUIDE};9;01/01/2027"]
    file.write_text("\n".join(["almacén;recurso;cantidad;Fecha de conteo", *rows, ""]))

    report = import_supply(office.store, file, accept=True)

    assert [str(one) for one in report.refused] == [
        "Línea 3: «01/01/2027» es un día que todavía no llega (columna «Fecha de conteo»). Escriba el "
        "día en que se contó"
    ]
    assert "as_of" not in report.words()
    assert [row.depot for row in office.store.supply()] == ["Huamanga"]


def test_a_depot_with_two_days_is_refused_at_the_line_of_the_second(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    rows = [f"Huamanga,{GUIDE},40,2026-10-01", f"Huanta,{GUIDE},9,2026-10-02", f"Huamanga,{TABLET},9,2026-10-02"]
    file.write_text("\n".join(["depot,resource,units,as_of", *rows, ""]))

    report = import_supply(office.store, file)

    assert (report.failed, [one.line for one in report.refused]) == (True, [4])
    assert "dice 01/10/2026 como día del conteo en la línea 2, y aquí otro día" in report.refused[0].why


def test_a_resource_twice_in_one_depot_is_refused_the_second_time(office: Office, tmp_path: Path) -> None:
    file = supply(tmp_path, f"Huamanga,{GUIDE},40", f"Huanta,{GUIDE},9", f"Huamanga,{GUIDE},1")

    report = import_supply(office.store, file, accept=True)

    assert [row.line for row in report.refused] == [4]
    assert [(row.depot, row.units) for row in office.store.supply()] == [("Huamanga", 40), ("Huanta", 9)]


@pytest.mark.parametrize("row", [f"Huamanga,{GUIDE},-4", "Huamanga,nada,4", f",{GUIDE},4", "Huamanga,Ñ,4"])
def test_one_bad_row_holds_the_file_until_it_is_accepted_without_it(office: Office, tmp_path: Path, row: str) -> None:
    file = supply(tmp_path, f"Huamanga,{TABLET},5", row)

    held = import_supply(office.store, file)
    before = office.store.supply()
    import_supply(office.store, file, accept=True)

    assert ([one.line for one in held.refused], held.outcome, before) == ([3], Outcome.HELD, [])
    assert [(one.resource, one.units) for one in office.store.supply()] == [(TABLET, 5)]


def test_a_listing_of_a_part_says_how_much_of_its_depot_would_be_gone(office: Office, tmp_path: Path) -> None:
    import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},3000", f"Huanta,{GUIDE},7", "Huamanga,pack-mat,0"))

    report = import_supply(office.store, supply(tmp_path, f"Huamanga,{TABLET},9"), dry_run=True)

    assert units_gone(report.changes) == (3000, 1)
    assert "Unidades que se quitan: 3,000, de recursos: 1." in report.words()
    whole = import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},2", "Huamanga,pack-mat,1"), dry_run=True)
    assert "se quitan" not in whole.words()


def test_the_depot_of_a_school_is_that_of_its_ugel(office: Office, tmp_path: Path) -> None:
    import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},40", f"Huanta,{GUIDE},9"))

    assert {school.depot for school in office.store.schools()} == {"Huamanga"}


def test_a_workbook_in_spanish_with_names_and_dates_is_a_listing(office: Office, tmp_path: Path) -> None:
    header = ["Almacén", "Recurso", "Cantidad", "Fecha del conteo"]
    rows = [["UGEL  Huamanga", "Tabletas", 40, date(2026, 10, 1)], ["UGEL Huamanga", "guías", 1200, date(2026, 10, 1)]]
    file = tmp_path / "existencias.xlsx"
    file.write_bytes(xlsx([["Existencias"], [], header, *rows, ["TOTAL", None, 1240]]))

    report = import_supply(office.store, file)

    assert (report.added, report.refused) == (2, ())
    assert {(row.resource, row.units) for row in office.store.supply()} == {(TABLET, 40), (GUIDE, 1200)}
    assert {school.depot for school in office.store.schools()} == {"UGEL Huamanga"}


def test_thousands_that_could_be_decimals_are_asked_about(office: Office, tmp_path: Path) -> None:
    file = supply(tmp_path, f"Huamanga,{GUIDE},1.200")

    with pytest.raises(BadInput, match="--decimal coma"):
        import_supply(office.store, file)
    import_supply(office.store, file, decimal=Mark.COMMA)

    assert [row.units for row in office.store.supply()] == [1200]


def test_thousands_read_as_decimals_by_the_rest_of_the_column_say_how_they_are_told(
    office: Office, tmp_path: Path
) -> None:
    file = supply(tmp_path, f"Huamanga,{GUIDE},1.250", f"Huamanga,{TABLET},2.5")
    refused = {row.line: row.why for row in import_supply(office.store, file).refused}
    by_comma = import_supply(office.store, file, decimal=Mark.COMMA)

    assert "si son 1,250, diga la marca de decimales: «coma» (--decimal coma)" in refused[2]
    assert refused[3] == "«2.5» no es una cantidad de unidades"
    assert [row.line for row in by_comma.refused] == [3]


def test_a_day_in_figures_of_peru_is_read_and_the_refusal_of_another_says_so(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    file.write_text(f"depot,resource,units,fecha\nHuamanga,{GUIDE},40,16/03/2026\n")
    read = import_supply(office.store, file, dry_run=True)
    file.write_text(f"depot,resource,units,fecha\nHuamanga,{GUIDE},40,ayer\n")

    assert read.refused == ()
    assert "AAAA-MM-DD o DD/MM/AAAA" in import_supply(office.store, file).refused[0].why


def test_days_with_the_month_first_are_refused_and_not_taken_for_others(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "supply.csv"
    file.write_text(f"depot,resource,units,fecha\nHuamanga,{GUIDE},40,03/04/2026\nHuanta,{GUIDE},4,03/16/2026\n")

    with pytest.raises(BadInput, match="el mes antes del día"):
        import_supply(office.store, file)

    assert list(office.store.supply()) == []


def test_a_depot_that_serves_nobody_is_told_with_the_names_that_would(office: Office, tmp_path: Path) -> None:
    both = import_supply(office.store, supply(tmp_path, f"Almacen DRE,{GUIDE},30", f"Huamanga,{GUIDE},30"))
    own = import_supply(office.store, supply(tmp_path, f"Huamanga,{GUIDE},31"))

    assert [note.text() for note in both.notes if "se sirve" in note.text()] == [
        "Ninguna escuela se sirve de «Almacen DRE»: el almacén lleva el nombre de la UGEL a la que sirve. "
        "Las UGEL del padrón son: HUAMANGA."
    ]
    assert not own.notes


def test_the_pool_serves_everybody_and_beside_it_the_only_depot_does(office: Office, tmp_path: Path) -> None:
    only = import_supply(office.store, supply(tmp_path, f"Almacen DRE,{GUIDE},30", f"{POOL},{GUIDE},30"))

    assert not [note.text() for note in only.notes if "se sirve" in note.text()]
