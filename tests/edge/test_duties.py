"""A duty is handed over in one act: accounts, sessions, history and what the region is told, or nothing of it."""

from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.duties import LEAVES, STAYS, Heir
from edge.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.facts import Duty
from shared.ids import Pseudonym
from shared.web import Session
from tests.edge.building import SCHOOL, new_store

ANA = Actor("616e61", "coordinator")
LUZ = Heir(name="Luz Poma", login="luz", secret="hash")


def school(store: Store) -> tuple[Pseudonym, Pseudonym]:
    """Return a coordinator and a teacher, each with an account and an open session."""
    found = []
    for login, role in (("ana", "coordinator"), ("beto", "teacher")):
        who = store.staff.add(login, role, "hash", ANA, name=login.title())
        credential = StoreAccounts(store.db).credential(login)
        assert credential is not None
        StoreAccounts(store.db).open_session(Session(login.encode(), login, credential.role, who, 0, 0))
        found.append(who)
    return found[0], found[1]


def told(store: Store) -> list[tuple[Pseudonym, str, str]]:
    rows = reversed(store.facts.told(Duty))
    return [(row.fact.person, row.fact.role, row.fact.action) for row in rows if isinstance(row.fact, Duty)]


def accounts(store: Store) -> dict[str, str]:
    return {row.login: row.role for row in store.staff.accounts()}


def sessions(store: Store) -> list[str]:
    return [login for (login,) in store.db.rows("SELECT login FROM sessions ORDER BY login")]


def test_somebody_new_takes_the_duty_and_who_leaves_has_no_way_in(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        luz = store.duties.hand_over(ana, "coordinator", LUZ, ANA, then=LEAVES)

        assert accounts(store) == {"luz": "coordinator", "beto": "teacher"}
        assert sessions(store) == ["beto"]
        assert told(store) == [(ana, "coordinator", "end"), (luz, "coordinator", "begin")]
        assert [act.kind for act in store.audit.newest(3)] == ["duty-begun", "duty-ended", "account-made"]
        row = store.people.person(ana)
        assert row is not None
        assert (row.role, row.name, [one.name for one in store.people.staff()]) == ("", "Ana", ["Beto", "Luz Poma"])


def test_a_teacher_takes_it_with_the_account_they_have_and_the_other_goes_on_teaching(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, beto = school(store)
        store.duties.hand_over(ana, "coordinator", Heir(beto), ANA, then=STAYS)

        assert accounts(store) == {"ana": "teacher", "beto": "coordinator"}
        assert sessions(store) == []
        assert told(store) == [(ana, "coordinator", "end"), (beto, "coordinator", "begin")]


def test_who_has_two_duties_and_stays_to_teach_leaves_both_and_both_are_told(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        store.staff.put("direccion", "coordinator", "hash", "Rita", ANA)
        store.db.write("INSERT INTO credentials (login, role, secret, person) VALUES ('ana2', 'it', 'hash', ?)", ana)
        luz = store.duties.hand_over(ana, "it", LUZ, ANA, then=STAYS)

        assert accounts(store) == {"ana": "teacher", "ana2": "teacher", "beto": "teacher"} | {
            "direccion": "coordinator",
            "luz": "it",
        }
        assert sorted(told(store)) == sorted([(ana, "coordinator", "end"), (ana, "it", "end"), (luz, "it", "begin")])


def test_who_is_on_the_staffs_list_gets_an_account_and_stays_who_they_are(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        eva = store.people.add_person("teacher", "Eva", code="e", school=SCHOOL)
        found = store.duties.hand_over(ana, "coordinator", Heir(eva, login="eva", secret="hash"), ANA)

        assert (found, accounts(store)["eva"]) == (eva, "coordinator")


def test_whoever_coordinates_already_takes_it_without_beginning_anew(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        luz = store.staff.add("luz", "coordinator", "hash", ANA, name="Luz")
        store.duties.hand_over(ana, "coordinator", Heir(luz), ANA)

        assert told(store) == [(ana, "coordinator", "end")]


def test_all_accounts_of_who_leaves_end_whatever_they_were_of(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        store.staff.add("ana-it", "it", "hash", ANA, person=ana)
        store.duties.hand_over(ana, "coordinator", LUZ, ANA)

        assert accounts(store) == {"luz": "coordinator", "beto": "teacher"}
        assert {(who == ana, role, action) for who, role, action in told(store)} == {
            (True, "coordinator", "end"), (True, "it", "end"), (False, "coordinator", "begin"),
        }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "heir", "then", "words"),
    [
        ("it", LUZ, LEAVES, "no tiene ese cargo"),
        ("king", LUZ, LEAVES, "no tiene ese cargo"),
        ("coordinator", "ana", LEAVES, "la misma persona"),
        ("coordinator", Heir(), LEAVES, "nombre de cuenta"),
        ("coordinator", Heir(login="luz", secret="hash"), LEAVES, "nombre de la persona"),
        ("coordinator", Heir(name="Luz", login="beto", secret="hash"), STAYS, "Ya hay una cuenta"),
    ],
)
def test_a_handover_that_cannot_be_changes_nothing(
    tmp_path: Path, role: str, heir: Heir | str, then: str, words: str
) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        before = store.records.count(), store.audit.count(), accounts(store), sessions(store)
        with pytest.raises(BadInput, match=words):
            store.duties.hand_over(ana, role, Heir(ana) if isinstance(heir, str) else heir, ANA, then=then)

        assert (store.records.count(), store.audit.count(), accounts(store), sessions(store)) == before


def test_nobody_leaves_the_school_without_a_coordinator_by_handing_over_another_duty(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        store.staff.add("ana-it", "it", "hash", ANA, person=ana)
        with pytest.raises(BadInput, match="única cuenta de coordinación"):
            store.duties.hand_over(ana, "it", LUZ, ANA, then=LEAVES)

        assert accounts(store) == {"ana": "coordinator", "ana-it": "it", "beto": "teacher"}


def test_a_teachers_duty_is_handed_over_too_and_a_coordinator_needs_no_lesser_one(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, beto = school(store)
        with pytest.raises(BadInput, match="ya puede todo"):
            store.duties.hand_over(beto, "teacher", Heir(ana), ANA)
        with pytest.raises(BadInput, match="Ya no trabaja aquí"):
            store.duties.hand_over(beto, "teacher", LUZ, ANA, then=STAYS)
        store.duties.hand_over(beto, "teacher", LUZ, ANA)

        assert accounts(store) == {"ana": "coordinator", "luz": "teacher"}


def test_the_fact_bears_the_hash_of_the_row_that_tells_of_it(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        ana, _ = school(store)
        store.duties.hand_over(ana, "coordinator", LUZ, ANA)
        rows = {bytes.fromhex(act.hash)[:16]: act.kind for act in store.audit.newest(9)}
        facts = [row.fact for row in store.facts.told(Duty)]

        assert [rows[fact.audit] for fact in facts if isinstance(fact, Duty) and fact.audit] == [
            "duty-begun",
            "duty-ended",
        ]


def test_an_account_that_is_made_or_ended_is_told_to_the_region_once_for_each_duty(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        school(store)
        eva = store.duties.add_account("eva", "it", "hash", ANA, name="Eva")
        store.staff.add("eva2", "it", "hash", ANA, person=eva)
        store.duties.end_account("eva", ANA)
        still = told(store)
        store.duties.end_account("eva2", ANA)

        assert still == [(eva, "it", "begin")]
        assert told(store) == [(eva, "it", "begin"), (eva, "it", "end")]
