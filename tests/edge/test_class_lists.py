"""Classes and pupils are changed by hand: nobody gets two pseudonyms, and each act is a row of the history."""

from datetime import date
from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.listed import ClassIn, PersonIn
from edge.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import Use
from shared.ids import SchoolId
from shared.web import Credential, Role
from tests.edge.building import SCHOOL, TABLET, new_store

ANA = Actor("616e61", "coordinator")
TODAY = date(2026, 6, 23)


def kinds(store: Store) -> list[str]:
    return [act.kind for act in reversed(store.audit.newest(50))]


def in_classes(store: Store) -> dict[str, set[str]]:
    rows = store.people.classes()
    return {row.name: {one.name for one in store.people.learners(row.id)} for row in rows}


def test_a_class_is_added_renamed_and_removed_and_each_is_a_row_without_its_name(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        lists = store.class_lists
        class_id = lists.add_class(SCHOOL, "  3°   A ", ANA)
        lists.rename_class(class_id, "3° B", ANA)
        store.db.write("INSERT INTO assignments VALUES (1, ?, NULL, 'x', 0, 9, x'00')", class_id)
        named = [row.name for row in store.people.classes()]
        lists.remove_class(class_id, ANA)

        assert (named, store.people.classes()) == (["3° B"], [])
        assert kinds(store) == ["class-added", "class-renamed", "class-removed"]
        assert {act.subject for act in store.audit.newest(9)} == {str(class_id)}
        assert "3°" not in str(store.audit.newest(9))


@pytest.mark.parametrize("written", ["Ana\u202e Tineo", "\u200fAna \n Tineo\u200b", "Ana\x00 Tineo"])
def test_what_nobody_sees_is_in_no_name(tmp_path: Path, written: str) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "3° A", ANA)
        store.class_lists.add(written, "", class_id, ANA)

        assert in_classes(store) == {"3° A": {"Ana Tineo"}}


@pytest.mark.parametrize(("name", "words"), [("", "nombre del aula"), ("3° a", "Ya hay un aula"), ("x" * 81, "largo")])
def test_a_class_needs_a_name_of_its_own(tmp_path: Path, name: str, words: str) -> None:
    with new_store(tmp_path) as store:
        lists = store.class_lists
        lists.add_class(SCHOOL, "3° A", ANA)
        other = lists.add_class(SCHOOL, "3° B", ANA)
        with pytest.raises(BadInput, match=words):
            lists.add_class(SCHOOL, name, ANA)
        with pytest.raises(BadInput, match=words):
            lists.rename_class(other, name, ANA)

        assert [row.name for row in store.people.classes()] == ["3° A", "3° B"]
        assert kinds(store) == ["class-added", "class-added"]


def test_a_class_may_change_the_case_of_its_own_name_and_no_class_is_made_for_another_school(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "3° a", ANA)
        store.class_lists.rename_class(class_id, "3° A", ANA)
        with pytest.raises(BadInput, match="no atiende"):
            store.class_lists.add_class(SchoolId("9999999-0"), "3° A", ANA)

        assert [row.name for row in store.people.classes()] == ["3° A"]


