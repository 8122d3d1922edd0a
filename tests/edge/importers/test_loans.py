"""A list of open loans kept in a spreadsheet."""

from pathlib import Path

import pytest

from edge.importers.draft import FAMILIES, Kind
from edge.importers.read import ANY
from edge.loan_papers import LoanPaper
from shared.devices import Place
from shared.events import Claim
from shared.facts import Device, Loan
from tests.edge.building import SCHOOL, TABLET
from tests.edge.importers.exports import listed_store, take

HEADER = "serie,recurso,DNI del apoderado,apoderado,celular,código del estudiante,fecha,hasta,chip,observaciones\n"
GOOD = "a1,tablet,40999938,Quilla Apoderada,966 123,r1,16/03/2026,18/12/2026,8951,Una raya\n"


def listed(*rows: str) -> bytes:
    return (HEADER + "".join(rows)).encode()


@pytest.mark.parametrize("kinds", [ANY, FAMILIES["loans"]])
def test_loans_come_in_with_who_signed_and_for_whom_and_only_once(tmp_path: Path, kinds: frozenset[Kind]) -> None:
    with listed_store(tmp_path) as store:
        rosa = store.people.add_person("learner", "Rosa", code="r1", school=SCHOOL)
        first, again = (take(store, listed(GOOD), kinds=kinds) for _ in range(2))
        [one], [guardian] = store.devices.all(), store.people.guardians()

        assert (first.added, again.added, again.known) == (1, 0, 1)
        assert (one.place, one.serial, one.holder, one.learner) == (Place.LENT, "A1", guardian.person, rosa)
        assert (guardian.name, guardian.code, store.guardians.phone(guardian.person)) == (
            "Quilla Apoderada", "40999938", "966 123",
        )  # fmt: skip
        assert store.papers.last(TABLET, "A1", guardian.person) == LoanPaper(chip="8951", notes="Una raya")
        assert [(str(loan.since), str(loan.due)) for loan in store.folded.loans()] == [("2026-03-16", "2026-12-18")]


def test_a_list_of_loans_is_not_taken_for_one_of_people(tmp_path: Path) -> None:
    data = "N° de serie,DNI,Apoderado,Estudiante,Fecha de entrega\nA1,40999938,Quilla Apoderada,Rosa,16/03/2026\n"
    with listed_store(tmp_path) as store:
        store.record([Claim(Device(resource=TABLET, serial="A1"))])
        take(store, data.encode())

        assert ([row.name for row in store.people.guardians()], store.people.learners()) == (["Quilla Apoderada"], [])


def test_zeros_that_a_spreadsheet_took_are_put_back_and_told(tmp_path: Path) -> None:
    with listed_store(tmp_path) as store:
        report = take(store, listed("a1,tablet,461728,Quilla,,,16/03/2026,,,\n"))

        assert [row.code for row in store.people.guardians()] == ["00461728"]
        assert any("DNI" in note.text() for note in report.notes)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("a2,tablet,,Quilla,,,16/03/2026,,,\n", "falta el DNI"),
        ("a2,tablet,12,Quilla,,,16/03/2026,,,\n", "el DNI tiene 8 cifras"),
        ("a2,tablet,40888837,,,,16/03/2026,,,\n", "falta el nombre"),
        ("a2,tablet,40888837,Otra,,,,,,\n", "falta el día"),
        ("a2,tablet,40888837,Otra,,,ayer,,,\n", "no es una fecha"),
        ("a2,tablet,40888837,Otra,,,16/03/2026,16/02/2026,,\n", "terminaría antes de empezar"),
        ("a2,Guías,40888837,Otra,,,16/03/2026,,,\n", "no es un equipo que se presta"),
        ("a2,,40888837,Otra,,,16/03/2026,,,\n", "no está registrada aquí"),
        ("a2,tablet,40888837,Otra,,zz,16/03/2026,,,\n", "no es de nadie de aquí"),
        ("a2,tablet,40999938,Otra Persona,,,16/03/2026,,,\n", "ese DNI ya es de otra persona"),
        ("a1,tablet,40888837,Otra,,,17/03/2026,,,\n", "La serie A1 está prestada desde el 16/03/2026"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_without_anybodys_name_and_nothing_comes_in(
    tmp_path: Path, row: str, why: str
) -> None:
    with listed_store(tmp_path) as store:
        store.people.add_person("learner", "Rosa", code="r1", school=SCHOOL)
        report = take(store, listed(GOOD, row), despite=False)

        assert [bad.line for bad in report.refused] == [3]
        assert why in report.refused[0].why
        assert "Quilla" not in report.refused[0].why
        assert (store.people.guardians(), store.devices.all()) == ([], [])
        assert take(store, listed(GOOD, row)).added == 1


def test_what_is_lent_here_already_is_told_and_a_person_known_here_keeps_their_name(tmp_path: Path) -> None:
    with listed_store(tmp_path) as store:
        store.record([Claim(Loan(resource=TABLET, serial="A1"))])
        store.people.guardian("Quilla Apoderada", "40999938")
        report = take(store, listed(GOOD.replace(",r1,", ",,"), "a2,tablet,40999938,Otra,,,16/03/2026,,,\n"))

        assert [bad.line for bad in report.refused] == [2, 3]
        assert [row.name for row in store.people.guardians()] == ["Quilla Apoderada"]
