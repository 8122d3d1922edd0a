"""A panel as a table of text: the lake's rows, and a reason for each line that is none."""

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hub.importers.panel import import_panel
from shared.errors import BadInput
from shared.imported import Outcome
from tests.hub.builders import GUIDE, SCHOOL, Office
from tests.shared.tabular.making import xlsx

HEADER = "school;resource;week;units\n"


def put(folder: Path, data: bytes | str) -> Path:
    file = folder / "panel"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def rows(office: Office) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for name in office.store.segments("panel"):
        found += pq.read_table(office.config.lake_folder / name).to_pylist()
    return found


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADER}{SCHOOL};{GUIDE};2026-10-05;4\n",
        f"código modular,anexo,recurso,semana,cantidad\n403691,0,{GUIDE},05/10/2026,4\n",
        xlsx([["Escuela", "Recurso", "Semana", "Unidades"], ["403691-0", GUIDE.upper(), date(2026, 10, 5), 4]]),
    ],
    ids=["csv", "spanish", "xlsx"],
)
def test_a_panel_goes_in_from_any_table(office: Office, tmp_path: Path, data: bytes | str) -> None:
    report = import_panel(office.store, put(tmp_path, data))

    [row] = rows(office)
    assert (report.added, report.refused) == (1, ())
    assert (row["school"], row["resource"], row["week"], row["units"]) == (SCHOOL, GUIDE, date(2026, 10, 5), 4)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (f"X;{GUIDE};2026-10-05;4", "cifras"),
        (f"{SCHOOL};Ñ;2026-10-05;4", "recurso"),
        (f"{SCHOOL};{GUIDE};2026-10-06;4", "no es un lunes"),
        (f"{SCHOOL};{GUIDE};;4", "no es un lunes"),
        (f"{SCHOOL};{GUIDE};2199-10-07;4", "entre 2015 y 2027"),
        (f"{SCHOOL};{GUIDE};2014-12-29;4", "entre 2015 y 2027"),
        (f"{SCHOOL};{GUIDE};2026-10-05;", "falta la cantidad"),
        (f"{SCHOOL};{GUIDE};2026-10-05;1,5", "cantidad entera"),
        (f"{SCHOOL};{GUIDE};2026-10-05;-1", "no es un número"),
        (f"{SCHOOL};{GUIDE};2026-09-28;9", "repite"),
    ],
)
def test_a_line_that_cannot_be_used_holds_the_file(office: Office, tmp_path: Path, row: str, why: str) -> None:
    file = put(tmp_path, f"{HEADER}{SCHOOL};{GUIDE};2026-09-28;4\n{row}\n")

    held = import_panel(office.store, file)
    before = rows(office)
    taken = import_panel(office.store, file, accept=True)

    assert ([one.line for one in held.refused], held.outcome, before) == ([3], Outcome.HELD, [])
    assert why in held.refused[0].why
    assert (taken.outcome, len(rows(office))) == (Outcome.WRITTEN, 1)


def test_a_panel_of_nothing_but_refused_lines_writes_nothing(office: Office, tmp_path: Path) -> None:
    report = import_panel(office.store, put(tmp_path, f"{HEADER}X;Y;Z;W\n"), accept=True)

    assert (report.failed, rows(office)) == (True, [])


def test_a_panel_without_its_columns_says_which(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="faltan las columnas recurso, semana"):
        import_panel(office.store, put(tmp_path, "escuela;cantidad\n1;2\n"))


def test_schools_that_the_region_does_not_know_are_told_of(office: Office, tmp_path: Path) -> None:
    rows = f"{SCHOOL};{GUIDE};2026-09-28;4\n0999999-0;{GUIDE};2026-09-28;4\n"
    report = import_panel(office.store, put(tmp_path, HEADER + rows))

    assert report.added == 2
    assert any("no conoce: 1 (0999999-0)" in note.text() for note in report.notes)
