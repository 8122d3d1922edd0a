"""Every table is either of nobody, or in the dossier and reached by erasing: a new one fails here until it is told."""

from pathlib import Path

import pytest

from edge.dossier import dossier
from edge.erasing import erase
from edge.personal import HELD, NOBODYS
from edge.store import Store
from shared.ids import Pseudonym
from tests.edge.building import SCHOOL, new_store

SOMEBODY, OTHER = b"somebody", b"someoneb"


def tables(store: Store) -> set[str]:
    return {name for (name,) in store.db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}


def fill(store: Store, table: str, person: bytes) -> None:
    """Add a row about a person to a table, whatever its columns are."""
    values: list[object] = []
    for _, name, kind, *_ in store.db.rows(f"PRAGMA table_info({table})"):
        if name in HELD[table].sealed:
            values.append(store.people.seal.close("secreto"))
        elif name in ("person", "learner", "borrower", "holder", "guardian"):
            values.append(person)
        elif name in ("subject", "login") and table == "audit":
            values.append(person.hex())
        elif name == "key":
            values.append(f"account:learner:{person.hex()}")
        elif name in ("class_id", "code_key"):
            values.append(None if table in ("people", "assignments") else 1 if name == "class_id" else person)
        elif name in ("id", "number", "n"):
            values.append(person[-1])
        else:
            values.append(
                {"INTEGER": 1, "TEXT": "learner" if name == "role" else person.decode()}.get(kind, b"x" + person)
            )
    marks = ", ".join("?" * len(values))
    store.db.write(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", *values)


@pytest.fixture
def full(tmp_path: Path) -> Store:
    store = new_store(tmp_path)
    store.people.add_class(SCHOOL, "3° A")
    for person in (SOMEBODY, OTHER):
        fill(store, "people", person)
        for table in HELD:
            if table != "people":
                fill(store, table, person)
    return store


def test_each_table_of_the_schema_is_told_of_once() -> None:
    assert set(HELD) & set(NOBODYS) == set()


def test_no_table_is_left_out_and_none_is_told_of_that_is_not_there(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        found = tables(store)

    assert found - set(HELD) - set(NOBODYS) == set(), "tell edge.personal whether it holds something of a person"
    assert (set(HELD) | set(NOBODYS)) - found <= {"sqlite_sequence"}


def test_the_dossier_has_every_table_and_nothing_of_anybody_else(full: Store) -> None:
    found = dossier(full, Pseudonym(SOMEBODY))
    full.close()

    assert set(found.tables) == set(HELD)
    assert OTHER.hex() not in str(found.tables)
    assert {len(rows) for rows in found.tables.values()} == {1}


def test_what_was_sealed_is_opened_and_no_secret_is_given_away(full: Store) -> None:
    found = dossier(full, Pseudonym(SOMEBODY))
    full.close()

    for table, held in HELD.items():
        (row,) = found.tables[table]
        assert {row[name] for name in held.sealed} <= {"secreto"}, table
        assert set(row) & set(held.secret) == set(), table


def test_erasing_empties_every_table_of_the_person_but_those_that_lead_to_nobody(full: Store) -> None:
    erase(full.db, Pseudonym(SOMEBODY))
    left = {name: len(rows) for name, rows in dossier(full, Pseudonym(SOMEBODY)).tables.items()}
    others = dossier(full, Pseudonym(OTHER)).tables
    full.close()

    # The history says that they were erased, with the pseudonym that leads to nobody now.
    assert left == {name: 1 + (name == "audit") for name, held in HELD.items() if held.stays}
    assert set(others) == set(HELD)


def test_a_table_that_stays_holds_no_name_and_nothing_sealed() -> None:
    assert [name for name, held in HELD.items() if held.stays and held.sealed] == []