def test_a_class_with_anybody_in_it_is_not_removed(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        first, second = (store.class_lists.add_class(SCHOOL, name, ANA) for name in ("A", "B"))
        store.class_lists.add("Luz", "", first, ANA)
        teacher = PersonIn(line=1, role="teacher", name="T", school=SCHOOL, code="t", classes=(ClassIn("B"),))
        store.rosters.put_person(teacher)
        for class_id in (first, second):
            with pytest.raises(BadInput, match="todavía hay alguien"):
                store.class_lists.remove_class(class_id, ANA)

        assert len(store.people.classes()) == 2


def test_a_pupil_is_added_once_for_a_code_that_is_somebody_elses(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        store.class_lists.add("Luz Poma", "71000001", class_id, ANA)
        with pytest.raises(BadInput, match="ya es de Luz Poma"):
            store.class_lists.add("Otra", "71000001", class_id, ANA)
        with pytest.raises(BadInput, match="nombre del estudiante"):
            store.class_lists.add("  ", "2", class_id, ANA)
        with pytest.raises(BadInput, match="Elija el aula"):
            store.class_lists.add("Otra", "2", 99, ANA)

        assert [row.name for row in store.people.learners()] == ["Luz Poma"]
        assert kinds(store) == ["class-added", "pupil-added"]
        assert "Luz" not in str(store.audit.newest(9))


def test_somebody_of_whom_only_a_code_was_known_gets_a_name_and_keeps_what_they_did(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        stranger = store.people.pseudonyms(["71000001"])["71000001"]
        added = store.class_lists.add("Luz", "71000001", class_id, ANA)

        assert added == stranger
        assert [row.name for row in store.people.learners()] == ["Luz"]


def test_a_name_and_a_code_are_corrected_and_the_old_code_still_knows_them(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        luz = store.class_lists.add("Lus", "71000001", class_id, ANA)
        store.class_lists.add("Rosa", "71000002", class_id, ANA)
        store.class_lists.correct(luz, "Luz", "71000009", ANA)
        with pytest.raises(BadInput, match="ya es de Rosa"):
            store.class_lists.correct(luz, "Luz", "71000002", ANA)
        row = store.people.learner(luz)

        assert row is not None
        assert (row.name, row.code, row.class_id) == ("Luz", "71000009", class_id)
        assert [store.people.with_code(code) for code in ("71000001", "71000009")] == [luz, luz]
        store.class_lists.correct(luz, "Luz", "71000001", ANA)
        assert [store.people.with_code(code) for code in ("71000001", "71000009")] == [luz, luz]
        store.class_lists.correct(luz, "Luz", "", ANA)
        assert [store.people.with_code(code) for code in ("71000001", "71000009")] == [luz, luz]
        assert kinds(store)[-3:] == ["pupil-corrected"] * 3


def test_what_changes_nothing_is_no_act(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        luz = store.class_lists.add("Luz", "1", class_id, ANA)
        store.class_lists.correct(luz, "Luz", "1", ANA)
        store.class_lists.rename_class(class_id, "A", ANA)

        assert store.class_lists.move([luz], class_id, ANA) == 0
        assert kinds(store) == ["class-added", "pupil-added"]


def test_pupils_move_together_and_stay_in_their_other_classes(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        third, fourth, choir = (store.class_lists.add_class(SCHOOL, name, ANA) for name in ("3°", "4°", "Coro"))
        both = PersonIn(
            line=1, role="learner", name="Luz", school=SCHOOL, code="1", classes=(ClassIn("3°"), ClassIn("Coro"))
        )
        luz = store.rosters.put_person(both)
        rosa = store.class_lists.add("Rosa", "2", third, ANA)
        moved = store.class_lists.move([luz, rosa], fourth, ANA, out_of=third)
        after_year = in_classes(store)
        store.class_lists.move([luz], fourth, ANA, out_of=choir)

        assert moved == 2
        assert after_year == {"3°": set(), "4°": {"Luz", "Rosa"}, "Coro": {"Luz"}}
        assert in_classes(store) == {"3°": set(), "4°": {"Luz", "Rosa"}, "Coro": set()}


def test_who_leaves_is_on_no_list_and_cannot_enter_and_what_they_did_stays(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        luz = store.class_lists.add("Luz", "1", class_id, ANA)
        StoreAccounts(store.db).set_credential(Credential("learner:x", Role.STUDENT, "secret", luz))
        store.db.write("INSERT INTO cards (person, digest, made_s) VALUES (?, x'00', 0)", luz)
        store.record([Claim(Use(school=SCHOOL, resource=TABLET, learner=luz, seconds=60))])
        weeks = store.folded.weeks()
        gone = store.class_lists.leave([luz, luz], TODAY, ANA)

        assert (gone, store.people.learners(), [row.name for row in store.class_lists.departed()]) == (1, [], ["Luz"])
        assert StoreAccounts(store.db).credential("learner:x") is None
        assert store.db.rows("SELECT * FROM cards") == []
        assert (store.people.learners_by_school(), store.folded.weeks()) == ({}, weeks)
        assert store.db.rows("SELECT day FROM departures") == [(TODAY.toordinal(),)]


def test_who_comes_back_is_the_same_person_by_hand_by_code_and_by_a_list(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        people = [store.class_lists.add(name, name, class_id, ANA) for name in ("Luz", "Rosa", "Ana")]
        store.class_lists.leave(people, None, ANA)
        store.class_lists.move(people[:1], class_id, ANA)
        again = store.class_lists.add("Rosa", "Rosa", class_id, ANA)
        listed = store.rosters.put_person(PersonIn(line=1, role="learner", name="Ana", school=SCHOOL, code="Ana"))

        assert (again, listed) == (people[1], people[2])
        assert store.class_lists.departed() == []
        assert len(store.people.learners()) == 3
        assert kinds(store).count("pupil-returned") == 2


def test_who_is_no_pupil_is_not_moved(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        teacher = store.people.add_person("teacher", "Beto", code="t", school=SCHOOL)
        with pytest.raises(BadInput, match="no está en las listas"):
            store.class_lists.move([teacher], class_id, ANA)

        assert store.class_lists.leave([teacher], TODAY, ANA) == 0
        assert [row.role for row in store.people.staff()] == ["teacher"]


def test_namesakes_are_found_whatever_the_spaces_and_capitals_and_among_who_left(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        class_id = store.class_lists.add_class(SCHOOL, "A", ANA)
        luz, other = (store.class_lists.add("Luz  Poma", "", class_id, ANA) for _ in range(2))
        store.class_lists.leave([other], TODAY, ANA)

        assert {row.person for row in store.class_lists.namesakes("LUZ poma ")} == {luz, other}
        assert store.class_lists.namesakes("Luz") == []
