"""A learner who is erased is found nowhere on the laptop, and the log and its counts are what they were."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.accounts import StoreAccounts
from edge.erasing import erase
from edge.listed import PersonIn
from edge.store import Store
from edge.uploads import forget_waiting
from edge.wholeness import is_whole
from shared.errors import BadInput, NotReady
from shared.events import Claim
from shared.facts import Loan, Use
from shared.ids import Pseudonym
from shared.web import Credential, Role
from tests.edge.building import SCHOOL, TABLET, FakeClock, new_store

NAME, DNI = "Ñusta Huamaní Quispe", "71000037"
BLOBS = """
SELECT sealed_name FROM people WHERE person = ?1 UNION ALL SELECT sealed_code FROM people WHERE person = ?1
UNION ALL SELECT code_key FROM people WHERE person = ?1 UNION ALL SELECT code_key FROM other_codes WHERE person = ?1
"""


def log_and_folds(store: Store) -> tuple[object, ...]:
    count = store.records.count()
    return count, store.entries.position(count), store.folded.weeks(), store.folded.stock()


def listed(name: str) -> PersonIn:
    return PersonIn(line=1, role="learner", name=name, school=SCHOOL, code=DNI, other_codes=("kolibri nusta",))


def enrol(store: Store) -> tuple[Pseudonym, list[bytes]]:
    """Add a learner among others, twice named; return who it is, and every byte that the file ever held of them."""
    # Debian's SQLite wipes what it deletes; that of Windows does not.
    store.db.write("PRAGMA secure_delete = OFF")
    for number in range(60):
        store.people.add_person("learner", f"Otro {number}", code=f"o{number}", school=SCHOOL)
    blobs: list[bytes] = []
    for name in ("Nusta", NAME):
        who = store.rosters.put_person(listed(name))
        blobs += [blob for (blob,) in store.db.rows(BLOBS, who) if blob]
    StoreAccounts(store.db).set_credential(Credential(f"learner:{who.hex()}", Role.STUDENT, "secret", who))
    store.record([Claim(Use(school=SCHOOL, resource=TABLET, learner=who, seconds=60)) for _ in range(3)])
    return who, blobs


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_nothing_of_somebody_erased_is_left_in_any_file_while_the_node_is_open_and_after(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        who, blobs = enrol(store)
        before = on_disk(tmp_path)
        erase(store.db, who)
        while_open = on_disk(tmp_path)
    after = on_disk(tmp_path)

    assert len(blobs) == 8
    assert all(blob in before for blob in blobs)
    assert [blob for blob in blobs if blob in while_open] == []
    assert [blob for blob in (*blobs, NAME.encode(), DNI.encode()) if blob in after] == []


def test_a_guardian_is_erased_as_a_learner_is_and_their_loan_stays_of_nobody(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        guardian = store.people.guardian("Quilla Canario", "40999937")
        store.record([Claim(Loan(resource=TABLET, serial="A1", borrower=guardian))])
        erase(store.db, guardian)
        loans = [loan.borrower for loan in store.folded.loans()]
        back = store.people.guardian("Quilla Canario", "40999937")

        assert (loans, store.people.person(guardian), back == guardian) == ([guardian], None, False)


CLASSROOM = {
    "assignments": "(person, item, since, until, by_whom) VALUES (?1, 'a', 0, 9, x'01')",
    "pupil_requests": "(form, learner, teacher, resource, units, cause, sealed_why, at_s, state) "
    "VALUES (?1, ?1, x'01', 'tablet', 1, 'otro', x'01', 0, 'waits')",
    "cards": "(person, digest, made_s) VALUES (?1, ?1, 0)",
    "pupil_notes": "(person, item, score, sealed, at_s) VALUES (?1, 'a', 3, x'01', 0)",
}


def test_what_the_classroom_holds_of_a_learner_goes_with_them(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        learners = [store.people.add_person("learner", name, code=name, school=SCHOOL) for name in ("Rosa", "Luis")]
        for table, rest in CLASSROOM.items():
            for who in learners:
                store.db.write(f"INSERT INTO {table} {rest}", who)
        erase(store.db, learners[0])

        assert {table: store.db.value(f"SELECT count(*) FROM {table}") for table in CLASSROOM} == dict.fromkeys(
            CLASSROOM, 1
        )


def test_nobody_is_led_to_by_what_stays_and_no_code_or_picture_leads_back(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        who, _ = enrol(store)
        erase(store.db, who)
        found = (store.people.person(who), store.rosters.known(DNI, ["kolibri nusta"]), len(store.people.learners()))
        account = StoreAccounts(store.db).credential(f"learner:{who.hex()}")
        back = store.rosters.put_person(listed(NAME))

    assert found == (None, None, 60)
    assert account is None
    assert back != who


def test_the_log_its_chain_and_the_counts_stay_as_they_were(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        who, _ = enrol(store)
        before = (
            store.records.count(),
            store.entries.position(store.records.count()),
            store.folded.weeks(),
            store.folded.stock(),
        )
        erase(store.db, who)
        after = (
            store.records.count(),
            store.entries.position(store.records.count()),
            store.folded.weeks(),
            store.folded.stock(),
        )
        again = store.log.rebuild()

        assert is_whole(store.db, store.records)
        assert before == after
        assert (again, store.folded.weeks()) == (before[0], before[2])
        assert {row.fact.learner for row in store.facts.recent_facts(3)} == {who}  # type: ignore[union-attr]


def test_staff_is_not_erased_this_way_and_erasing_twice_is_harmless(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        teacher = store.people.add_person("teacher", "Beto", code="t1", school=SCHOOL)
        who, _ = enrol(store)
        erase(store.db, who)
        erase(store.db, who)
        with pytest.raises(BadInput, match="del personal"):
            erase(store.db, teacher)

        assert [row.name for row in store.people.staff()] == ["Beto"]


def test_remains_that_a_reader_kept_in_the_file_are_cleaned_by_the_next_opening(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        who, blobs = enrol(store)
        store.db.write("PRAGMA busy_timeout = 50")
        with closing(sqlite3.connect(store.path)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM people").fetchall()
            with pytest.raises(NotReady, match="próxima vez que se abra"):
                erase(store.db, who)
            gone = store.people.person(who)
            kept = on_disk(tmp_path)
    Store(tmp_path / "node.db", FakeClock()).close()

    assert gone is None
    assert any(blob in kept for blob in blobs)
    assert [blob for blob in blobs if blob in on_disk(tmp_path)] == []


def test_what_is_written_after_an_erasing_is_written_as_before(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        who, _ = enrol(store)
        erase(store.db, who)
        store.record([Claim(Use(school=SCHOOL, resource=TABLET))])
    with Store(tmp_path / "node.db", FakeClock()) as again:
        assert is_whole(again.db, again.records)
        assert again.db.value("PRAGMA auto_vacuum") == 2
        assert again.db.value("PRAGMA journal_mode") == "wal"


def test_files_that_wait_for_a_yes_go_too(tmp_path: Path) -> None:
    waiting = tmp_path / "a.sealed"
    waiting.write_bytes(b"a list")
    forget_waiting(tmp_path)
    forget_waiting(tmp_path / "none")

    assert not waiting.exists()
