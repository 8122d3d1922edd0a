"""Accounts of the office: the door of ``shared.web`` opens on them, and remembers over a restart."""

import pytest

from hub.accounts import HubAccounts
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
