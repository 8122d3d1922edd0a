"""People as several lists describe them: one pseudonym each, in every class of theirs."""

from pathlib import Path

from edge.listed import ClassIn, PersonIn
from edge.rosters import Change
from tests.edge.building import SCHOOL, new_store


def person(code: str = "a1", *classes: str, others: tuple[str, ...] = (), partial: bool = False) -> PersonIn:
    named = tuple(ClassIn(name) for name in classes)
    return PersonIn(2, code, "Rosa Quispe", "learner", SCHOOL, named, others, partial)


def test_a_change_is_told_before_it_is_made(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        told = []
        for one in (
            person("a1", "1° A"),
            person("a1", "1° A"),
            person("a1", "2° B"),
            person("a1", "2° B", others=("9",)),
        ):
            told.append(store.rosters.change_of(one))
            store.rosters.put_person(one)
            assert store.rosters.change_of(one) is Change.SAME

        assert told == [Change.NEW, Change.SAME, Change.CHANGED, Change.CHANGED]


def test_somebody_known_by_a_code_of_the_log_only_is_new_and_keeps_the_pseudonym(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        before = store.people.pseudonyms(["a1"])["a1"]

        assert store.rosters.change_of(person("a1")) is Change.NEW
        assert store.rosters.put_person(person("a1")) == before


def test_whoever_has_a_code_keeps_it(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        first = store.rosters.put_person(person("a1", others=("9",)))
        second = store.rosters.put_person(person("a2"))
        store.rosters.put_person(person("a2", others=("9",)))

        assert (store.rosters.known("a1"), store.rosters.known("a2"), store.rosters.known("", ("9",))) == (
            first,
            second,
            first,
        )


def test_another_code_is_no_local_code(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.rosters.put_person(person("a1", others=("a2",)))

        assert store.rosters.known("a2") is None


def test_a_list_of_changes_adds_classes(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.rosters.put_person(person("a1", "1° A"))
        store.rosters.put_person(person("a1", "Taller", partial=True))

        assert {row.name: [one.name for one in store.people.learners(row.id)] for row in store.people.classes()} == {
            "1° A": ["Rosa Quispe"],
            "Taller": ["Rosa Quispe"],
        }
        assert [row.class_name for row in store.people.learners()] == ["1° A"]


def test_neither_names_nor_codes_can_be_read_on_the_disk(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        store.rosters.put_person(person("codigo-canaria", "1° A", others=("71000037",)))
    data = b"".join(path.read_bytes() for path in tmp_path.glob("node.db*"))

    assert not [word for word in (b"Quispe", b"codigo-canaria", b"71000037") if word in data]
