"""Where the table of a file begins: below a title, behind a sheet of instructions; what is of no use stays packed."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from edge.importers.draft import FAMILIES, Kind
from edge.importers.read import ANY, read_files
from shared.errors import BadInput, BadRow
from tests.edge.importers.exports import PLACE
from tests.edge.importers.rosters import package, zipped

WEEKS = [["semana", "recurso", "cantidad"], ["2026-03-16", "tablet", 4]]
PEOPLE = [["código", "nombre"], ["a1", "Rosa Quispe"]]


def book(rows: Sequence[Sequence[object]]) -> bytes:
    made = Workbook()
    made.active.title = "Instrucciones"
    made.active.append(["Instrucciones", "para llenar"])
    made.active.append(["1", "Una fila por semana", "gracias"])
    sheet = made.create_sheet("Datos")
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kinds", [ANY, FAMILIES["weekly"]])
def test_weeks_are_found_behind_a_sheet_of_instructions(kinds: frozenset[Kind]) -> None:
    draft = read_files({"a.xlsx": book(WEEKS)}, PLACE, kinds)

    assert (draft.kind, [row.line for row in draft.facts], draft.refused) == (Kind.WEEKLY, [2], ())
    assert any("Datos" in note.text() for note in draft.notes)


def test_people_are_found_behind_a_sheet_of_instructions() -> None:
    assert [row.name for row in read_files({"a.xlsx": book(PEOPLE)}, PLACE).people] == ["Rosa Quispe"]


@pytest.mark.parametrize("kinds", [ANY, FAMILIES["people"]])
def test_people_are_found_below_a_title_of_two_cells(kinds: frozenset[Kind]) -> None:
    data = "Escuela 38001,2026\n,\ncódigo,nombre\na1,Rosa Quispe\n".encode()

    draft = read_files({"a.csv": data}, PLACE, kinds)

    assert (draft.kind, [(row.line, row.name) for row in draft.people]) == (Kind.PEOPLE, [(4, "Rosa Quispe")])


def test_what_is_missing_is_told_with_its_line_and_sheet_and_repeats_no_cell() -> None:
    data = book([["Escuela", 2026], ["semana", "recurso", "Rosa"], ["2026-03-16", "tablet", 4]])

    with pytest.raises(BadRow, match=r"Línea 2: en la hoja «Datos» falta la columna cantidad") as caught:
        read_files({"a.xlsx": data}, PLACE, FAMILIES["weekly"])

    assert "Rosa" not in str(caught.value)


def test_of_a_package_only_what_is_read_is_unpacked() -> None:
    data = bytearray(zipped({**package(), "results.csv": b"sourcedId,score\n" * 40}))
    data[data.index(b"results.csv") + 14] ^= 0xFF

    assert read_files({"a.zip": bytes(data)}, PLACE).people


def test_files_that_unpack_to_much_together_are_refused() -> None:
    data = zipped({**package(), **{f"{n}.csv": bytes(15_600_000) for n in range(3)}})

    with pytest.raises(BadInput, match="demasiado grande"):
        read_files({"a.zip": data}, PLACE)


@pytest.mark.parametrize("heading", ["serie", "N° de serie"])
def test_names_beside_serials_are_no_list_of_pupils(heading: str) -> None:
    data = f"{heading};DNI;nombre;hasta\nHGA1-005;40111222;María Apoderada;18/12/2026\n".encode()

    with pytest.raises(BadRow, match=r"Línea 1: faltan las columnas apoderado, fecha de préstamo") as caught:
        read_files({"a.csv": data}, PLACE)

    assert "María" not in str(caught.value)
