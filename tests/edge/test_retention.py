"""Whoever left is erased when their time is over, by a clock that is known to be right, and by no other."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.acts import BY_COMMAND
from edge.retention import DEFAULT_MONTHS, due, ends_on, keep_for, keep_to_it, kept_months
from edge.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Loan, Return
from shared.ids import Pseudonym
from tests.edge.building import SCHOOL, TABLET, FakeClock, new_store

ANA = Actor("616e61", "coordinator")
LEFT = date(2026, 6, 23)


def at(store: Store, year: int, month: int, day: int) -> None:
    clock = store.clock
    assert isinstance(clock, FakeClock)
    clock.wall = datetime(year, month, day, 14, tzinfo=UTC)


def leavers(store: Store, *names: str, day: date | None = LEFT) -> list[Pseudonym]:
    people = [store.people.add_person("learner", name, code=name, school=SCHOOL) for name in names]
    store.class_lists.leave(people, day, ANA)
    return people


def names(store: Store) -> list[str]:
    return [row.name for row in store.class_lists.departed()]


def test_they_are_erased_on_the_day_and_not_the_day_before(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        keep_for(store, 12, ANA)
        leavers(store, "Luz", "Eva")
        store.people.add_person("learner", "Rosa", code="r", school=SCHOOL)
        at(store, 2027, 6, 22)
        before = keep_to_it(store), names(store)
        at(store, 2027, 6, 23)
        on_the_day = keep_to_it(store), names(store)
        again = keep_to_it(store)

        assert (before, on_the_day, again) == ((0, ["Eva", "Luz"]), (2, []), 0)
        assert [row.name for row in store.people.learners()] == ["Rosa"]
        assert [(act.kind, act.office) for act in store.audit.newest(2)] == [("erased", "El programa")] * 2


@pytest.mark.parametrize("year", [2010, 2099])
def test_a_clock_that_is_known_to_be_wrong_erases_nobody(tmp_path: Path, year: int) -> None:
    with new_store(tmp_path) as store:
        keep_for(store, 1, ANA)
        leavers(store, "Luz")
        at(store, year, 9, 1)

        assert (store.days.clock_ok(), keep_to_it(store), names(store)) == (False, 0, ["Luz"])


def test_who_left_while_no_clock_told_the_day_is_kept_from_the_first_day_that_one_does(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        keep_for(store, 1, ANA)
        leavers(store, "Luz", day=None)
        keep_to_it(store)
        kept = names(store)
        at(store, 2026, 7, 22)
        keep_to_it(store)
        at(store, 2026, 7, 23)

        assert (kept, names(store), keep_to_it(store), names(store)) == (["Luz"], ["Luz"], 1, [])


def test_whoever_comes_back_or_has_something_lent_is_not_erased(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        keep_for(store, 1, ANA)
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        back, owing = leavers(store, "Luz", "Eva")
        store.record([Claim(Loan(resource=TABLET, serial="A1", borrower=owing))])
        store.class_lists.move([back], class_id, ANA)
        at(store, 2026, 9, 1)
        held = keep_to_it(store)
        store.record([Claim(Return(resource=TABLET, serial="A1", borrower=owing))])

        assert (held, keep_to_it(store), names(store)) == (0, 1, [])
        assert store.people.learner(back) is not None


def test_of_who_left_twice_the_last_day_counts(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        (luz,) = leavers(store, "Luz", day=date(2020, 1, 1))
        store.class_lists.move([luz], class_id, ANA)
        store.class_lists.leave([luz], LEFT, ANA)

        assert due(store, LEFT) == []


def test_how_long_is_a_setting_and_nought_keeps_for_ever(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        first = kept_months(store)
        keep_for(store, 0, ANA)
        leavers(store, "Luz", day=date(2020, 1, 1))

        assert (first, kept_months(store), keep_to_it(store)) == (DEFAULT_MONTHS, 0, 0)
        assert store.audit.of_kind("kept-for")[0].told() == {"months": 0}
        for months in (-1, 241):
            with pytest.raises(BadInput, match="entre 0 y 240"):
                keep_for(store, months, BY_COMMAND)


@given(left=st.dates(date(2020, 1, 1), date(2060, 1, 1)), months=st.integers(0, 240))
def test_the_day_is_so_many_months_later_and_never_in_another_month(left: date, months: int) -> None:
    end = ends_on(left, months)

    assert (end.year * 12 + end.month) - (left.year * 12 + left.month) == months
    assert left.day - 3 <= end.day <= left.day
