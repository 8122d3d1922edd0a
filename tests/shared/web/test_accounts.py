"""Signing in, and how wrong attempts slow down."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import web
from shared.errors import BadInput, DatabaseBusy
from shared.web.accounts import token_hash
from shared.web.passphrases import check_passphrase
from shared.web.throttle import LONGEST_WAIT_S, Throttle, rebased, remaining_s
from tests.shared.web.building import PASSPHRASE, KeptAccounts, SteppedClock, accounts_with


def refused(answer: web.SignedIn | web.Refused) -> web.Refused:
    assert isinstance(answer, web.Refused)
    return answer


def test_the_right_secret_opens_a_session_that_keeps_only_a_hash() -> None:
    accounts = accounts_with(ana=web.Role.TEACHER)
    answer = web.Gate(accounts, SteppedClock()).sign_in(" Ana ", PASSPHRASE, "127.0.0.1")

    assert isinstance(answer, web.SignedIn)
    assert list(accounts.sessions) == [token_hash(answer.token)]
    assert answer.token not in repr(accounts.sessions)


def test_who_proves_it_again_is_told_whose_it_is_and_no_session_is_opened() -> None:
    accounts = accounts_with(ana=web.Role.TEACHER)
    gate = web.Gate(accounts, SteppedClock())
    found = gate.check("ana", PASSPHRASE, "127.0.0.1")
    wrong = [refused(gate.check("ana", "mal", "127.0.0.1")).tries_left for _ in range(2)]  # type: ignore[arg-type]

    assert isinstance(found, web.Credential)
    assert (found.login, wrong, accounts.sessions) == ("ana", [4, 3], {})


def test_tries_of_a_code_and_of_a_passphrase_are_counted_together() -> None:
    gate = web.Gate(accounts_with(ana=web.Role.TEACHER), SteppedClock())
    tries = [gate.recover("ana", "127.0.0.1", lambda: None) for _ in range(5)]
    after = gate.sign_in("ana", PASSPHRASE, "127.0.0.1")

    assert all(isinstance(one, web.Refused) for one in tries)
    assert refused(after).wait_s == 60


def test_tries_are_counted_and_then_wait() -> None:
    gate = web.Gate(accounts_with(ana=web.Role.TEACHER), SteppedClock())
    answers = [refused(gate.sign_in("ana", "mal", "127.0.0.1")) for _ in range(6)]

    assert [answer.tries_left for answer in answers] == [4, 3, 2, 1, 0, 0]
    assert [answer.wait_s for answer in answers] == [0, 0, 0, 0, 60, 60]


def test_who_hurries_gets_no_more_tries() -> None:
    accounts = accounts_with(ana=web.Role.TEACHER)
    gate = web.Gate(accounts, SteppedClock())
    with ThreadPoolExecutor(12) as hurry:
        answers = list(hurry.map(lambda n: refused(gate.sign_in("ana", f"mal {n}", f"10.0.0.{n}")), range(12)))

    assert accounts.throttle("account:ana").failures == 5
    assert sum(answer.wait_s == 0 for answer in answers) == 4


def test_a_whole_class_behind_one_address_gets_in_at_once() -> None:
    names = [f"rosa{n}" for n in range(25)]
    gate = web.Gate(accounts_with(**dict.fromkeys(names, web.Role.STUDENT)), SteppedClock())
    with ThreadPoolExecutor(25) as at_once:
        answers = list(at_once.map(lambda name: gate.sign_in(name, PASSPHRASE, "10.0.0.9"), names))

    assert all(isinstance(answer, web.SignedIn) for answer in answers)


def test_a_check_that_breaks_is_a_failed_attempt_and_holds_nobody_up() -> None:
    class Broken(KeptAccounts):
        def credential(self, login: str) -> web.Credential | None:
            raise DatabaseBusy("Otro programa usa los datos.")

    accounts = Broken()
    gate = web.Gate(accounts, SteppedClock())
    for _ in range(2):
        with pytest.raises(DatabaseBusy):
            gate.sign_in("ana", PASSPHRASE, "127.0.0.1")

    assert accounts.throttle("account:ana").failures == 2


def test_a_restart_does_not_forget_the_wait() -> None:
    accounts, clock = accounts_with(ana=web.Role.TEACHER), SteppedClock()
    for _ in range(5):
        web.Gate(accounts, clock).sign_in("ana", "mal", "127.0.0.1")

    assert refused(web.Gate(accounts, clock).sign_in("ana", PASSPHRASE, "127.0.0.1")).wait_s == 60


def test_the_owner_gets_in_after_the_wait() -> None:
    clock = SteppedClock()
    gate = web.Gate(accounts_with(ana=web.Role.TEACHER), clock)
    for _ in range(5):
        gate.sign_in("ana", "mal", "127.0.0.1")
    clock.pass_s(61)

    assert isinstance(gate.sign_in("ana", PASSPHRASE, "127.0.0.1"), web.SignedIn)


def test_an_address_that_tries_many_accounts_waits_too() -> None:
    gate = web.Gate(accounts_with(), SteppedClock())
    for n in range(20):
        gate.sign_in(f"nobody-{n}", "mal", "10.0.0.9")

    assert refused(gate.sign_in("somebody", "mal", "10.0.0.9")).wait_s > 0
    assert refused(gate.sign_in("somebody", "mal", "10.0.0.8")).wait_s == 0


def test_a_session_ends_when_idle_or_when_the_clock_is_set_back() -> None:
    clock = SteppedClock()
    gate = web.Gate(accounts_with(ana=web.Role.TEACHER), clock)
    for step_s in (3600, -3600):
        signed = gate.sign_in("ana", PASSPHRASE, "127.0.0.1")
        assert isinstance(signed, web.SignedIn)
        clock.pass_s(step_s)

        assert gate.session(signed.token) is None


def test_a_session_in_use_stays_open() -> None:
    clock = SteppedClock()
    gate = web.Gate(accounts_with(ana=web.Role.TEACHER), clock)
    signed = gate.sign_in("ana", PASSPHRASE, "127.0.0.1")
    assert isinstance(signed, web.SignedIn)
    for _ in range(4):
        clock.pass_s(1800)

        assert gate.session(signed.token) is not None


def test_a_short_passphrase_is_refused_with_advice() -> None:
    with pytest.raises(BadInput, match="10 caracteres"):
        check_passphrase("corta")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 2**33), st.integers(0, 2**33))
def test_no_clock_locks_anybody_out_for_ever(failures: int, last_s: int, now_s: int) -> None:
    wait = remaining_s(rebased(Throttle(failures, last_s), now_s), now_s)

    assert 0 <= wait <= LONGEST_WAIT_S
    assert remaining_s(rebased(Throttle(failures, last_s), now_s), now_s + wait) == 0


def test_a_card_is_looked_up_and_signs_in_only_when_asked_to() -> None:
    accounts = accounts_with(rosa=web.Role.STUDENT)
    gate = web.Gate(accounts, SteppedClock())
    looked = gate.look_up(lambda: accounts.credential("rosa"), "10.0.0.9")
    opened = len(accounts.sessions)
    signed = gate.sign_in_with_card(lambda: accounts.credential("rosa"), "10.0.0.9")

    assert isinstance(looked, web.Credential)
    assert isinstance(signed, web.SignedIn)
    assert (opened, signed.session.login, len(accounts.sessions)) == (0, "rosa", 1)


def test_cards_that_are_none_make_an_address_wait_and_passphrases_with_it() -> None:
    accounts = accounts_with(ana=web.Role.TEACHER)
    gate = web.Gate(accounts, SteppedClock())
    answers = [refused(gate.sign_in_with_card(lambda: None, "10.0.0.9")) for _ in range(21)]

    assert [answer.wait_s for answer in answers] == [0] * 19 + [60, 60]
    assert refused(gate.sign_in("ana", PASSPHRASE, "10.0.0.9")).wait_s == 60
    assert isinstance(gate.sign_in("ana", PASSPHRASE, "10.0.0.8"), web.SignedIn)


def test_a_pin_has_four_digits_and_is_drawn_anew() -> None:
    drawn = {web.draw_pin() for _ in range(200)}

    assert all(len(pin) == 4 and pin.isdigit() for pin in drawn)
    assert len(drawn) > 100


def test_a_pupil_who_was_away_is_seen_again_only_when_they_say_so() -> None:
    clock = SteppedClock()
    gate = web.Gate(accounts_with(rosa=web.Role.STUDENT, ana=web.Role.TEACHER), clock)
    opened = {name: gate.sign_in(name, PASSPHRASE, "") for name in ("rosa", "ana")}
    tokens = {name: one.token for name, one in opened.items() if isinstance(one, web.SignedIn)}
    started = int(clock.now().timestamp())
    clock.pass_s(300)
    seen = {name: gate.session(token) for name, token in tokens.items()}
    gate.stay(tokens["rosa"])
    after = gate.session(tokens["rosa"])

    assert {name: one and one.seen_s - started for name, one in seen.items()} == {"rosa": 0, "ana": 300}
    assert after is not None
    assert after.seen_s - started == 300
