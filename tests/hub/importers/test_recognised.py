"""What an operator is shown of a listing before it goes in."""

from pathlib import Path

import pytest

from hub.importers.schools import import_schools
from shared.imported import Outcome
from tests.hub.builders import Office

HEADER = "COD_MOD;ANEXO;CEN_EDU;D_NIV_MOD;Energía;cobertura;lenguas;TALUMNO;DIRECTOR"
ROWS = (
    "0403691;0;IE 38001;Primaria;red pública;sí;quy es;84;Ana Solís",
    "0403692;0;IE 38002;Primaria;panel solar;no;quy;12;Luis Rey",
    "0403693;0;IE 38003;Secundaria;red;;;;Eva Paz",
)


def listing(folder: Path, *rows: str, header: str = HEADER) -> Path:
    file = folder / "listado.csv"
    file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return file


def said(office: Office, file: Path, **options: bool) -> list[str]:
    return import_schools(office.store, file, dry_run=True, **options).words().splitlines()


def test_each_column_says_how_many_cells_say_what(office: Office, tmp_path: Path) -> None:
    lines = said(office, listing(tmp_path, *ROWS))

    assert {
        "Nivel: Primaria 2, Secundaria 1.",
        "Energía: red 2, solar 1.",
        "Cobertura: no 1, sí 1, sin dato 1.",
        "Lenguas: quy 2, es 1, sin dato 1.",
        "Estudiantes: los dicen 2 de 3 filas que se usan.",
    } <= set(lines)


def test_columns_are_told_as_the_file_spells_them_and_what_is_missing_too(office: Office, tmp_path: Path) -> None:
    lines = said(office, listing(tmp_path, *ROWS))

    assert "Columnas que no se usan: DIRECTOR." in lines
    assert any(line.startswith("Columnas que se leyeron: COD_MOD, ANEXO, CEN_EDU,") for line in lines)
    assert any(line.startswith("Columnas que no trae") and "internet" in line for line in lines)
    assert not [line for line in lines if line.startswith(("Internet:", "Altitud:"))]
    assert "Solís" not in "".join(lines)


def test_the_first_rows_show_energy_coverage_and_languages(office: Office, tmp_path: Path) -> None:
    report = import_schools(office.store, listing(tmp_path, *ROWS), dry_run=True)

    row = report.preview[0]
    assert [row[name] for name in ("power", "coverage", "languages")] == ["red", True, ("quy", "es")]
    assert any(
        "energía red · cobertura sí" in line and "lenguas quy, es" in line for line in report.words().split("\n")
    )


@pytest.mark.parametrize("bad", ["leña", "vela"])
def test_what_is_not_understood_is_counted_by_value(office: Office, tmp_path: Path, bad: str) -> None:
    rows = [f"04036{at};0;IE;Primaria;{bad};;;;" for at in range(50, 80)]
    lines = said(office, listing(tmp_path, *ROWS, *rows))

    assert any(line.startswith(f"En 30 líneas: «{bad}» no sirve en la columna Energía") for line in lines)


def test_what_was_written_says_it_no_more(office: Office, tmp_path: Path) -> None:
    done = import_schools(office.store, listing(tmp_path, *ROWS))

    assert (done.outcome, done.recognised) == (Outcome.WRITTEN, ())


def test_the_cells_of_the_file_are_counted_and_not_what_the_region_knows_already(
    office: Office, tmp_path: Path
) -> None:
    import_schools(office.store, listing(tmp_path, *ROWS))
    blank = [f"040369{at};0;IE 3800{at};;;;;;" for at in (1, 2, 3)]
    lines = said(office, listing(tmp_path, *blank))

    assert {"Nivel: sin dato 3.", "Energía: sin dato 3.", "Estudiantes: los dicen 0 de 3 filas que se usan."} <= set(
        lines
    )


def test_what_was_repaired_and_what_was_left_out_says_in_which_lines(office: Office, tmp_path: Path) -> None:
    header = "COD_MOD;CEN_EDU;NLAT_IE;NLONG_IE;ESTADO"
    rows = (
        "403691;IE 38001;-13.1;-74.2;1", "0403692;IE 38002;0;0;1", "0403693;IE 38003;-13.1;-74.2;2",
        "403694.0;IE 38004;;;1", "0403695;;-13.1;-74.2;1",
    )  # fmt: skip
    lines = said(office, listing(tmp_path, *rows, header=header))

    assert {
        "Se restituyeron ceros a la izquierda en COD_MOD. Filas: 1 (línea 2).",
        "Se devolvió a código lo que la hoja de cálculo escribió como número en COD_MOD. Filas: 1 (línea 5).",
        "Coordenadas 0, 0: se tomaron como desconocidas. Filas: 1 (línea 3).",
        "Servicios inactivos que no se importaron: 1 (línea 4).",
        "Ubicación en el mapa: la dicen 1 de 3 filas que se usan.",
        "  Línea 6: el servicio 0403695-0 no tiene nombre",
    } <= set(lines)


def test_of_a_line_that_contradicts_another_nothing_is_counted(office: Office, tmp_path: Path) -> None:
    lines = said(office, listing(tmp_path, *ROWS, ROWS[0].replace("Primaria", "Secundaria")))

    assert "Nivel: Primaria 2, Secundaria 1." in lines


def test_a_count_says_that_its_names_and_places_are_not_used(office: Office, tmp_path: Path) -> None:
    header = "codlocal;nombre;lat;lon;alumnos"
    lines = said(office, listing(tmp_path, "074294;IE 38001;-13.1;-74.2;84", header=header))

    assert "Columnas que se leyeron: codlocal, alumnos." in lines
    assert "Columnas que no se usan: nombre, lat, lon." in lines
    assert not [line for line in lines if line.startswith("Columnas que no trae")]
