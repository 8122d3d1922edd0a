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


def test_each_column_says_how_many_schools_have_each_value(office: Office, tmp_path: Path) -> None:
    lines = said(office, listing(tmp_path, *ROWS))

    assert {
        "Nivel: Primaria 2, Secundaria 1.",
        "Energía: red 2, solar 1.",
        "Cobertura: no 1, sí 1, sin dato 1.",
        "Lenguas: quy 2, es 1, sin dato 1.",
        "Estudiantes: lo dicen 2 de 3 escuelas.",
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
