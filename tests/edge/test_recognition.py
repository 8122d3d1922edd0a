"""Two lists of people, one after the other: who is who, in any order of their rows."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.importers.accept import accept
from edge.importers.draft import Draft, Kind
from edge.listed import PersonIn
from edge.store import Store
from shared.imported import Imported, Outcome
from tests.edge.building import SCHOOL, new_store

GUID = "8388c2461e5cdbea10bf4e63c16dcff1"
DNI = "71000037"
IDENTIFIERS = ("1", "2026-01", "12345678", "00000000", DNI, "71000074", f"kolibri {GUID}", "oneroster u1", "")
NAMES = ("Rosa Quispe", "quispe rosa", "Luis Rojas", "Rosa Rojas", "")


def person(
    code: str, name: str = "Rosa Quispe", *others: str, line: int = 2, lent: bool = False, role: str = "learner"
) -> PersonIn:
    return PersonIn(line, code, name, role, SCHOOL, (), others, lent=lent)


def take(store: Store, people: Sequence[PersonIn], *, despite: bool = True) -> Imported:
    return accept(store, Draft(Kind.USERS, len(people), people=tuple(people)), despite_refusals=despite)


def names(store: Store) -> list[str]:
    return sorted(row.name for row in store.people.learners())


@pytest.mark.parametrize("id_", ["1", "2026-01", "12345678", "87654321", "00000000", "11111111", "20140316"])
def test_what_says_little_makes_nobody_somebody_else(tmp_path: Path, id_: str) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", id_)])
        done, again = (take(store, [person("luis", "Luis Quispe", id_)], despite=False) for _ in range(2))

        assert names(store) == ["Luis Quispe", "Rosa Quispe"]
        assert (done.added, again.added, again.changed) == (1, 0, 0)
        assert any("No se unen" in note.text() for note in done.notes)


def test_a_row_number_behind_the_code_of_the_school_makes_nobody_somebody_else(tmp_path: Path) -> None:
    row_number = f"{SCHOOL.split('-')[0]}-015"
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", row_number)])
        done = take(store, [person("luis", "Luis Quispe", row_number)], despite=False)

        assert (names(store), done.refused) == (["Luis Quispe", "Rosa Quispe"], ())


def test_a_number_of_somebody_with_another_name_refuses_its_line_and_says_what_to_do(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", DNI)])
        done = take(store, [person("eva", "Eva Ramos"), person("luis", "Luis Rojas", DNI, line=3)], despite=False)

        assert (done.outcome, [row.line for row in done.refused], names(store)) == (Outcome.HELD, [3], ["Rosa Quispe"])
        assert "corrija el identificador" in done.refused[0].why
        assert not {"Rosa", "Luis", DNI} & set(done.words().split())


def test_a_number_of_somebody_whose_name_is_the_same_and_longer_links(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", DNI)])
        done = take(store, [person("rq", "Quispe Ñahui, Rosa", DNI)])

        assert (done.changed, names(store)) == (1, ["Quispe Ñahui, Rosa"])


def test_brothers_and_sisters_under_the_number_of_their_mother_stay_two(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe Rojas", DNI)])
        done = take(store, [person("luis", "Luis Quispe Rojas", DNI)])

        assert (len(done.refused), names(store)) == (1, ["Rosa Quispe Rojas"])


def test_a_uuid_links_whatever_the_names(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", f"kolibri {GUID}")])
        take(store, [person("luz", "Luz Ramos", f"kolibri {GUID}")])

        assert names(store) == ["Luz Ramos"]


@pytest.mark.parametrize(("id_", "people"), [(DNI, ["Rosa Quispe"]), ("12345678", ["Rosa Quispe", "rosa"])])
def test_a_name_to_sign_in_with_is_no_name(tmp_path: Path, id_: str, people: list[str]) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "", id_)])
        take(store, [person("rq", "Rosa Quispe", id_)])

        assert names(store) == people


def test_a_list_without_names_leaves_them_as_they_are(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", DNI)])
        done = take(store, [person("rosa", "", DNI)])

        assert (done.changed, names(store)) == (0, ["Rosa Quispe"])


def test_the_best_identifier_of_the_list_counts_first_whatever_the_order_of_its_rows(tmp_path: Path) -> None:
    renamed = person("rosa2", "Rosa Quispe", f"kolibri {GUID}", line=3)
    with new_store(tmp_path) as store:
        take(store, [person("rosa", "Rosa Quispe", DNI, f"kolibri {GUID}")])
        before = store.people.learners()[0].person
        take(store, [person("otra", "Rosa Rojas", DNI, line=2), renamed])

        assert store.people.pseudonyms(["rosa2"])["rosa2"] == before
        assert names(store) == ["Rosa Quispe", "Rosa Rojas"]


def test_a_code_lent_by_an_identifier_that_says_little_is_not_somebody_elses_code(tmp_path: Path) -> None:
    lent = person("1", "Luis Rojas", "oneroster 1", lent=True)
    with new_store(tmp_path) as store:
        take(store, [person("1", "Ana Quispe")])
        first, again = take(store, [lent]), take(store, [lent])

        assert names(store) == ["Ana Quispe", "Luis Rojas"]
        assert (first.added, first.refused, again.added, again.changed) == (1, (), 0, 0)


def test_a_code_lent_by_somebodys_number_with_another_name_is_refused(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person(DNI, "Ana Quispe")])
        done = take(store, [person(DNI, "Luis Rojas", f"oneroster {GUID}", DNI, lent=True)])

        assert (len(done.refused), names(store)) == (1, ["Ana Quispe"])


def test_a_row_that_would_be_somebody_new_each_time_is_refused(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, [person("1", "Ana Quispe")])
        done = take(store, [person("1", "", "oneroster 1", lent=True)])

        assert (len(done.refused), names(store)) == (1, ["Ana Quispe"])


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a1", "a2", "a3", "rosa", "1", DNI]),
        st.sampled_from(NAMES),
        st.lists(st.sampled_from(IDENTIFIERS[:-1]), max_size=2, unique=True),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda row: row[0],
)


def listed(rows: Sequence[tuple[str, str, list[str], bool]]) -> list[PersonIn]:
    """Return the rows as people, each identifier with the first that has it, as the readers leave them."""
    seen: set[str] = set()
    people = []
    for at, (code, name, others, lent) in enumerate(rows, 2):
        own = [other for other in others if other not in seen]
        seen.update(own)
        people.append(person(code, name, *own, line=at, lent=lent))
    return people


@settings(max_examples=60, deadline=None)
@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_the_second_import_of_a_list_adds_nothing_and_the_order_of_its_rows_says_nothing(
    before: list[tuple[str, str, list[str], bool]], rows: list[tuple[str, str, list[str], bool]], chance: Random
) -> None:
    people = listed(rows)
    with TemporaryDirectory() as one, TemporaryDirectory() as two, new_store(Path(one)) as a, new_store(Path(two)) as b:
        for store in (a, b):
            take(store, listed(before))
        first = take(a, people)
        again = take(a, people)
        take(b, chance.sample(people, len(people)))

        assert (again.added, again.changed) == (0, 0)
        assert len(a.people.learners()) <= len(before) + first.added
        assert names(a) == names(b)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(IDENTIFIERS), st.sampled_from(NAMES[:4]), st.sampled_from(NAMES[:4]))
def test_a_name_that_has_nothing_in_common_is_never_written_over(id_: str, first: str, second: str) -> None:
    with TemporaryDirectory() as folder, new_store(Path(folder)) as store:
        take(store, [person("a1", first, id_)])
        take(store, [person("a2", second, id_)])

        apart = not {*first.casefold().split()} & {*second.casefold().split()}
        assert not apart or first in names(store) or id_.startswith("kolibri")
