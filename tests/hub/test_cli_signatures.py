"""Signatures by command: who is missing, turning a plan down, and the limit."""

import json

import pytest

from hub.accounts import HubAccounts
from hub.region_rows import SupplyRow
from shared import web
from tests.hub.builders import GUIDE, Office
from tests.hub.commands import run
from tests.hub.office import PASSPHRASE
from tests.hub.test_plans import plan
from tests.shared.web.building import hashed

PLAN = "2026-10-abc"
SAID = f"{PASSPHRASE}\n"


@pytest.fixture
def where(office: Office) -> tuple[str, str]:
    for login, role in (("ana", web.Role.OPERATOR), ("eva", web.Role.ADMIN)):
        HubAccounts(office.store).set_credential(web.Credential(login, role, hashed(PASSPHRASE), b""))
    office.store.put_supply([SupplyRow(depot="", resource=GUIDE, units=30)])
    office.store.propose(plan())
    return "--dir", str(office.config.folder)


def test_a_plan_above_the_limit_says_who_signed_and_who_is_missing(where: tuple[str, str]) -> None:
    limit = ("plan", "limit", "--units", "5", "--why", "Piloto", *where)
    refused, changed = run(*limit, "--login", "ana", told=SAID), run(*limit, "--login", "eva", told=SAID)

    first = run("plan", "approve", PLAN, "--login", "ana", *where, told=SAID)
    shown, told = run("plan", "show", *where).output, json.loads(run("plan", "show", "--json", *where).output)
    early = run("plan", "publish", PLAN, *where)
    second = json.loads(run("plan", "approve", PLAN, "--login", "eva", "--json", *where, told=SAID).output)

    assert [done.exit_code for done in (refused, changed, first, early)] == [1, 0, 0, 1]
    assert "Hasta 5 unidades y 500 equipos basta una firma (versión 1)." in changed.output
    for said in (first.output, shown):
        assert "pasa del límite de 5 unidades" in said
        assert "Falta la firma de una cuenta de Administración." in said
    assert "Firmó Operación regional, por comando (ana)" in shown
    assert (told["signatures"]["needed"], told["signatures"]["missing"]) == (2, ["Administración"])
    assert (second["status"], second["needed"], second["missing"]) == ("approved", 2, [])


def test_a_plan_is_turned_down_with_a_reason_by_who_may_sign(where: tuple[str, str]) -> None:
    mute = run("plan", "reject", PLAN, "--login", "ana", *where, told=SAID)
    done = run("plan", "reject", PLAN, "--login", "ana", "--why", "Falta contar", *where, told=SAID)
    history = run("plan", "history", PLAN, *where).output

    assert (mute.exit_code, done.exit_code) == (1, 0)
    assert "motivo" in mute.output
    assert "Rechazado: 2026-10-abc. Operación regional, por comando (ana). Falta contar" in history


def test_the_limit_that_nobody_set_says_so(where: tuple[str, str]) -> None:
    assert "el de fábrica" in run("plan", "limit", *where).output
