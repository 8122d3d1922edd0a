"""Locks are acts: laid down and taken back by somebody, kept once, verified against the history, carried by copies."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from hub import history, locking
from hub.acts import Kind
from hub.backup import back_up
from hub.config import Config
from hub.history_told import lines_of
from hub.lock_checks import Wanted
from hub.restoring import restore
from hub.store import Store
from shared.acts import Actor
from shared.allocation import LockKind
from shared.errors import BadInput
from shared.notices import What
from tests.hub.builders import GUIDE, OTHER_SCHOOL, OTHER_SITE, SCHOOL, SITE, TABLET, Office, StillClock
from tests.hub.databases import Databases
from tests.hub.notified import notices_of

pytestmark = pytest.mark.databases
ANA = Actor("ana", "Operación regional, por comando")
LAST = date(2026, 12, 31)


def lay(office: Office, **changes: Any) -> int:
    given: dict[str, Any] = {"school": SCHOOL, "resource": GUIDE, "kind": LockKind.MIN, "units": 20, "until": LAST}
    return locking.lay_down(office.store, Wanted(**{**given, "why": "Internado nuevo.", **changes}), by=ANA).number


def test_a_lock_is_kept_with_who_why_and_until_when_and_takes_the_number_of_its_act(office: Office) -> None:
    lay(office, school=OTHER_SCHOOL)
    number = lay(office, rank=1)

    (lock,) = (one for one in locking.standing(office.store) if one.number == number)

    assert (lock.school, lock.resource, lock.kind, lock.units, lock.rank) == (SCHOOL, GUIDE, LockKind.MIN, 20, 1)
    assert (lock.login, lock.office, lock.reason) == ("ana", "Operación regional", "Internado nuevo.")
    assert lock.expires == LAST
    assert [(act.number, act.kind, act.subject) for act in office.store.acts()] == [
        (1, Kind.LOCKED, "lock/1"), (2, Kind.LOCKED, "lock/2"),
    ]  # fmt: skip


def test_what_was_taken_back_is_an_act_too_and_leaves_room_for_another(office: Office) -> None:
    first = lay(office)
    with pytest.raises(BadInput, match="ya tiene fijado"):
        lay(office, kind=LockKind.EXACT)

    locking.lift(office.store, first, why="Cerró el internado.", by=ANA)
    second = lay(office, kind=LockKind.EXACT)

    assert [one.number for one in locking.standing(office.store)] == [second]
    assert [(one.lock.number, one.lifted and one.lifted.told()["why"]) for one in locking.laid(office.store)] == [
        (second, None), (first, "Cerró el internado."),
    ]  # fmt: skip
    assert [act.kind for act in office.store.acts(f"lock/{first}")] == [Kind.LOCKED, Kind.UNLOCKED]


def test_the_school_reads_what_was_lifted_and_why_and_by_which_office(office: Office) -> None:
    first, second = lay(office), lay(office, kind=LockKind.MAX, units=40)
    lay(office, school=OTHER_SCHOOL)
    for number, why in ((first, "Cerró el internado."), (second, "Llegó otro lote.")):
        locking.lift(office.store, number, why=why, by=ANA)

    told = notices_of(office.store, SITE)
    assert [(one.what, one.school, one.resource, one.kind, one.units, one.text) for one in told] == [
        (What.UNLOCKED, SCHOOL, GUIDE, "min", 20, "Cerró el internado."),
        (What.UNLOCKED, SCHOOL, GUIDE, "max", 40, "Llegó otro lote."),
    ]
    assert {one.role for one in told} == {"Operación regional"}
    assert len({entry.item.subject for entry in office.store.entries(SITE)}) == 2
    assert notices_of(office.store, OTHER_SITE) == []


def test_nothing_is_taken_back_twice_or_that_was_never_laid_down(office: Office) -> None:
    number = lay(office)
    locking.lift(office.store, number, why="Ya no.", by=ANA)

    with pytest.raises(BadInput, match=r"ya se levantó el 17/10/2026\. No se cambió nada"):
        locking.lift(office.store, number, why="Ya no.", by=ANA)
    with pytest.raises(BadInput, match="No hay nada fijado con el número 99"):
        locking.lift(office.store, 99, why="Ya no.", by=ANA)
    assert len(office.store.acts()) == 2


@pytest.mark.parametrize("why", ["", "  ", "x" * 301])
def test_without_a_reason_nothing_is_laid_down_or_taken_back(office: Office, why: str) -> None:
    number = lay(office)

    with pytest.raises(BadInput, match="otivo"):
        lay(office, resource=TABLET, why=why)
    with pytest.raises(BadInput, match="otivo"):
        locking.lift(office.store, number, why=why, by=ANA)
    assert (len(office.store.acts()), len(locking.standing(office.store))) == (1, 1)


def test_a_refusal_keeps_nothing(office: Office) -> None:
    over = {"until": date(2026, 1, 1)}
    for wrong in ({"school": "9999999-0"}, {"resource": "nada"}, {"units": -1}, {"units": 12}, over):
        with pytest.raises(BadInput, match="No se fijó nada"):
            lay(office, **wrong)

    assert (office.store.acts(), locking.laid(office.store)) == ([], [])


def test_a_lock_stands_through_its_last_day(office: Office) -> None:
    clock = office.config.clock
    assert isinstance(clock, StillClock)
    lay(office, until=date(2026, 10, 17))
    (one,) = locking.laid(office.store)

    days = [locking.is_standing(one, locking.today_of(office.store) + timedelta(days=more)) for more in (0, 1)]
    clock.at += timedelta(days=1)

    assert days == [True, False]
    assert lay(office, kind=LockKind.EXACT) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE locks SET units = 40", "UPDATE locks SET lifted = NULL WHERE number = 1", "DELETE FROM locks",
        "UPDATE locks SET until = '2027-12-31' WHERE number = 2", "UPDATE locks SET lifted = 3 WHERE number = 2",
        "INSERT INTO locks VALUES (9, '0403691-0', 'tablet', 'min', 5, 0, '2026-12-31', NULL)",
    ],
)  # fmt: skip
def test_a_row_that_somebody_touched_is_found_by_the_history(office: Office, statement: str) -> None:
    first = lay(office)
    lay(office, resource=TABLET)
    locking.lift(office.store, first, why="Ya no.", by=ANA)
    assert history.check(office.store).problems == ()

    with office.store.begin() as connection:
        connection.execute(text(statement))

    assert "no es lo que dice el historial" in history.check(office.store).problems[0].text()


def test_the_history_says_it_in_words(office: Office) -> None:
    locking.lift(office.store, lay(office), why="Fin.", by=ANA)

    told = [line.split("  ")[-1] for line in lines_of(office.store.acts(), {})]

    assert told == [
        "Cantidad fijada: n.º 1. Operación regional, por comando (ana). 0403691-0, guia-com-3: al menos 20, hasta el "
        "31/12/2026. Internado nuevo.",
        "Se levantó lo fijado: n.º 1. Operación regional, por comando (ana). 0403691-0, guia-com-3: ya no vale. Fin.",
    ]


def test_a_copy_carries_what_was_laid_down(office: Office, databases: Databases, tmp_path: Path) -> None:
    lay(office)
    locking.lift(office.store, lay(office, resource=TABLET), why="Ya no.", by=ANA)
    back_up(office.store, tmp_path / "copia.zip")
    config = Config(tmp_path / "new", clock=StillClock(), database=databases.new(empty=True))
    restore(tmp_path / "copia.zip", config, office.keys)
    store = Store(config)

    assert locking.laid(store) == locking.laid(office.store)
    assert history.check(store).problems == ()
    store.close()
    databases.drop(config.database)
