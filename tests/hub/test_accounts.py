"""Accounts of the office: the door of ``shared.web`` opens on them, and remembers over a restart."""

import pytest

from hub.accounts import HubAccounts
from shared.errors import BadInput
from shared.web import Credential, Gate, Refused, Role, SignedIn, hash_secret
from tests.hub.builders import Office

pytestmark = pytest.mark.databases

SECRET = "maiz-morado-en-la-ladera"
ANA = Credential("ana", Role.OPERATOR, hash_secret(SECRET))


def test_signing_in_and_out(office: Office) -> None:
    accounts = HubAccounts(office.store)
    accounts.set_credential(ANA)
    gate = Gate(accounts, office.config.clock)

    signed = gate.sign_in("Ana", SECRET, "127.0.0.1")
    assert isinstance(signed, SignedIn)
    found = gate.session(signed.token)
    gate.sign_out(signed.token)

    assert found is not None
    assert found.role is Role.OPERATOR
    assert gate.session(signed.token) is None


def test_delays_survive_a_restart(office: Office) -> None:
    HubAccounts(office.store).set_credential(ANA)
    for _ in range(5):
        Gate(HubAccounts(office.store), office.config.clock).sign_in("ana", "wrong", "10.0.0.1")

    again = Gate(HubAccounts(office.reopened().store), office.config.clock).sign_in("ana", SECRET, "10.0.0.2")

    assert isinstance(again, Refused)
    assert again.wait_s > 0


def test_a_new_secret_ends_the_sessions_of_the_old_one(office: Office) -> None:
    accounts = HubAccounts(office.store)
    accounts.set_credential(ANA)
    gate = Gate(accounts, office.config.clock)
    signed = gate.sign_in("ana", SECRET, "127.0.0.1")
    assert isinstance(signed, SignedIn)

    accounts.set_credential(Credential("ana", Role.ANALYST, hash_secret(SECRET + "2")))

    assert gate.session(signed.token) is None


def test_sessions_are_touched_and_closed_by_account(office: Office) -> None:
    accounts = HubAccounts(office.store)
    accounts.set_credential(ANA)
    signed = Gate(accounts, office.config.clock).sign_in("ana", SECRET, "127.0.0.1")
    assert isinstance(signed, SignedIn)
    mine = signed.session.token_hash

    accounts.touch_session(mine, 7)
    seen = accounts.session(mine)
    accounts.close_sessions_of("ana")

    assert seen is not None
    assert seen.seen_s == 7
    assert accounts.session(mine) is None


def test_an_account_stays_its_person_s_when_its_passphrase_or_role_changes(office: Office) -> None:
    accounts = HubAccounts(office.store)
    accounts.keep("ana", Role.OPERATOR, "uno")
    accounts.keep("jefa", Role.ADMIN, "dos", same_person="ana")
    accounts.keep("ana", Role.ADMIN, "tres")
    accounts.keep("zoe", Role.ADMIN, "cuatro")

    found = {login: accounts.credential(login) for login in ("ana", "jefa", "zoe")}
    persons = {login: one.person if one else None for login, one in found.items()}

    assert persons["ana"]
    assert persons["ana"] == persons["jefa"]
    assert persons["zoe"] == b""
    assert (found["ana"] and (found["ana"].role, found["ana"].secret)) == (Role.ADMIN, "tres")


def test_who_is_not_there_is_nobody_s_other_account(office: Office) -> None:
    accounts = HubAccounts(office.store)

    with pytest.raises(BadInput, match="No hay una cuenta «ana»"):
        accounts.keep("jefa", Role.ADMIN, "dos", same_person="ana")

    assert accounts.credential("jefa") is None
