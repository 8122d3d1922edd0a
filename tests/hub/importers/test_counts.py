"""Counts by building reach the one school that they can be of; a sum is shared out to nobody."""

from pathlib import Path
from typing import Any

import pytest

from hub.importers.schools import import_schools
from hub.region_rows import School
from shared.errors import BadInput
from shared.ids import SchoolId, SiteId
from shared.imported import Imported
from tests.hub.builders import OTHER_SCHOOL, SCHOOL, Office, school

LOCALES = "codlocal;alumnos\n"
SERVED = "CodigoLocalMinedu;NivelEducativo;NroUsuarios;InstitucionEducativa\r\n"


def put(office: Office, folder: Path, data: str, **options: Any) -> Imported:
    (folder / "cuenta.csv").write_bytes(data.encode("cp1252"))
    return import_schools(office.store, folder / "cuenta.csv", **options)


def students(office: Office) -> dict[str, int | None]:
    return {one.id: one.students for one in office.store.schools()}


def stored(office: Office, *schools: School) -> None:
    office.store.put_schools(schools)


def test_a_building_of_one_school_gives_it_its_pupils(office: Office, tmp_path: Path) -> None:
    report = put(office, tmp_path, LOCALES + "74294;84\n999999;5\n")

    assert students(office) == {SCHOOL: 84, OTHER_SCHOOL: None}
    assert (report.changed, report.skipped) == (1, 1)
    assert "no tiene: 1" in report.words()
    assert put(office, tmp_path, LOCALES + "74294;84\n").changed == 0


def test_a_building_of_several_schools_is_shared_out_to_none(office: Office, tmp_path: Path) -> None:
    stored(office, school(SchoolId("0403699-0"), SiteId("074294"), level="Secundaria"))

    report = put(office, tmp_path, LOCALES + "074294;84\n")

    assert set(students(office).values()) == {None}
    assert "no se puede repartir" in report.words()


def test_the_level_tells_which_school_of_a_building_it_is(office: Office, tmp_path: Path) -> None:
    stored(office, school(SchoolId("0403699-0"), SiteId("074294"), level="Inicial - Jardín"))

    put(office, tmp_path, SERVED + "74294 ;INICIAL;9;� IE\r\n074294;PRIMARIA;40;IE\r\n".replace("�", "X"))

    assert students(office) == {SCHOOL: 40, OTHER_SCHOOL: None, "0403699-0": 9}


def test_people_served_do_not_replace_an_enrolment_but_do_what_was_made_up(office: Office, tmp_path: Path) -> None:
    stored(office, school(students=84), school(OTHER_SCHOOL, SiteId("074295"), students=7, simulated=("students",)))

    report = put(office, tmp_path, SERVED + "74294;PRIMARIA;40;IE\r\n74295;PRIMARIA;41;IE\r\n")

    assert students(office) == {SCHOOL: 84, OTHER_SCHOOL: 41}
    assert {one.simulated for one in office.store.schools()} == {()}
    assert "la conservan: 1" in report.words()


def test_a_service_without_a_building_is_found_by_its_own_code(office: Office, tmp_path: Path) -> None:
    put(office, tmp_path, SERVED + "0403691;PRIMARIA;12;IE\r\n")

    assert students(office)[SCHOOL] == 12


@pytest.mark.parametrize("row", ["74294;", "74294;muchos", "74294;8,5", "7429X;8"])
def test_a_count_that_is_none_is_refused_by_line(office: Office, tmp_path: Path, row: str) -> None:
    report = put(office, tmp_path, LOCALES + row + "\n")

    assert [one.line for one in report.refused] == [2]
    assert report.failed


def test_two_counts_for_one_school_are_refused(office: Office, tmp_path: Path) -> None:
    report = put(office, tmp_path, LOCALES + "74294;8\n074294;9\n")

    assert [(one.line, SCHOOL in one.why) for one in report.refused] == [(3, True)]


def test_the_real_counts_find_the_schools_of_the_real_listing(office: Office, real_data: Path) -> None:
    folder = real_data / "schools"
    import_schools(office.store, folder / "escale_ayacucho_tacna.csv.gz")

    pupils = import_schools(office.store, folder / "mtc_locales_alumnos_2025.csv")
    served = import_schools(office.store, folder / "qaliwarma_latin1.csv")

    assert (pupils.read, pupils.refused, served.read, served.refused) == (7_197, (), 1_884, ())
    assert min(pupils.changed, served.changed) > 50
    assert "ceros a la izquierda" in served.words()
    assert "ya se habían perdido" in served.words()


def test_a_count_of_another_place_is_left_out_where_the_place_is_said(office: Office, tmp_path: Path) -> None:
    rows = "codlocal;ubigeo;alumnos\n74294;50101;84\n74295;10101;7\n74296;;3\n"
    report = put(office, tmp_path, rows, ubigeo="05")

    assert students(office) == {SCHOOL: 84, OTHER_SCHOOL: None}
    assert {note.text() for note in report.notes} >= {
        "De otro lugar, y no se importaron: 1 (línea 3).", "Sin ubigeo, y no se importaron: 1 (línea 4).",
    }  # fmt: skip


@pytest.mark.parametrize(("ubigeo", "why"), [("05", "no la trae"), ("Ayacucho", "comienzo de un ubigeo")])
def test_a_place_that_cannot_choose_rows_is_refused(office: Office, tmp_path: Path, ubigeo: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        put(office, tmp_path, LOCALES + "74294;84\n", ubigeo=ubigeo)
