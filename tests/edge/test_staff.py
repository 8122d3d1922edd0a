"""Accounts of the staff: made, changed and ended; one coordinator always remains, and each act is a row."""

from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.staff import Staff, checked_login
from edge.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.web import Role, Session
from tests.edge.building import SCHOOL, new_store

ANA = Actor("616e61", "coordinator")


def seen(staff: Staff) -> list[tuple[str, str, str]]:
    return [(row.login, row.role, row.name) for row in staff.accounts()]


def signed_in(store: Store, login: str) -> bytes:
    accounts = StoreAccounts(store.db)
    credential = accounts.credential(login)
    assert credential is not None
    token = login.encode()
    accounts.open_session(Session(token, login, credential.role, credential.person, 0, 0))
    return token


def test_accounts_are_made_for_new_people_and_for_who_works_here_by_a_list(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        beto = store.people.add_person("teacher", "Beto Poma", code="t1", school=SCHOOL)
        waiting = store.staff.without_account()
        store.staff.add("Ana", "coordinator", "hash", ANA, name="Ana  Tineo")
        known = store.staff.add("beto", "teacher", "hash", ANA, person=beto)

        assert (waiting, known) == ([(beto, "Beto Poma")], beto)
        assert seen(store.staff) == [("ana", "coordinator", "Ana Tineo"), ("beto", "teacher", "Beto Poma")]
        assert store.staff.without_account() == []
        assert [act.kind for act in store.audit.newest(9)] == ["account-made"] * 2
        assert "ana" not in str([act.subject + act.detail for act in store.audit.newest(9)])


@pytest.mark.parametrize(
    ("login", "role", "name", "words"),
    [
        ("", "teacher", "Ana", "nombre de cuenta corto"),
        ("learner:ab", "teacher", "Ana", "nombre de cuenta corto"),
        ("ana b", "teacher", "Ana", "nombre de cuenta corto"),
        ("x" * 41, "teacher", "Ana", "nombre de cuenta corto"),
        ("ana", "learner", "Ana", "Elija qué hace"),
        ("ana", "teacher", " ", "nombre de la persona"),
        ("coord", "teacher", "Ana", "Ya hay una cuenta"),
    ],
)
def test_an_account_that_cannot_be_is_not_made(tmp_path: Path, login: str, role: str, name: str, words: str) -> None:
    with new_store(tmp_path) as store:
        store.staff.add("coord", "coordinator", "hash", ANA, name="C")
        with pytest.raises(BadInput, match=words):
            store.staff.add(login, role, "hash", ANA, name=name)

        assert (len(seen(store.staff)), store.audit.count()) == (1, 1)


def test_a_pupil_gets_no_account_of_the_staff(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        pupil = store.people.add_person("learner", "Rosa", code="a", school=SCHOOL)
        with pytest.raises(BadInput, match="de quién es"):
            store.staff.add("rosa", "it", "hash", ANA, person=pupil)

        assert store.people.learner(pupil) is not None


def test_another_secret_ends_open_sessions_and_keeps_the_person(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        who = store.staff.add("ana", "coordinator", "old", ANA, name="Ana")
        token = signed_in(store, "ana")
        store.staff.change_secret("ana", "new", ANA)
        accounts = StoreAccounts(store.db)
        found = accounts.credential("ana")

        assert accounts.session(token) is None
        assert found is not None
        assert (found.secret, found.person, found.role) == ("new", who, Role.COORDINATOR)


def test_an_account_that_ends_lets_nobody_in_and_the_person_stays(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.staff.add("ana", "coordinator", "hash", ANA, name="Ana")
        beto = store.staff.add("beto", "teacher", "hash", ANA, name="Beto")
        token = signed_in(store, "beto")
        store.db.write("INSERT INTO one_time_codes VALUES (x'00', 'beto', 0, NULL)")
        store.staff.end("beto", ANA)
        accounts = StoreAccounts(store.db)

        assert (accounts.session(token), accounts.credential("beto")) == (None, None)
        assert store.db.rows("SELECT * FROM one_time_codes") == []
        assert store.staff.without_account() == [(beto, "Beto")]
        with pytest.raises(BadInput, match="ya no está"):
            store.staff.end("beto", ANA)


def test_the_only_coordinator_neither_ends_nor_becomes_something_else(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.staff.add("ana", "coordinator", "hash", ANA, name="Ana")
        store.staff.add("soporte", "it", "hash", ANA, name="S")
        with pytest.raises(BadInput, match="única cuenta de coordinación"):
            store.staff.end("ana", ANA)
        with pytest.raises(BadInput, match="única cuenta de coordinación"):
            store.staff.put("ana", "teacher", "hash", "Ana", ANA)
        store.staff.add("luz", "coordinator", "hash", ANA, name="Luz")
        store.staff.end("ana", ANA)

        assert [row.login for row in store.staff.accounts()] == ["luz", "soporte"]


def test_a_login_that_somebody_had_before_is_of_somebody_new(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.staff.put("ana", "coordinator", "hash", "Ana", ANA)
        first = store.staff.put("dir", "teacher", "hash", "Beto", ANA)
        store.staff.end("dir", ANA)
        second = store.staff.put("dir", "teacher", "hash", "Luz", ANA)
        again = store.staff.put("dir", "it", "other", "Luz", ANA)

        assert (first != second, second == again) == (True, True)
        assert {store.people.person(who).name for who in (first, second)} == {"Beto", "Luz"}  # type: ignore[union-attr]


def test_the_command_changes_the_name_that_it_gave_and_not_that_of_a_list(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        beto = store.people.add_person("teacher", "Beto Poma", code="t1", school=SCHOOL)
        store.staff.add("beto", "teacher", "hash", ANA, person=beto)
        store.staff.put("ana", "teacher", "hash", "Ana", ANA)
        store.staff.put("ana", "teacher", "hash", "Ana Tineo", ANA)
        store.staff.put("beto", "coordinator", "hash", "Otro", ANA)

        assert seen(store.staff) == [("ana", "teacher", "Ana Tineo"), ("beto", "coordinator", "Beto Poma")]


def test_a_login_is_kept_in_small_letters() -> None:
    assert checked_login(" Dirección ") == "dirección"
