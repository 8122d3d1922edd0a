"""The history is only added to, whoever asks: the database itself refuses, SQLite and PostgreSQL alike."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub import ledger
from hub.acts import PROGRAM, Kind
from hub.backup import back_up
from hub.config import Config
from hub.restoring import restore
from hub.store import Store
from shared.acts import Actor, first_broken
from tests.hub.builders import Office
from tests.hub.databases import Databases

pytestmark = pytest.mark.databases


@pytest.fixture
def written(office: Office) -> Office:
    for subject in ("a", "b", "a"):
        office.store.keep_act(Kind.APPROVED, subject, Actor("ana", "Operación regional"), {"signed": 1})
    return office


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE acts SET login = 'otra' WHERE number = 2",
        "DELETE FROM acts WHERE number = 3",
        "DELETE FROM acts",
    ],
)
def test_no_row_is_changed_or_removed(written: Office, statement: str) -> None:
    before = written.store.acts()

    with pytest.raises(DBAPIError, match="only added to"), written.store.begin() as connection:
        connection.execute(text(statement))

    assert written.store.acts() == before


def test_no_row_takes_the_place_of_another(written: Office) -> None:
    row = "(2, 0, 'approved', 'a', 'otra', '', '{}', '', '')"
    postgres = written.store.engine.dialect.name == "postgresql"
    verbs = ["INSERT"] if postgres else ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE"]
    columns = "number, at_s, kind, subject, login, office, detail, previous, hash"

    for verb in verbs:
        with pytest.raises(DBAPIError), written.store.begin() as connection:
            connection.execute(text(f"{verb} INTO acts ({columns}) VALUES {row}"))

    assert first_broken(written.store.acts()) is None


def test_the_whole_table_is_not_emptied(written: Office) -> None:
    if written.store.engine.dialect.name != "postgresql":
        return
    with pytest.raises(DBAPIError, match="only added to"), written.store.begin() as connection:
        connection.execute(text("TRUNCATE acts"))


def test_acts_follow_each_other_and_are_found_by_what_they_are_about(written: Office) -> None:
    assert [act.number for act in written.store.acts()] == [1, 2, 3]
    assert [act.number for act in written.store.acts("a")] == [1, 3]
    assert first_broken(written.store.acts()) is None


def test_an_act_stands_only_where_what_it_tells_stands(written: Office) -> None:
    def fail() -> None:
        with written.store.begin() as connection:
            ledger.append(connection, 0, Kind.PUBLISHED, "a", PROGRAM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert len(written.store.acts()) == 3


def test_a_history_that_was_copied_and_put_back_is_whole_and_still_guarded(
    written: Office, databases: Databases, tmp_path: Path
) -> None:
    back_up(written.store, tmp_path / "copia.zip")
    config = Config(tmp_path / "otra", database=databases.new(), clock=written.config.clock)
    restore(tmp_path / "copia.zip", config, written.keys)
    store = Store(config)

    with pytest.raises(DBAPIError, match="only added to"), store.begin() as connection:
        connection.execute(text("DELETE FROM acts"))

    assert store.acts() == written.store.acts()
    store.close()
