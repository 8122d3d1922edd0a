"""A teacher has the classes that somebody gave them, and no other."""

from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.listed import ClassIn, PersonIn
from edge.store import Store
from edge.teaching import Teaching
from shared.errors import BadInput
from shared.ids import Pseudonym
from shared.web import Credential, Role
from tests.edge.building import SCHOOL, new_store


def teacher(store: Store, login: str) -> Pseudonym:
    person = store.people.add_person("teacher", login.title(), code=f"cuenta {login}")
    StoreAccounts(store.db).set_credential(Credential(login, Role.TEACHER, "secret", person))
    return person


def test_a_teacher_to_whom_nobody_gave_a_class_has_none(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_class(SCHOOL, "3° A")
        person = teacher(store, "ana")

        assert Teaching(store.db, store.people).classes_of(person) == []


def test_who_teaches_a_class_is_said_anew_and_other_classes_stay(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        third, fourth = (store.people.add_class(SCHOOL, name) for name in ("3° A", "4° A"))
        ana, luz = teacher(store, "ana"), teacher(store, "luz")
        teaching = Teaching(store.db, store.people)
        teaching.set_teachers(third, [ana])
        teaching.set_teachers(fourth, [ana, luz])
        teaching.set_teachers(third, [luz])

        assert [[row.name for row in teaching.classes_of(who)] for who in (ana, luz)] == [["4° A"], ["3° A", "4° A"]]
        assert (teaching.teachers_of(third), teaching.teachers_of(fourth)) == ({luz}, {ana, luz})


def test_pupils_of_a_class_stay_in_it_when_its_teachers_change(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        third = store.people.add_class(SCHOOL, "3° A")
        store.people.add_person("learner", "Rosa", code="r", school=SCHOOL, class_id=third)
        both = PersonIn(
            line=1, code="l", name="Luis", role="learner", school=SCHOOL, classes=(ClassIn("4° A"), ClassIn("3° A"))
        )
        store.rosters.put_person(both)
        Teaching(store.db, store.people).set_teachers(third, [])

        assert [row.name for row in store.people.learners(third)] == ["Luis", "Rosa"]


@pytest.mark.parametrize("wrong", ["pupil", "class"])
def test_only_a_teacher_with_an_account_is_given_a_class_that_there_is(tmp_path: Path, wrong: str) -> None:
    with new_store(tmp_path) as store:
        third = store.people.add_class(SCHOOL, "3° A")
        pupil = store.people.add_person("learner", "Rosa", code="r", school=SCHOOL, class_id=third)
        ana = teacher(store, "ana")
        who, where = ([pupil], third) if wrong == "pupil" else ([ana], third + 9)

        with pytest.raises(BadInput):
            Teaching(store.db, store.people).set_teachers(where, who)
