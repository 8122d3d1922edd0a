"""A folder knows on which computer it is used, and from which it came."""

from pathlib import Path

from edge.computer import came_from, moved_for_good, note_computer
from tests.edge.building import new_store


def test_a_folder_comes_from_nowhere_until_another_computer_uses_it(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        told = []
        for name in ("DIRECCION", "DIRECCION", "AULA-3", "AULA-3"):
            note_computer(store.db, name)
            told.append(came_from(store.db))

    assert told == ["", "", "DIRECCION", "DIRECCION"]


def test_what_moved_for_good_came_from_nowhere(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        for name in ("DIRECCION", "AULA-3"):
            note_computer(store.db, name)
        moved_for_good(store.db)

        assert came_from(store.db) == ""
