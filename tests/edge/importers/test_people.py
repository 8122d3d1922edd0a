"""A list of people kept in a spreadsheet."""

from pathlib import Path

import pytest

from edge.importers.draft import FAMILIES, Kind
from edge.importers.read import ANY, read_files
from shared.errors import BadInput, BadRow
from shared.imported import Outcome
from tests.edge.building import SCHOOL, new_store
from tests.edge.importers.exports import PLACE, take

HEADER = "code,name,role,school,class_name\n"
GOOD = f"a1,Rosa,learner,{SCHOOL},3° A\nt1,Luz,teacher,{SCHOOL},\n"


def test_people_come_in_with_their_classes_and_only_once(tmp_path: Path) -> None:
    data = (HEADER + GOOD).encode()
    with new_store(tmp_path) as store:
        first, again = take(store, data), take(store, data)

        assert (first.added, again.added, again.known) == (2, 0, 2)
        assert [row.class_name for row in store.people.learners()] == ["3° A"]
        assert [row.name for row in store.people.staff()] == ["Luz"]


@pytest.mark.parametrize(
    "bad",
    ["x,Y,learner,9999999-0,", "x,Y,rey,0403691-0,", ",Y,learner,,", "cuenta coord,Y,learner,,", "a1,Otra,learner,,"],
)
def test_one_bad_line_leaves_the_list_as_it_was_until_that_is_accepted(tmp_path: Path, bad: str) -> None:
    data = f"{HEADER}{GOOD}{bad}\n".encode()
    with new_store(tmp_path) as store:
        held = take(store, data, despite=False)

        assert (held.outcome, [row.line for row in held.refused]) == (Outcome.HELD, [4])
        assert (store.people.learners(), store.people.classes()) == ([], [])
        assert take(store, data).added == 2


def test_the_same_in_spanish_from_a_windows_spreadsheet(tmp_path: Path) -> None:
    data = (
        "Código;Apellidos y nombres;Cargo;Sección;Código modular y anexo\r\na1;Ñahui Rosa;Estudiante;3° A;403691-0\r\n"
    )
    with new_store(tmp_path) as store:
        take(store, data.encode("cp1252"))

        assert [(row.name, row.class_name, row.school) for row in store.people.learners()] == [
            ("Ñahui Rosa", "3° A", SCHOOL)
        ]


@pytest.mark.parametrize("kinds", [ANY, FAMILIES["people"], FAMILIES["kolibri"]])
def test_a_list_without_a_header_is_refused_without_repeating_a_name(kinds: frozenset[Kind]) -> None:
    with pytest.raises(BadInput) as caught:
        read_files({"a.csv": b"a1,Rosa Quispe,learner\na2,Luz Ramos,learner\n"}, PLACE, kinds)

    assert "Rosa" not in str(caught.value)


def test_a_list_without_its_columns_is_refused_by_their_names() -> None:
    with pytest.raises(BadRow, match="falta la columna código"):
        read_files({"a.csv": b"nombre\nRosa\n"}, PLACE, FAMILIES["people"])


@pytest.mark.parametrize("heading", ["DNI", "Documento", "N° DNI"])
@pytest.mark.parametrize("dni", ["01234567", "00234567"])
def test_a_dni_that_lost_its_zeros_is_the_same_person(tmp_path: Path, heading: str, dni: str) -> None:
    with new_store(tmp_path) as store:
        take(store, f"{heading};nombre\n{dni};Rosa\n".encode())
        done = take(store, f"{heading};nombre\n{int(dni)};Rosa\n".encode())

        assert (done.added, [row.code for row in store.people.learners()]) == (0, [dni])
        assert any("Filas: 1 (línea 2)." in note.text() for note in done.notes)


@pytest.mark.parametrize("written", ["1234567.0", "01234567.00", "1,234,567", "1.234567E+06", '="01234567"'])
def test_a_dni_that_a_spreadsheet_took_for_a_number_is_the_same_person(tmp_path: Path, written: str) -> None:
    with new_store(tmp_path) as store:
        take(store, b"DNI;nombre\n01234567;Rosa\n")
        done = take(store, f"DNI;nombre\n{written};Rosa\n".encode())

        assert (done.added, done.refused, [row.code for row in store.people.learners()]) == (0, (), ["01234567"])


@pytest.mark.parametrize("written", ["1.2E+06", "71000037.5", "123456789.0"])
def test_a_dni_that_lost_figures_is_refused_and_not_repeated(tmp_path: Path, written: str) -> None:
    with new_store(tmp_path) as store:
        done = take(store, f"DNI;nombre\n{written};Rosa\n".encode())

        assert (len(done.refused), store.people.learners()) == (1, [])
        assert "formato de texto" in done.refused[0].why
        assert written not in done.words()


