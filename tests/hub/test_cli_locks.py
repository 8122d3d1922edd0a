"""Locks by command: laid down by an account, listed, taken back; what is wrong is told and changes nothing."""

import json

import pytest
from click.testing import Result

from hub import locking
from hub.accounts import HubAccounts
from shared import web
from tests.hub.builders import Office
from tests.hub.commands import run
from tests.hub.office import PASSPHRASE
from tests.hub.test_plans import plan
from tests.shared.web.building import hashed

SAID = f"{PASSPHRASE}\n"


@pytest.fixture
def where(office: Office) -> tuple[str, str]:
    for login, role in (("ana", web.Role.OPERATOR), ("eva", web.Role.ADMIN), ("luz", web.Role.ANALYST)):
        HubAccounts(office.store).set_credential(web.Credential(login, role, hashed(PASSPHRASE), b""))
    return "--dir", str(office.config.folder)


def lock(where: tuple[str, str], *how: str, school: str = "0403691-0", login: str = "ana", **more: str) -> Result:
    given = {"--until": "2026-12-31", "--why": "Internado nuevo.", "--login": login, **more}
    options = [part for pair in given.items() for part in pair]
    return run("plan", "lock", school, "guia-com-3", *(how or ("--exactly", "20")), *options, *where, told=SAID)


def test_a_lock_is_laid_down_listed_and_taken_back(where: tuple[str, str]) -> None:
    done = lock(where, "--at-least", "20", "--yes")
    listed, told = run("plan", "locks", *where).output, json.loads(run("plan", "locks", "--json", *where).output)
    gone = run("plan", "unlock", "1", "--why", "Cerró.", "--login", "eva", *where, told=SAID)
    empty, every = run("plan", "locks", *where).output, run("plan", "locks", "--all", *where).output
    history = run("plan", "history", *where).output

    assert (done.exit_code, gone.exit_code) == (0, 0)
    assert (
        "Fijado con el número 1: 0403691-0 (IE 0403691-0), guia-com-3: al menos 20, hasta el 2026-12-31." in done.output
    )
    assert "1  0403691-0 (IE 0403691-0), guia-com-3: al menos 20" in listed
    assert "Operación regional (ana): Internado nuevo." in listed
    assert told["locks"][0] | {"name": ""} == {
        "number": 1, "school": "0403691-0", "name": "", "resource": "guia-com-3", "kind": "min", "units": 20,
        "priority": 0, "until": "2026-12-31", "office": "Operación regional", "account": "ana",
        "why": "Internado nuevo.", "lifted": None,
    }  # fmt: skip
    assert empty.strip() == "No hay nada fijado."
    assert "Se levantó (eva): Cerró." in every
    assert "Cantidad fijada: n.º 1." in history
    assert "Se levantó lo fijado: n.º 1." in history


def test_what_is_odd_is_refused_in_words_until_somebody_says_yes(office: Office, where: tuple[str, str]) -> None:
    asked = lock(where, "--at-least", "900000")
    nothing = locking.laid(office.store)
    done = lock(where, "--at-least", "900000", "--yes")

    assert (asked.exit_code != 0, nothing, done.exit_code) == (True, [], 0)
    assert "Ningún almacén atiende todavía a esta escuela" in asked.output
    assert "Si es así, repita la orden con --yes. No se fijó nada." in asked.output
    assert [one.units for one in locking.standing(office.store)] == [900_000]


def test_a_plan_that_was_drawn_before_says_so_when_it_is_shown_and_signed(
    office: Office, where: tuple[str, str]
) -> None:
    office.store.propose(plan())
    lock(where, "--exactly", "20", "--yes")

    shown = run("plan", "show", *where).output
    signed = run("plan", "approve", "2026-10-abc", "--login", "ana", *where, told=SAID).output

    for said in (shown, signed):
        assert "se calculó antes de que cambiaran: las cantidades fijadas" in said
    assert office.store.plans()[0].approvals == ()


@pytest.mark.parametrize(
    ("how", "more", "said"),
    [
        (("--exactly", "12"), {}, "no son lotes enteros. Ponga 10 o 20."),
        (("--at-most", "-5"), {}, "La cantidad va de 0"),
        (("--exactly", "10", "--at-most", "20"), {}, "una sola"),
        (("--priority", "1"), {}, "una sola"),
        (("--exactly", "10"), {"--until": "2026-10-16"}, "ya pasó"),
        (("--exactly", "10"), {"--until": "pronto"}, "no es un día"),
        (("--exactly", "10"), {"--why": ""}, "Escriba el motivo"),
        (("--exactly", "10"), {"--priority": "9"}, "prioridad va de 0"),
        (("--exactly", "10"), {"school": "9999999-0"}, "No hay ninguna escuela «9999999-0»"),
        (("--exactly", "10"), {"login": "luz"}, "operación o administración"),
    ],
)
def test_what_is_wrong_is_told_in_spanish_and_keeps_nothing(
    office: Office, where: tuple[str, str], how: tuple[str, ...], more: dict[str, str], said: str
) -> None:
    done = lock(where, *how, **more)

    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert (locking.laid(office.store), office.store.acts()) == ([], [])


def test_a_resource_that_is_not_there_names_those_that_are(where: tuple[str, str]) -> None:
    done = run("plan", "lock", "0403691-0", "nada", "--exactly", "10", "--until", "2026-12-31", "--why", "x", "--login",
               "ana", *where, told=SAID)  # fmt: skip

    assert "El catálogo no tiene «nada». Escriba uno de los que se reparten: guia-com-3, tablet." in done.output


def test_what_was_never_laid_down_is_not_taken_back(where: tuple[str, str]) -> None:
    done = run("plan", "unlock", "7", "--why", "x", "--login", "ana", *where, told=SAID)

    assert (done.exit_code, "No hay nada fijado con el número 7" in done.output) == (1, True)
