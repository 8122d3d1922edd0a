"""``audit verify``: whole, edited, cut off; and what commands do stands in the history."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from edge.cli import main
from edge.store import Store
from tests.edge.building import FakeClock, new_store
from tests.edge.test_audit import without_guards, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_store(tmp_path) as store:
        written(store, 3)
    return tmp_path


def verify(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["audit", "verify", "--dir", str(folder), *options])


def mark(result: Result) -> str:
    return re.findall(r"\d+:[0-9a-f]{16}", result.output)[0]


def test_a_whole_history_says_so_with_what_to_note_and_holds_against_it_later(folder: Path) -> None:
    first = verify(folder)
    with Store(folder / "node.db", FakeClock()) as store:
        written(store, 2)
    later = verify(folder, "--seen", mark(first))

    assert (first.exit_code, "entero: 3 filas" in first.output) == (0, True)
    assert (later.exit_code, "entero: 5 filas" in later.output) == (0, True)


def test_an_edited_row_is_named_and_the_command_fails(folder: Path) -> None:
    without_guards(folder / "node.db", "UPDATE audit SET subject = 'ff' WHERE number = 2")
    result = verify(folder)

    assert (result.exit_code, "La fila 2 del historial" in result.output) == (1, True)


def test_rows_cut_off_at_the_end_are_found_by_what_was_noted(folder: Path) -> None:
    noted = mark(verify(folder))
    without_guards(folder / "node.db", "DELETE FROM audit WHERE number = 3")
    unaware, aware = verify(folder), verify(folder, "--seen", noted)

    assert (unaware.exit_code, aware.exit_code) == (0, 1)
    assert "La fila 3 no está" in aware.output


@pytest.mark.parametrize("seen", ["3", "x:0123456789abcdef", "3:0123", ":"])
def test_what_is_no_row_and_mark_is_refused(folder: Path, seen: str) -> None:
    result = verify(folder, "--seen", seen)

    assert (result.exit_code, "no es fila y marca" in result.output) == (1, True)


def test_an_empty_history_is_whole(tmp_path: Path) -> None:
    new_store(tmp_path).close()

    assert "está vacío" in verify(tmp_path).output


def test_classes_pupils_and_accounts_made_by_command_are_rows_by_command(tmp_path: Path) -> None:
    new_store(tmp_path).close()

    def run(*words: str, said: str = "") -> None:
        assert CliRunner().invoke(main, [*words, "--dir", str(tmp_path)], input=said).exit_code == 0, words

    for _ in range(2):
        run("class", "add", "3° A")
        run("learner", "add", "Rosa", "--code", "a1", "--class", "3° A")
    run("user", "add", "ana", "--role", "coordinator", said="puna quinua rio sol\npuna quinua rio sol\n")
    run("learner", "erase", "--code", "a1", "--yes")
    with closing(sqlite3.connect(tmp_path / "node.db")) as raw:
        rows = raw.execute("SELECT kind, office, login FROM audit ORDER BY number").fetchall()

    assert [kind for kind, _, _ in rows] == ["class-added", "list-taken", "account-made", "erased"]
    assert {(office, login) for _, office, login in rows} == {("Por comando", "")}