@pytest.mark.parametrize("written", ["CE-001234567", "001234567", "71000037-K"])
def test_another_document_under_the_heading_of_a_dni_stays_as_it_is(tmp_path: Path, written: str) -> None:
    with new_store(tmp_path) as store:
        take(store, f"documento;nombre\n{written};Rosa\n".encode())

        assert [row.code for row in store.people.learners()] == [written]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Apellido paterno;Apellido materno;Nombres", "QUISPE;ROJAS;ROSA"),
        ("Apellidos;Nombres", "QUISPE ROJAS;ROSA"),
        ("Apellidos;Apellido paterno;Nombres", "QUISPE ROJAS;QUISPE;ROSA"),
        ("Apellido paterno;Apellidos y nombres", "QUISPE;QUISPE ROJAS, ROSA"),
    ],
)
def test_surnames_in_columns_of_their_own_are_part_of_the_name(tmp_path: Path, header: str, cells: str) -> None:
    with new_store(tmp_path) as store:
        take(store, f"código;{header}\na1;{cells}\n".encode())

        assert [row.name for row in store.people.learners()] == ["QUISPE ROJAS, ROSA"]


def test_a_name_under_the_heading_of_the_role_is_not_repeated(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        done = take(store, "código;rol;nombre\na1;Rosa Quispe;estudiante\n".encode())

        assert "Use estudiante, docente" in done.refused[0].why
        assert "Rosa" not in done.words()


@pytest.mark.parametrize("code", ["7.1E+13", "7,10000E+13", "7e+13"])
def test_a_code_that_a_spreadsheet_rounded_is_nobodys(tmp_path: Path, code: str) -> None:
    with new_store(tmp_path) as store:
        done = take(store, f"Código del estudiante;Estudiante\n{code};Rosa\n".encode())

        assert [(one.line, "perdió cifras" in one.why, code in one.why) for one in done.refused] == [(2, True, False)]
        assert store.people.learners() == []


def test_a_code_with_an_e_of_its_own_is_left(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, b"c\xc3\xb3digo;nombre\n3E5;Rosa\n00071000000140;Ana\n")

        assert sorted(row.code for row in store.people.learners()) == ["00071000000140", "3E5"]


@pytest.mark.parametrize(("code", "told"), [("1234567", 1), ("123456", 0), ("01234567", 0)])
def test_a_code_that_may_be_a_dni_is_left_and_told_of(tmp_path: Path, code: str, told: int) -> None:
    with new_store(tmp_path) as store:
        done = take(store, f"código;nombre\n{code};Rosa\n".encode())

        assert [row.code for row in store.people.learners()] == [code]
        assert sum("Códigos de 6 o 7 cifras: 1 (línea 2)" in note.text() for note in done.notes) == told


def test_a_short_code_among_codes_of_a_dnis_length_is_told_of(tmp_path: Path) -> None:
    rows = "".join(f"4123456{at};Rosa {at}\n" for at in range(3))
    with new_store(tmp_path) as store:
        done = take(store, f"código;nombre\n{rows}234567;Ana\n".encode())

        assert any("Códigos de 6 o 7 cifras: 1 (línea 5)" in note.text() for note in done.notes)


def test_a_grade_in_a_column_of_its_own_is_part_of_the_class() -> None:
    table = "codigo;nombre;grado;seccion\np1;Ana Quispe;3;A\np2;Luis Mamani;4;A\n"
    people = read_files({"lista.csv": table.encode()}, PLACE).people

    assert [[at.name for at in one.classes] for one in people] == [["3° A"], ["4° A"]]


@pytest.mark.parametrize(
    ("said", "classes"),
    [
        (("3;1", "4;1", "5;1"), ["3° 1", "4° 1", "5° 1"]),
        (("3;A1", "5;A1"), ["3° A1", "5° A1"]),
        (("3;3A", "3;3° A", "1;11"), ["3A", "3° A", "1° 11"]),
    ],
)
def test_a_section_with_a_figure_keeps_the_grade_that_it_does_not_say(
    said: tuple[str, ...], classes: list[str]
) -> None:
    lines = [f"p{at};Ana Quispe {at};{one}\n" for at, one in enumerate(said)]
    people = read_files({"lista.csv": ("codigo;nombre;grado;seccion\n" + "".join(lines)).encode()}, PLACE).people

    assert [at.name for one in people for at in one.classes] == classes
