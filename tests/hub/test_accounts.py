"""Accounts of the office: the door of ``shared.web`` opens on them, and remembers over a restart."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from hub.accounts import HubAccounts
from shared.web import Credential, Gate, Refused, Role, SignedIn, Throttle
from tests.hub.builders import Office
from tests.shared.web.building import hashed

pytestmark = pytest.mark.databases

SECRET = "maiz-morado-en-la-ladera"
ANA = Credential("ana", Role.OPERATOR, hashed(SECRET))


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

    accounts.set_credential(Credential("ana", Role.ANALYST, hashed(SECRET + "2")))

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


def test_guesses_at_the_same_moment_by_several_processes_share_one_wait(office: Office) -> None:
    accounts, guesses = HubAccounts(office.store), 12
    accounts.set_credential(ANA)
    # A gate for each: what one process counts in its memory is not known to the others.
    gates, all_there = [Gate(HubAccounts(office.store), office.config.clock) for _ in range(guesses)], Barrier(5)

    def wrong() -> None:
        all_there.wait(60)

    def guess(gate: Gate) -> Refused:
        found = gate.recover("ana", "10.0.0.1", wrong)
        assert isinstance(found, Refused)
        return found

    with ThreadPoolExecutor(guesses) as pool:
        answers = list(pool.map(guess, gates))

    assert sorted(one.tries_left for one in answers) == [0] * 8 + [1, 2, 3, 4]
    assert sum(one.wait_s == 0 for one in answers) == 4
    assert accounts.throttle("account:ana").failures == accounts.throttle("address:10.0.0.1").failures == 5


def test_whoever_gets_in_is_charged_nothing_and_takes_no_charge_of_others_away(office: Office) -> None:
    accounts = HubAccounts(office.store)
    accounts.set_credential(ANA)
    gate, other = (Gate(HubAccounts(office.store), office.config.clock) for _ in range(2))
    gate.sign_in("ana", "mala", "10.0.0.1")
    before = accounts.throttle("address:10.0.0.1")

    def while_checked() -> Credential:
        other.sign_in("beto", "mala", "10.0.0.1")
        return ANA

    alone = gate.sign_in("ana", SECRET, "10.0.0.1")
    after = accounts.throttle("address:10.0.0.1")
    beside = gate.recover("ana", "10.0.0.1", while_checked)

    assert isinstance(alone, SignedIn)
    assert beside == ANA
    assert (accounts.throttle("account:ana"), after) == (Throttle(), before)
    assert accounts.throttle("account:beto").failures == 1
    assert accounts.throttle("address:10.0.0.1").failures == before.failures + 1


def test_a_process_that_dies_while_it_looks_leaves_the_attempt_charged(office: Office) -> None:
    accounts = HubAccounts(office.store)

    def dies() -> Credential:
        assert accounts.throttle("account:ana").failures == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Gate(accounts, office.config.clock).recover("ana", "10.0.0.1", dies)

    assert accounts.throttle("account:ana").failures == 1


def test_a_clock_set_back_makes_nobody_wait_for_ever(office: Office) -> None:
    accounts, clock = HubAccounts(office.store), office.config.clock
    accounts.set_credential(ANA)
    now_s = int(clock.now().timestamp())
    accounts.set_throttle("account:ana", Throttle(5, now_s + 86_400))

    first = Gate(accounts, clock).sign_in("ana", SECRET, "10.0.0.1")

    assert isinstance(first, Refused)
    assert first.wait_s == 60
    assert accounts.throttle("account:ana") == Throttle(5, now_s)
