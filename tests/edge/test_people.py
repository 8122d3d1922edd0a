from pathlib import Path

import pytest

from edge.people import Newcomer, People
from edge.rows import SchoolRow
from edge.store import Store
from shared.errors import BadInput, NotReady
from shared.ids import SchoolId
from tests.edge.building import SCHOOL, SITE, FakeClock, new_store

NAME = "Ñusta Huamaní Quispe"
DNI = "71000037"


def test_a_code_always_stands_for_the_same_person(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        first = store.people.pseudonyms(["a1", "a2", "A1 "])

        assert first["a1"] == first["A1 "] != first["a2"]
        assert store.people.pseudonyms(["a1"])["a1"] == first["a1"]


def test_names_and_codes_cannot_be_read_from_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_person("learner", NAME, code=DNI, school=SCHOOL)
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert NAME.encode() not in everything
    assert DNI.encode() not in everything


def test_a_learner_named_later_keeps_the_pseudonym_of_the_code(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        earlier = store.people.pseudonyms(["a1"])["a1"]
        class_id = store.people.add_class(SCHOOL, "3° A")
        store.people.add_person("learner", NAME, code="a1", school=SCHOOL, class_id=class_id)
        [row] = store.people.learners(class_id)

        assert (row.person, row.name, row.class_name, row.code) == (earlier, NAME, "3° A", "a1")
        assert store.people.learner(earlier) == row


def test_staff_and_learners_are_listed_apart(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_person("teacher", "Beto", code="t1", school=SCHOOL)
        store.people.add_person("learner", "Ana", code="a1", school=SCHOOL)

        assert [row.name for row in store.people.staff()] == ["Beto"]
        assert [row.name for row in store.people.learners()] == ["Ana"]


def test_a_class_is_made_once_and_counts_its_learners(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ids = {store.people.add_class(SCHOOL, "3° A"), store.people.add_class(SCHOOL, " 3° A ")}
        store.people.add_person("learner", "Ana", code="a1", school=SCHOOL, class_id=ids.copy().pop())

        assert [(row.id, row.learners) for row in store.people.classes()] == [(ids.pop(), 1)]


def test_a_class_of_another_school_is_refused(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, pytest.raises(BadInput, match="no atiende"):
        store.people.add_class(SchoolId("9999999-0"), "3° A")


def test_a_lost_key_is_told_and_not_replaced_by_gibberish(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_person("learner", NAME, code="a1", school=SCHOOL)
    (tmp_path / "people.key").write_bytes(bytes(32))

    with Store(tmp_path / "node.db", FakeClock()) as store, pytest.raises(NotReady, match=r"people\.key"):
        store.people.learners()


def test_a_key_that_is_gone_is_asked_for_and_never_made_anew(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.people.add_person("learner", NAME, code="a1", school=SCHOOL)
    key = (tmp_path / "people.key").read_bytes()
    (tmp_path / "people.key").unlink()

    for act in (People.learners, People.check_seal, lambda people: people.add_person("", "Beto", code="b1")):
        with Store(tmp_path / "node.db", FakeClock()) as store, pytest.raises(NotReady, match="copia de seguridad"):
            act(store.people)
    assert not (tmp_path / "people.key").exists()
    (tmp_path / "people.key").write_bytes(key)
    with Store(tmp_path / "node.db", FakeClock()) as store:
        assert [row.name for row in store.people.learners()] == [NAME]


def test_another_service_is_a_change_and_one_that_is_not_served_is_refused(tmp_path: Path) -> None:
    other = SchoolId("0403692-0")
    with new_store(tmp_path) as store:
        store.site.set(SITE, [SchoolRow(SCHOOL, "Primaria"), SchoolRow(other, "Secundaria")])
        store.people.add_people([Newcomer("learner", NAME, "a1", SCHOOL)], replace=False)
        with pytest.raises(BadInput, match="no se cambió nada"):
            store.people.add_people([Newcomer("learner", NAME, "a1", other)], replace=False)
        with pytest.raises(BadInput, match="no atiende"):
            store.people.add_people([Newcomer("learner", "Ana", "a2", SchoolId("9999999-0"))])

        assert [(row.name, row.school) for row in store.people.learners()] == [(NAME, SCHOOL)]


def test_one_dni_is_one_guardian_and_their_last_name_stands(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        first = store.people.guardian("Quila", "40999937")
        again = store.people.guardian("Quilla Huamán", " 40999937 ")

        assert again == first
        assert [(row.name, row.code, row.role) for row in store.people.guardians()] == [
            ("Quilla Huamán", "40999937", "guardian")
        ]


def test_a_teacher_who_takes_a_tablet_home_for_their_child_stays_a_teacher(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        teacher = store.people.add_person("teacher", "Ana Quispe", code="40999937")

        assert store.people.guardian("Otra grafía", "40999937") == teacher
        assert [row.name for row in store.people.staff()] == ["Ana Quispe"]
        assert store.people.guardians() == []


def test_somebody_known_by_their_code_alone_becomes_a_guardian(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        stranger = store.people.pseudonyms(["40999937"])["40999937"]

        assert store.people.guardian("Quilla", "40999937") == stranger
        assert [row.name for row in store.people.guardians()] == ["Quilla"]


@pytest.mark.parametrize(("name", "dni"), [("", "40999937"), ("Quilla", " ")])
def test_nobody_signs_without_a_name_and_a_dni(tmp_path: Path, name: str, dni: str) -> None:
    with new_store(tmp_path) as store, pytest.raises(BadInput, match="nombre y el DNI"):
        store.people.guardian(name, dni)
