"""A copy brings back whoever was erased after it; a folder whose history goes on from the copy's tells who it was."""

import shutil
from pathlib import Path

import pytest

from edge.database import Database
from edge.erased_since import erase_again_beside, erased_after, settle, waits
from edge.store import Store
from shared.errors import BadInput
from shared.ids import Pseudonym
from tests.edge.building import SCHOOL, FakeClock, new_store

NAMES = ("Rosa", "Luis", "Eva")


def copied(tmp_path: Path, *, erase: bool = True) -> tuple[Path, Path, Pseudonym]:
    """Return a folder that went on, the folder of a copy of before, and who was erased in the first."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    with new_store(old) as store:
        rosa, _, eva = (store.people.add_person("learner", name, code=name, school=SCHOOL) for name in NAMES)
        store.erase(eva)
    shutil.copytree(old, new)
    if erase:
        with Store(old / "node.db", FakeClock()) as store:
            store.erase(rosa)
    return old, new, rosa


def names(folder: Path) -> list[str]:
    with Store(folder / "node.db", FakeClock()) as store:
        return [row.name for row in store.people.learners()]


def test_whom_the_folder_beside_erased_is_erased_again_and_nothing_is_left_to_ask(tmp_path: Path) -> None:
    old, new, rosa = copied(tmp_path)
    with Store(new / "node.db", FakeClock()) as store:
        [sealed] = store.db.rows("SELECT sealed_name FROM people WHERE person = ?", rosa)
    with Database(new / "node.db", FakeClock()) as db:
        found = erase_again_beside(db, new)
        left = waits(db)

    assert (found.people, found.told, left, names(new)) == (1, (old,), False, ["Luis"])
    assert sealed[0] not in (new / "node.db").read_bytes()


def test_a_folder_that_cannot_be_looked_into_hides_none_of_the_others(tmp_path: Path) -> None:
    old, new, _ = copied(tmp_path)
    (tmp_path / "another").symlink_to("x" * 300)
    with Database(new / "node.db", FakeClock()) as db:
        found = erase_again_beside(db, new)

    assert (found.people, found.told) == (1, (old,))


def test_a_folder_beside_in_which_nobody_was_erased_since_leaves_nothing_to_ask_either(tmp_path: Path) -> None:
    old, new, _ = copied(tmp_path, erase=False)
    with Database(new / "node.db", FakeClock()) as db:
        found = erase_again_beside(db, new)
        left = waits(db)

    assert (found.people, found.told, left, names(new)) == (0, (old,), False, ["Luis", "Rosa"])


@pytest.mark.parametrize("beside", ["nothing", "another", "damaged", "before"])
def test_where_no_folder_tells_that_somebody_has_to_look_is_remembered(tmp_path: Path, beside: str) -> None:
    old, new, _ = copied(tmp_path)
    if beside == "before":
        with Store(new / "node.db", FakeClock()) as store:
            store.erase(store.people.pseudonyms(["Luis"])["Luis"])
    if beside == "damaged":
        (old / "node.db").write_bytes(b"SQLite format 3\0" + b"\0" * 5_000)
    elif beside != "before":
        shutil.rmtree(old)
    if beside == "another":
        old.mkdir()
        with new_store(old) as store:
            store.erase(store.people.add_person("learner", "Ana", code="z", school=SCHOOL))
    with Database(new / "node.db", FakeClock()) as db:
        found, asked = erase_again_beside(db, new), waits(db)
        settle(db)
        after = waits(db)

    assert (found.people, found.told, asked, after) == (0, (), True, False)


def test_a_history_that_was_changed_or_is_ones_own_erases_nobody(tmp_path: Path) -> None:
    old, new, _ = copied(tmp_path)
    with Store(old / "node.db", FakeClock()) as store:
        store.db.write("DROP TRIGGER audit_no_update")
        store.db.write("UPDATE audit SET at_s = at_s + 1 WHERE number = 2")
    with Database(new / "node.db", FakeClock()) as db:
        with pytest.raises(BadInput, match="está dañado"):
            erased_after(db, old / "node.db")
        with pytest.raises(BadInput, match="la de esta misma laptop"):
            erased_after(db, new / "node.db")


def test_a_folder_that_came_out_of_a_copy_itself_does_not_know_of_all(tmp_path: Path) -> None:
    old, new, _ = copied(tmp_path)
    shutil.copytree(old, tmp_path / "apart" / "old")
    for one in (tmp_path / "apart" / "old", old):
        with Database(one / "node.db", FakeClock()) as db:
            erase_again_beside(db, tmp_path / "nowhere" / "else")
    with Database(new / "node.db", FakeClock()) as db:
        found = erase_again_beside(db, new)

    assert (found.people, found.told, found.settled, names(new)) == (1, (old,), False, ["Luis"])


def test_who_is_of_the_staff_in_the_copy_is_left_to_people(tmp_path: Path) -> None:
    old, new, rosa = copied(tmp_path)
    with Database(new / "node.db", FakeClock()) as db:
        db.write("UPDATE people SET role = 'teacher' WHERE person = ?", rosa)
        found = erase_again_beside(db, new)

    assert (found.people, found.told) == (0, (old,))
