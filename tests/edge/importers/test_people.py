from pathlib import Path

import pytest

from edge.importers.people import import_people
from shared.errors import BadInput, BadRow
from tests.edge.building import SCHOOL, new_store

HEADER = "code,name,role,school,class_name\n"
GOOD = f"a1,Rosa,learner,{SCHOOL},3° A\nt1,Luz,teacher,{SCHOOL},\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def test_people_come_in_with_their_classes_and_only_once(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    with new_store(tmp_path) as store:
        first, again = import_people(store, path), import_people(store, path)

        assert (first.added, again.added, again.known) == (2, 0, 2)
        assert [row.class_name for row in store.learners()] == ["3° A"]
        assert [row.name for row in store.staff()] == ["Luz"]


@pytest.mark.parametrize("bad", ["x,Y,learner,9999999-0,\n", "x,Y,rey,0403691-0,\n", "x,Y,learner,\n"])
def test_one_bad_line_leaves_the_list_as_it_was(tmp_path: Path, bad: str) -> None:
    with new_store(tmp_path) as store:
        with pytest.raises(BadRow) as caught:
            import_people(store, write(tmp_path, GOOD + bad))

        assert caught.value.line == 4
        assert (store.learners(), store.classes()) == ([], [])


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("nombre\nRosa\n")
    with new_store(tmp_path) as store, pytest.raises(BadInput, match="falta la columna"):
        import_people(store, path)
