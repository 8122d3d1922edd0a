"""Guardians with their telephone and their learners: sealed on the disk, and gone with whoever is erased."""

from pathlib import Path

import pytest

from edge.store import Store
from shared.errors import BadInput
from shared.ids import Pseudonym
from tests.edge.building import SCHOOL, new_store
from tests.edge.test_erasing import on_disk

NAME, DNI, PHONE = "Quilla Apoderada Canario", "40999937", "966 123 456"


def learner_of(store: Store, code: str = "r1") -> Pseudonym:
    return store.people.add_person("learner", f"Rosa {code}", code=code, school=SCHOOL)


def test_a_guardian_is_one_person_by_their_dni_and_keeps_what_is_not_told_anew(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa, luis = learner_of(store), learner_of(store, "l1")
        first = store.guardians.put(NAME, DNI, phone=PHONE, learner=rosa)
        again = store.guardians.put(NAME, f" {DNI}", learner=luis)

        assert again == first
        assert store.guardians.phone(first) == PHONE
        assert {row.person for row in store.guardians.learners(first)} == {rosa, luis}


def test_nobody_signs_without_a_dni(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, pytest.raises(BadInput):
        store.guardians.put(NAME, " ", phone=PHONE)


def test_a_telephone_lies_on_the_disk_sealed_and_goes_with_its_guardian(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        person = store.guardians.put(NAME, DNI, phone=PHONE, learner=learner_of(store))
        body = bytes(store.db.value("SELECT body FROM sealed_more"))
        before = on_disk(tmp_path)
        store.erase(person)
        after = on_disk(tmp_path)

        assert (PHONE.encode() in before, body in before, body in after) == (False, True, False)
        assert store.db.value("SELECT count(*) FROM custody") == 0


def test_whoever_is_erased_has_no_guardian_any_more(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rosa = learner_of(store)
        person = store.guardians.put(NAME, DNI, phone=PHONE, learner=rosa)
        store.erase(rosa)

        assert (store.guardians.learners(person), store.guardians.phone(person)) == ([], PHONE)
