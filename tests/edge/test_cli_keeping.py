"""Whom an older copy brings back is erased again by what the newer folder tells; who left long ago goes by command."""

import shutil
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from edge.acts import BY_COMMAND
from edge.cli import main
from edge.erasing import erased
from edge.store import Store
from tests.edge.building import SCHOOL, FakeClock, new_store


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["learner", *words, "--dir", str(folder)])


def names(folder: Path) -> list[str]:
    with Store(folder / "node.db", FakeClock()) as store:
        return [row.name for row in store.people.learners()]


def test_a_copy_of_before_brings_nobody_back_once_it_was_told_who_was_erased_since(tmp_path: Path) -> None:
    now, old = tmp_path / "now", tmp_path / "old"
    now.mkdir()
    with new_store(now) as store:
        rosa, _ = (store.people.add_person("learner", name, code=name, school=SCHOOL) for name in ("Rosa", "Luis"))
    shutil.copytree(now, old)
    with Store(now / "node.db", FakeClock()) as store:
        store.erase(rosa)
    before = names(old)
    result = run(old, "erase-again", str(now))
    again = run(old, "erase-again", str(now))
    with Store(old / "node.db", FakeClock()) as store:
        told = erased(store.db)

    assert (before, names(old), told) == (["Luis", "Rosa"], ["Luis"], [rosa])
    assert "Borradas otra vez: 1 persona, de 1" in result.output
    assert "Borradas otra vez: 0 personas" in again.output


def test_a_row_that_comes_back_beside_the_history_that_says_it_was_erased_goes_at_the_next_opening(
    tmp_path: Path,
) -> None:
    with new_store(tmp_path) as store:
        rosa = store.people.add_person("learner", "Rosa", code="a", school=SCHOOL)
        row = store.db.rows("SELECT * FROM people WHERE person = ?", rosa)[0]
        store.erase(rosa)
        store.db.write("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", *row)

    assert names(tmp_path) == []
    assert row[6] not in (tmp_path / "node.db").read_bytes()


def test_a_folder_without_a_node_is_said(tmp_path: Path) -> None:
    with new_store(tmp_path):
        pass
    result = run(tmp_path, "erase-again", str(tmp_path / "nothing"))

    assert (result.exit_code, "no hay un nodo" in result.output) == (1, True)


def test_who_left_long_ago_is_purged_by_command(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        people = [store.people.add_person("learner", name, code=name, school=SCHOOL) for name in ("Luz", "Eva")]
        store.class_lists.leave(people[:1], date(2020, 1, 1), BY_COMMAND)
    result = run(tmp_path, "purge")
    with Store(tmp_path / "node.db", FakeClock()) as store:
        left = [row.name for row in (*store.people.learners(), *store.class_lists.departed())]

    assert "Borradas: 1 persona. Los datos de quien se va se guardan 24 meses." in result.output
    assert left == ["Eva"]
