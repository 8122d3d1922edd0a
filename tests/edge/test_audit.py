"""The laptop's history: a chain in which nothing is changed, and in which what was changed all the same is found."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.acts import BY_COMMAND, KINDS, Kind
from edge.store import Store
from shared.acts import Actor
from tests.edge.building import FakeClock, new_store

ANA = Actor("616e61", "coordinator")
GUARDS = ("audit_no_update", "audit_no_delete", "audit_no_replace")


def written(store: Store, count: int) -> None:
    for number in range(count):
        store.audit.note(Kind.PUPIL_MOVED, by=ANA, subject=f"{number:02x}", detail={"class": number})


def without_guards(path: Path, statement: str) -> None:
    """Change the table as somebody does who has the file and knows of its triggers."""
    with closing(sqlite3.connect(path)) as raw, raw:
        for name in GUARDS:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(statement)


def test_rows_follow_each_other_and_are_read_in_pages(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        written(store, 5)
        newest, older = store.audit.newest(2), store.audit.newest(2, before=4)

        assert ([act.number for act in newest], [act.number for act in older]) == ([5, 4], [3, 2])
        assert (store.audit.count(), store.audit.first_broken()) == (5, None)
        assert [act.subject for act in store.audit.about("03")] == ["03"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET login = 'x'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit VALUES (1, 0, 'erased', '', '', '', '{}', '', '')",
    ],
)
def test_nobody_changes_a_row_through_the_database(tmp_path: Path, statement: str) -> None:
    with new_store(tmp_path) as store:
        written(store, 2)
        with pytest.raises(sqlite3.IntegrityError, match="only added to"):
            store.db.write(statement)

        assert (store.audit.count(), store.audit.first_broken()) == (2, None)


@settings(deadline=None, max_examples=20)
@given(
    row=st.integers(1, 4),
    column=st.sampled_from(["at_s", "kind", "subject", "login", "office", "detail", "previous", "hash"]),
)
def test_whatever_is_edited_in_the_file_is_found_with_its_row(
    tmp_path_factory: pytest.TempPathFactory, row: int, column: str
) -> None:
    folder = tmp_path_factory.mktemp("edited")
    with new_store(folder) as store:
        written(store, 4)
    value = "7" if column == "at_s" else "'{\"class\":9}'" if column == "detail" else "'otro'"
    without_guards(folder / "node.db", f"UPDATE audit SET {column} = {value} WHERE number = {row}")
    with Store(folder / "node.db", FakeClock()) as store:
        broken = store.audit.first_broken()

    assert broken is not None
    assert broken.number == row


def test_a_row_taken_out_is_found_and_rows_cut_off_by_who_noted_the_last(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        written(store, 4)
        last = store.audit.last()
        assert last is not None
    without_guards(tmp_path / "node.db", "DELETE FROM audit WHERE number >= 3")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        whole, known = store.audit.first_broken(), store.audit.first_broken((last.number, last.hash))
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw, raw:
        raw.execute("DELETE FROM audit WHERE number = 1")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        gap = store.audit.first_broken()

    assert (whole, known and known.number, gap and gap.number) == (None, 3, 1)


def _fails_after_a_row(store: Store) -> None:
    with store.db.transaction():
        store.audit.note(Kind.ERASED, by=BY_COMMAND)
        _ = 1 / 0


def test_what_is_rolled_back_leaves_no_row(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with pytest.raises(ZeroDivisionError):
            _fails_after_a_row(store)

        assert store.audit.last() is None


def test_a_thousand_rows_and_more_are_verified_page_by_page(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        with store.db.transaction():
            written(store, 1_003)

        assert (store.audit.first_broken(), store.audit.count()) == (None, 1_003)


def test_every_kind_has_words() -> None:
    assert set(KINDS) == set(Kind)
