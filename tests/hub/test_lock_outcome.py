"""What a plan knows of the locks: those it was drawn with, whether they are kept, and what moved since."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import locking, planning, proposing
from hub.acts import Actor
from hub.fixing import LockRow
from hub.lock_checks import Wanted
from hub.lock_outcome import Outcome, beside, is_kept, known_to, moved_since, moved_words, outcome
from hub.store import Store
from shared.allocation import LockKind
from shared.ids import SchoolId
from tests.hub.office import PERIOD, needs, office, schools
from tests.hub.regions import GUIDE, TABLET

ANA = Actor("ana", "Operación regional")
SCHOOL = schools()[1].id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def lay(store: Store, units: int, kind: LockKind = LockKind.EXACT, until: date = date(2026, 12, 31)) -> int:
    wanted = Wanted(school=SCHOOL, resource=GUIDE, kind=kind, units=units, until=until, why="Censo.")
    return locking.lay_down(store, wanted, by=ANA).number


def test_before_any_plan_there_is_no_outcome(store: Store) -> None:
    lay(store, 20)

    assert outcome(store, {SCHOOL}) == Outcome()


def test_the_newest_plan_tells_which_locks_it_knows_and_the_lines_of_their_schools(store: Store) -> None:
    known = lay(store, 20)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    locking.lift(store, known, why="Ya no.", by=ANA)
    lay(store, 30)

    found = outcome(store, {SCHOOL})

    assert (found.plan, found.numbers) == (plan.id, {known})
    assert {school for school, _ in found.lines} == {SCHOOL}
    assert found.lines[SCHOOL, GUIDE].units == 20


def test_what_moved_since_is_counted_until_the_plan_went_out(store: Store) -> None:
    known = lay(store, 20)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    counts = [moved_since(store, plan)]
    locking.lift(store, known, why="Ya no.", by=ANA)
    counts.append(moved_since(store, plan))
    lay(store, 30)
    counts.append(moved_since(store, plan))
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)

    assert counts == [0, 1, 2]
    assert moved_since(store, store.plan(plan.id)) == 0


def test_a_plan_that_does_not_know_all_says_so_and_what_to_do(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    assert moved_words(store, plan) == []
    lay(store, 20)

    (told,) = moved_words(store, plan)

    assert "(1). No cuentan en él: calcúlelo otra vez con «chasqui-hub allocate» antes de firmar." in told.text()


def test_what_is_over_before_the_period_begins_moves_nothing(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    lay(store, 20, until=date(2026, 10, 18))

    assert moved_since(store, plan) == 0


def test_beside_a_line_stands_what_its_own_words_do_not_tell(store: Store) -> None:
    lay(store, 10, LockKind.MIN)
    lay(store, 900, LockKind.MAX)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    lines = store.plan_lines(plan.id)

    told = {key: [one.text() for one in said] for key, said in beside(plan, lines).items()}

    assert [one.kind for one in known_to(plan)] == [LockKind.MAX, LockKind.MIN]
    assert set(told) == {(SCHOOL, GUIDE)}
    assert "Fijado por Operación regional: a lo más 900, hasta el 31/12/2026." in told[SCHOOL, GUIDE][0]


@given(units=st.integers(0, 9), asked=st.integers(0, 9), kind=st.sampled_from(list(LockKind)))
def test_a_lock_is_kept_exactly_as_it_is_worded(units: int, asked: int, kind: LockKind) -> None:
    lock = LockRow(school=SchoolId("0403691-0"), resource=TABLET, kind=kind, units=asked)

    assert (
        is_kept(lock, units)
        == {
            LockKind.EXACT: units == asked,
            LockKind.MIN: units >= asked,
            LockKind.MAX: units <= asked,
            LockKind.EXCLUDE: units <= asked,
        }[kind]
    )
