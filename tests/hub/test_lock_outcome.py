"""What a plan knows of the locks: those it was drawn with, whether they are kept, and what moved since."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import locking, proposing
from hub.fixing import LockRow
from hub.lock_checks import Wanted
from hub.lock_outcome import Outcome, beside, in_plan, is_kept, known_to, outcome
from hub.store import Store
from shared.acts import Actor
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


def test_of_what_is_fixed_what_is_not_met_comes_first_and_of_that_the_most_that_was_asked(store: Store) -> None:
    for at, units in ((1, 10), (2, 20), (3, 600), (4, 9_000)):
        wanted = Wanted(school=schools()[at].id, resource=GUIDE, kind=LockKind.MIN, units=units,
                        until=date(2026, 12, 31), why="Censo.", rank=max(0, at - 2))  # fmt: skip
        locking.lay_down(store, wanted, by=ANA)

    found = in_plan(store, proposing.make_plan(store, needs(), **PERIOD))

    assert [(lock.units, line is not None and is_kept(lock, line.units)) for lock, line in found] == [
        (9_000, False), (600, False), (20, True), (10, True),
    ]  # fmt: skip


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
