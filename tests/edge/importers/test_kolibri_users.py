"""Kolibri's users: every class of theirs, and nothing that is nobody's business."""

from pathlib import Path

import pytest

from edge.importers.kolibri_users import read_users
from shared.imported import Outcome
from shared.tabular import parse_table
from tests.edge.building import SCHOOL, new_store
from tests.edge.importers.exports import PLACE, take

HEADER = (
    "Database ID (UUID),Username (USERNAME),Password (PASSWORD),Full name (FULL_NAME),User type (USER_TYPE),"
    "Identifier (IDENTIFIER),Birth year (BIRTH_YEAR),Gender (GENDER),Learner enrollment (ENROLLED_IN),"
    "Coach assignment (ASSIGNED_TO)\r\n"
)


def users(*rows: str) -> bytes:
    return ("\ufeff" + HEADER + "".join(f"{row}\r\n" for row in rows)).encode()


def user(
    name: str = "rosa", kind: str = "LEARNER", id_: str = "71000000", enrolled: str = "1° A", coach: str = ""
) -> str:
    return f'u-{name},{name},*,Rosa Quispe,{kind},{id_},2019,FEMALE,"{enrolled}","{coach}"'


def test_the_real_users_bring_names_and_classes_that_stay_here(tmp_path: Path, real_data: Path) -> None:
    with new_store(tmp_path) as store:
        first, again = (take(store, real_data / "kolibri" / "users.es-419.csv") for _ in range(2))

        assert (first.read, first.added, again.added, again.changed) == (118, 118, 0, 0)
        assert {row.name for row in store.people.classes()} >= {"1° grado", "6° grado"}
        assert any(row.name == "Amaru Núñez Sullca" for row in store.people.learners())
        assert (len(store.people.learners()), len(store.people.staff())) == (114, 4)
        data = (tmp_path / "node.db").read_bytes()
        assert not [word for word in (b"Sullca", b"71000037", b"NOT_SPECIFIED") if word in data]


def test_a_learner_is_in_each_of_their_classes(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user(enrolled="2° B,1° A"), user("luis", id_="", enrolled="1° A")))

        listed = {row.name: (row.learners, len(store.people.learners(row.id))) for row in store.people.classes()}
        assert listed == {"1° A": (2, 2), "2° B": (1, 1)}


def test_a_class_name_with_a_comma_is_one_class(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user(enrolled='""3° A, tarde"",2° B')))

        assert [row.name for row in store.people.classes()] == ["2° B", "3° A, tarde"]


@pytest.mark.parametrize(
    ("kind", "role"), [("CLASS_COACH", "teacher"), ("FACILITY_COACH", "teacher"), ("ADMIN", "coordinator")]
)
def test_coaches_teach_and_admins_coordinate(tmp_path: Path, kind: str, role: str) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user(kind=kind, enrolled="", coach="1° A,2° B")))

        assert [row.role for row in store.people.staff()] == [role]
        assert {row.name for row in store.people.classes()} == {"1° A", "2° B"}


def test_passwords_birth_years_and_gender_are_never_read() -> None:
    [person] = read_users(parse_table(users(user())), PLACE).people

    assert not {"*", "2019", "FEMALE"} & set(map(str, [person.name, person.code, *person.other_codes]))


def test_whoever_moves_to_another_class_leaves_the_first(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user()))
        moved = take(store, users(user(enrolled="2° B")))

        assert (moved.added, moved.changed) == (0, 1)
        assert {row.name: row.learners for row in store.people.classes()} == {"1° A": 0, "2° B": 1}


def test_the_order_of_classes_in_the_file_changes_nothing(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user(enrolled="1° A,2° B")))

        assert take(store, users(user(enrolled="2° B,1° A"))).changed == 0


def test_an_identifier_recognises_a_renamed_learner(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user()))
        before = store.people.learners()
        take(store, users(user("rosa2").replace("u-rosa2", "u-otra")))

        assert [row.person for row in store.people.learners()] == [row.person for row in before]
        assert store.people.pseudonyms(["rosa2"]) == {"rosa2": before[0].person}


@pytest.mark.parametrize("bad", [user("", id_=""), user("luis", kind="REY"), user("rosa", enrolled="9° Z")])
def test_a_line_that_cannot_be_used_is_named_without_the_person(tmp_path: Path, bad: str) -> None:
    with new_store(tmp_path) as store:
        done = take(store, users(user(), bad), despite=False)

        assert (done.outcome, [row.line for row in done.refused], store.people.learners()) == (Outcome.HELD, [3], [])
        assert "Quispe" not in done.words()
        assert SCHOOL not in done.refused[0].why


@pytest.mark.parametrize("id_", ["1", "-"])
def test_an_identifier_that_several_share_makes_them_no_one_person(tmp_path: Path, id_: str) -> None:
    data = users(*(user(name, id_=id_).replace("Rosa Quispe", f"N {name}") for name in ("ana", "luis", "eva", "leo")))
    with new_store(tmp_path) as store:
        first, again = take(store, data), take(store, data)

        assert (first.added, first.refused, again.added, again.changed) == (4, (), 0, 0)
        assert sorted(row.name for row in store.people.learners()) == ["N ana", "N eva", "N leo", "N luis"]
        assert any("otra del archivo también tiene: 4" in note.text() for note in first.notes)


@pytest.mark.parametrize("id_", ["1", "00000007", "ninguno"])
@pytest.mark.parametrize(("name", "people"), [("Luis Rojas", 2), ("rosa QUISPE", 1)])
def test_an_identifier_that_is_nothing_much_links_two_lists_only_where_the_name_is_the_same_too(
    tmp_path: Path, id_: str, name: str, people: int
) -> None:
    second = user("luis", id_=id_).replace("Rosa Quispe", name)
    with new_store(tmp_path) as store:
        take(store, users(user("rosa", id_=id_)))
        done, again = take(store, users(second)), take(store, users(second))

        assert len(store.people.learners()) == people
        assert (again.added, again.changed) == (0, 0)
        assert any("No se unen" in note.text() for note in done.notes) == (people == 2)


def test_whoever_is_in_the_same_list_is_nobody_else(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user("ana", id_="9")))
        done = take(store, users(user("ana", id_=""), user("luis", id_="9")))

        assert (done.added, len(store.people.learners())) == (1, 2)
        assert any("aquí ya es de otra: 1" in note.text() for note in done.notes)


def test_two_known_codes_of_one_person_are_refused_and_not_written_over_each_other(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user("rosa")))
        take(store, users(user("rosa2")))
        newcomer = users(user("rosa2"), user("rosa", id_="8").replace("Rosa Quispe", "Otra Niña"))
        done = take(store, newcomer, despite=False)

        assert (done.outcome, [row.line for row in done.refused]) == (Outcome.HELD, [2, 3])
        assert [row.name for row in store.people.learners()] == ["Rosa Quispe"]


@pytest.mark.parametrize("full", ["", "rosa", "ROSA"])
def test_a_username_in_place_of_a_name_writes_over_no_name(tmp_path: Path, full: str) -> None:
    with new_store(tmp_path) as store:
        take(store, users(user("rosa")))
        done = take(store, users(user("rosa").replace("Rosa Quispe", full)))

        assert (done.changed, [row.name for row in store.people.learners()]) == (0, ["Rosa Quispe"])
