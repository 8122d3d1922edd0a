"""A second factor in the database: each code counts once, also at the same moment, and only others reset it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from hub import schema
from hub.factors import Factors
from hub.second_factor import STEP_S, code_at, step_of
from shared.acts import Actor
from shared.errors import BadInput
from tests.hub.builders import Office, StillClock

pytestmark = pytest.mark.databases

SEED = b"12345678901234567890"
ANA, ROSA = Actor("ana", "Operación regional"), Actor("rosa", "Administración")


def shown(office: Office, away: int = 0) -> str:
    """Return what Ana's telephone shows, so many half minutes from now."""
    return code_at(SEED, step_of(office.store.now_s()) + away)


def later(office: Office, steps: int) -> None:
    assert isinstance(office.config.clock, StillClock)
    office.config.clock.at += timedelta(seconds=STEP_S * steps)


def enrolled(office: Office) -> tuple[Factors, list[str]]:
    factors = Factors(office.store, required=True)
    return factors, list(factors.set_up("ana", SEED, shown(office), by=ANA))


def test_who_has_none_needs_no_code_and_is_told_that_one_is_missing_where_it_is_required(office: Office) -> None:
    assert Factors(office.store, required=True).proves("ana", "")
    assert Factors(office.store, required=True).is_missing("ana")
    assert not Factors(office.store, required=False).is_missing("ana")


def test_a_code_counts_once(office: Office) -> None:
    factors, _codes = enrolled(office)
    tried = [factors.proves("ana", shown(office))]
    later(office, 1)
    tried += [factors.proves("ana", shown(office)) for _ in range(2)]

    assert tried == [False, True, False]
    assert not factors.is_missing("ana")
    assert not factors.proves("ana", "")


def test_of_many_at_the_same_moment_one_passes(office: Office) -> None:
    factors, _codes = enrolled(office)
    later(office, 1)
    code = shown(office)
    with ThreadPoolExecutor(4) as pool:
        passed = list(pool.map(lambda _n: factors.proves("ana", code), range(4)))

    assert sorted(passed) == [False, False, False, True]


def test_a_code_for_a_day_without_telephone_counts_once_and_the_others_stay(office: Office) -> None:
    factors, codes = enrolled(office)

    assert [factors.proves("ana", codes[3]) for _ in range(2)] == [True, False]
    assert factors.proves("ana", codes[4].replace("-", ""))
    factor = factors.of("ana")
    assert factor is not None
    assert factor.left == len(codes) - 2


def test_a_telephone_that_shows_something_else_is_not_tied(office: Office) -> None:
    factors = Factors(office.store, required=True)
    with pytest.raises(BadInput, match="hora"):
        factors.set_up("ana", SEED, shown(office, 5), by=ANA)

    assert factors.of("ana") is None
    enrolled(office)
    with pytest.raises(BadInput, match="ya tiene"):
        factors.set_up("ana", b"x" * 20, code_at(b"x" * 20, step_of(office.store.now_s())), by=ANA)


def test_somebody_else_resets_it_and_the_sessions_end(office: Office) -> None:
    factors, codes = enrolled(office)
    with office.store.begin() as connection:
        row = {"token": "0" * 64, "login": "ana", "role": "operator", "person": b"", "opened_s": 0, "seen_s": 0}
        connection.execute(schema.sessions.insert().values(**row))
    with pytest.raises(BadInput, match="otra persona"):
        factors.drop("ana", by=ANA, own=False)
    factors.drop("ana", by=ROSA, own=False)

    with office.store.read() as connection:
        assert connection.execute(schema.sessions.select()).all() == []
        assert connection.execute(schema.access.recovery.select()).all() == []
    assert factors.is_missing("ana")
    assert codes
    with pytest.raises(BadInput, match="no tiene"):
        factors.drop("ana", by=ROSA, own=False)


def test_the_history_tells_each_change_and_neither_secret_nor_code(office: Office) -> None:
    factors, codes = enrolled(office)
    factors.drop("ana", by=ROSA, own=False)
    told = office.store.acts()

    assert [(act.kind, act.subject, act.told()["what"], act.login) for act in told] == [
        ("factor", "account/ana", "set_up", "ana"),
        ("factor", "account/ana", "reset", "rosa"),
    ]
    assert not any(code in repr(told) for code in codes)
