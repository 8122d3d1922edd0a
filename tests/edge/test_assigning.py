"""What is assigned holds for whom it was assigned to, until its day, and no longer."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.assigning import MOST_OPEN, Assignments
from edge.listed import ClassIn, PersonIn
from edge.store import Store
from shared.errors import BadInput
from shared.ids import Pseudonym
from shared.similarity import ItemId
from tests.edge.building import SCHOOL, new_store

TODAY = date(2026, 6, 23)
BY = b"teacher-"


def items(count: int) -> list[ItemId]:
    return [ItemId(f"pack/c{number:02}") for number in range(count)]


def pupil(store: Store, name: str, class_id: int) -> Pseudonym:
    return store.people.add_person("learner", name, code=name, school=SCHOOL, class_id=class_id)


def test_a_class_gets_it_in_every_list_that_a_pupil_is_on_and_others_do_not(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        third, fourth = (store.people.add_class(SCHOOL, name) for name in ("3° A", "4° A"))
        rosa, luis = pupil(store, "Rosa", third), pupil(store, "Luis", fourth)
        both = PersonIn(
            line=1, code="n", name="Nilda", role="learner", school=SCHOOL, classes=(ClassIn("4° A"), ClassIn("3° A"))
        )
        nilda = store.rosters.put_person(both)
        assigned = Assignments(store.db)
        assigned.assign(items(1), third, until=TODAY, today=TODAY, by=BY)
        assigned.assign([ItemId("own")], [luis], until=TODAY + timedelta(3), today=TODAY, by=BY)
        found = [list(assigned.of_pupil(who, TODAY)) for who in (rosa, luis, nilda)]

        assert found == [["pack/c00"], ["own"], ["pack/c00"]]
        assert [(one.item, one.person) for one in assigned.of_class(fourth, [luis], TODAY)] == [("own", luis)]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(-5, 45))
def test_it_holds_until_its_day_is_over_and_for_ever_where_nobody_knows_the_day(
    tmp_path_factory: pytest.TempPathFactory, days: int, later: int
) -> None:
    with new_store(tmp_path_factory.mktemp("node")) as store:
        third = store.people.add_class(SCHOOL, "3° A")
        rosa = pupil(store, "Rosa", third)
        until, looked = TODAY + timedelta(days), TODAY + timedelta(later)
        Assignments(store.db).assign(items(1), third, until=until, today=TODAY, by=BY)

        assert bool(Assignments(store.db).of_pupil(rosa, looked)) is (looked <= until)
        assert Assignments(store.db).of_pupil(rosa, None) == {items(1)[0]: until}


def test_the_same_again_gets_the_new_day_and_what_ends_first_is_on_top(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        third = store.people.add_class(SCHOOL, "3° A")
        rosa, assigned = pupil(store, "Rosa", third), Assignments(store.db)
        for item, days in (("b", 9), ("a", 9), ("c", 2), ("b", 1)):
            assigned.assign([ItemId(item)], third, until=TODAY + timedelta(days), today=TODAY, by=BY)
        assigned.withdraw(assigned.of_class(third, [rosa], TODAY)[1])

        assert assigned.of_pupil(rosa, TODAY) == {
            ItemId("b"): TODAY + timedelta(1),
            ItemId("a"): TODAY + timedelta(9),
        }


def test_more_than_a_page_can_show_is_refused_whole(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        third = store.people.add_class(SCHOOL, "3° A")
        rosa, assigned = pupil(store, "Rosa", third), Assignments(store.db)
        assigned.assign(items(MOST_OPEN), third, until=TODAY, today=TODAY, by=BY)
        with pytest.raises(BadInput, match=f"{MOST_OPEN + 1}"):
            assigned.assign([ItemId("x")], third, until=TODAY, today=TODAY, by=BY)
        assigned.assign([ItemId("x")], [rosa], until=TODAY, today=TODAY, by=BY)

        assert len(assigned.of_class(third, [], TODAY)) == MOST_OPEN
        assert len(assigned.of_pupil(rosa, TODAY)) == MOST_OPEN


@pytest.mark.parametrize("days", [-1, 367])
def test_a_day_that_is_over_or_far_off_is_refused(tmp_path: Path, days: int) -> None:
    with new_store(tmp_path) as store:
        third = store.people.add_class(SCHOOL, "3° A")
        with pytest.raises(BadInput):
            Assignments(store.db).assign(items(1), third, until=TODAY + timedelta(days), today=TODAY, by=BY)
