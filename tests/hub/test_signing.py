"""Whoever signs by command proves who it is; the signature says which way it came, and schools see only the office."""

from pathlib import Path

import pytest

from hub import decisions, signing
from hub.accounts import HubAccounts
from hub.plan_rows import PlanRow, PlanStatus
from hub.region_rows import SupplyRow
from shared import web
from shared.errors import BadInput
from tests.hub.builders import GUIDE, Office
from tests.hub.commands import run
from tests.hub.office import PASSPHRASE
from tests.hub.test_plans import plan
from tests.shared.web.building import hashed

PLAN = "2026-10-abc"


@pytest.fixture
def proposed(office: Office) -> Office:
    for login, role in (("ana", web.Role.OPERATOR), ("eva", web.Role.ADMIN), ("luz", web.Role.ANALYST)):
        HubAccounts(office.store).set_credential(web.Credential(login, role, hashed(PASSPHRASE), b""))
    office.store.put_supply([SupplyRow(depot="", resource=GUIDE, units=30)])
    office.store.propose(plan())
    return office


def signed(office: Office, login: str = "ana", passphrase: str = PASSPHRASE) -> PlanRow:
    return signing.sign(office.store, PLAN, login=login, passphrase=passphrase)


@pytest.mark.parametrize("login", ["ana", " Ana", "nadie"])
@pytest.mark.parametrize("passphrase", ["", "otra clave distinta"])
def test_nobody_signs_in_the_name_of_an_account_without_its_passphrase(
    proposed: Office, login: str, passphrase: str
) -> None:
    with pytest.raises(BadInput, match="o su clave no es correcta"):
        signed(proposed, login, passphrase)

    assert proposed.store.plan(PLAN).approvals == ()


def test_an_analyst_does_not_sign_even_with_the_right_passphrase(proposed: Office) -> None:
    with pytest.raises(BadInput, match="no puede aprobar"):
        signed(proposed, "luz")

    assert proposed.store.plan(PLAN).status is PlanStatus.PROPOSED


def test_wrong_passphrases_make_even_the_right_one_wait(proposed: Office) -> None:
    for _ in range(5):
        with pytest.raises(BadInput):
            signed(proposed, passphrase="otra clave distinta")

    with pytest.raises(BadInput, match="Demasiadas claves equivocadas"):
        signed(proposed)


def test_the_audit_keeps_the_account_and_that_it_signed_by_command(proposed: Office) -> None:
    row = signed(proposed, "eva")

    assert [(one.login, one.role) for one in row.approvals] == [("eva", "Administración, por comando")]


def test_a_signature_by_command_leaves_no_session_behind(proposed: Office) -> None:
    signed(proposed)

    with proposed.store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from sessions").scalar() == 0


def test_schools_are_told_the_office_that_signed_and_not_the_way(proposed: Office) -> None:
    signed(proposed)

    found = decisions.publish(proposed.store, PLAN)

    assert {one.role for decision in found for one in decision.approvals} == {"Operación regional"}


def test_the_passphrase_comes_from_a_file_or_the_input_and_is_no_argument(proposed: Office, tmp_path: Path) -> None:
    where = ("--login", "ana", "--dir", proposed.config.folder)
    (tmp_path / "clave").write_text(f"{PASSPHRASE}\r\n")

    missing = run("plan", "approve", PLAN, *where, "--passphrase-file", tmp_path / "nada")
    empty = run("plan", "approve", PLAN, *where)
    told = run("plan", "approve", PLAN, *where, told=f"{PASSPHRASE}\n")
    read = run("plan", "approve", PLAN, *where, "--passphrase-file", tmp_path / "clave")
    argued = run("plan", "approve", PLAN, *where, "--passphrase", PASSPHRASE)

    assert [done.exit_code for done in (missing, empty, told, argued)] == [1, 1, 0, 2]
    assert "no se puede aprobar" in read.output, "the passphrase of the file was taken; the plan is signed already"
