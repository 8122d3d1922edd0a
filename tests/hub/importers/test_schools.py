"""The ministry's listing: read as it is published, twice without duplicates, with every refusal named."""

import csv
import gzip
from pathlib import Path

import pytest

from hub.importers.schools import import_schools
from shared.errors import BadRow
from shared.imported import Outcome
from shared.resources import Power
from tests.hub.builders import Office

HEADER = "cod_mod,anexo,nombre,ugel,codlocal,nivel,altitud_m,lat,lon,cp_cercano_tipo"
ROWS = (
    "403699,0,IE 38001 «Ñahuin»,HUAMANGA,74290,Primaria,2840.0,-13.1,-74.2,R",
    "0403700,,IE sin local,HUAMANGA,,Secundaria,,,,U",
)


def listing(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    file = folder / "padron.csv"
    file.write_bytes("\r\n".join([header, *rows, ""]).encode(encoding))
    return file


def test_the_real_listing_is_read_whole_and_again_without_duplicates(office: Office, real_data: Path) -> None:
    file = real_data / "schools" / "escale_ayacucho_tacna.csv.gz"
    with gzip.open(file, "rt", encoding="utf-8-sig") as text:
        rows = list(csv.DictReader(text))

    dry = import_schools(office.store, file, dry_run=True)
    first = import_schools(office.store, file)
    again = import_schools(office.store, file)

    known = {school.id: school for school in office.store.schools()}
    assert (dry.read, first.read, again.read) == (len(rows),) * 3 == (5_034,) * 3
    assert (first.added + first.changed, first.refused) == (len(rows), ())
    assert (dry.added, dry.changed) == (first.added, first.changed)
    assert (again.added, again.changed) == (0, 0)
    assert all(f"{row['cod_mod']}-{row['anexo']}" in known for row in rows)
    assert sum(school.power is Power.UNKNOWN for school in known.values()) == len(known)


def test_a_school_without_a_building_is_a_site_of_its_own(office: Office, tmp_path: Path) -> None:
    report = import_schools(office.store, listing(tmp_path, *ROWS, encoding="cp1252"))

    known = {school.id: school for school in office.store.schools()}
    assert report.added == 2
    assert known["0403699-0"].name == "IE 38001 «Ñahuin»"  # type: ignore[index]
    assert [known[name].site for name in ("0403699-0", "0403700-0")] == ["074290", "~0403700-0"]  # type: ignore[index]
    assert [known[name].rurality for name in ("0403699-0", "0403700-0")] == ["Rural", "Urbana"]  # type: ignore[index]


def test_a_dry_run_saves_nothing(office: Office, tmp_path: Path) -> None:
    before = office.store.schools()

    report = import_schools(office.store, listing(tmp_path, *ROWS), dry_run=True)

    assert (report.added, office.store.schools()) == (2, before)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("ABC,0,IE,HUAMANGA,1,Primaria,1,0,0,R", "código modular"),
        ("0403699,0, ,HUAMANGA,1,Primaria,1,0,0,R", "no tiene nombre"),
        ("0403699,0,IE,HUAMANGA,1,Primaria,alto,0,0,R", "altitud_m"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_its_line(office: Office, tmp_path: Path, row: str, why: str) -> None:
    report = import_schools(office.store, listing(tmp_path, ROWS[1], row))

    assert (report.added, len(report.refused)) == (1, 1)
    assert report.refused[0].line == 3
    assert why in report.refused[0].why
    assert "Línea 3" in report.words()


def test_the_same_service_twice_with_other_data_is_refused_and_names_both_lines(office: Office, tmp_path: Path) -> None:
    other = ROWS[0].replace("Ñahuin", "otra")

    report = import_schools(office.store, listing(tmp_path, ROWS[0], other))

    assert [(row.line, "línea 2" in row.why) for row in report.refused] == [(3, True)]


def test_a_row_repeated_as_it_is_counts_once_and_is_told(office: Office, tmp_path: Path) -> None:
    report = import_schools(office.store, listing(tmp_path, ROWS[0], ROWS[0]))

    assert (report.read, report.added, report.skipped, report.refused) == (2, 1, 1, ())
    assert "repetidas" in report.words()


def test_a_truncated_file_imports_nothing(office: Office, tmp_path: Path) -> None:
    before = office.store.schools()

    file = listing(tmp_path, ROWS[1], "0403699,0,IE 38")
    file.write_bytes(file.read_bytes().removesuffix(b"\r\n"))

    with pytest.raises(BadRow, match="Línea 3"):
        import_schools(office.store, file, accept=True)

    assert office.store.schools() == before


def test_a_line_of_fewer_cells_is_refused_and_the_others_wait(office: Office, tmp_path: Path) -> None:
    before = office.store.schools()

    report = import_schools(office.store, listing(tmp_path, "0403699,0,IE 38", ROWS[1]))

    assert ([row.line for row in report.refused], report.added, report.outcome) == ([2], 1, Outcome.HELD)
    assert office.store.schools() == before


def test_columns_that_a_file_lacks_leave_what_is_known(office: Office, tmp_path: Path) -> None:
    ours = HEADER + ",students,power,coverage,rurality,languages,simulated"
    import_schools(office.store, listing(tmp_path, ROWS[0] + ",84,solar,no,Rural 1,quy es,students", header=ours))

    report = import_schools(office.store, listing(tmp_path, ROWS[0]))

    found = next(school for school in office.store.schools() if school.id == "0403699-0")
    assert (report.added, report.changed) == (0, 0)
    assert (found.students, found.power, found.coverage, found.rurality) == (84, Power.SOLAR, False, "Rural 1")
    assert (found.languages, found.simulated) == (("quy", "es"), ("students",))


def test_the_padron_s_own_column_names_are_understood(office: Office, tmp_path: Path) -> None:
    header = "COD_MOD;ANEXO;CEN_EDU;D_NIV_MOD;CODLOCAL;D_DREUGEL;TALUMNO"
    row = "0403701;0;IE 1;Primaria;074299;UGEL HUANTA;61"

    import_schools(office.store, listing(tmp_path, row, header=header))

    found = next(school for school in office.store.schools() if school.id == "0403701-0")
    assert (found.level, found.ugel, found.students) == ("Primaria", "HUANTA", 61)


def test_a_listing_without_names_says_what_it_has(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadRow, match="nombre"):
        import_schools(office.store, listing(tmp_path, "1,2", header="cod_mod,x"))
