"""A school is corrected, closed, merged and put in service again, with a reason; closed it is out of plans and kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import auditing, planning, proposing, school_changes
from hub.region import kept_of
from hub.store import Store
from shared.acts import Actor
from shared.errors import BadInput
from shared.notices import What
from shared.resources import Power
from tests.hub.databases import Databases
from tests.hub.notified import notices_of
from tests.hub.office import PERIOD, SITES, needs, office, schools

BY = Actor("ana", "Administración")
ONE, OTHER = schools()[0].id, schools()[1].id
pytestmark = pytest.mark.databases


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def test_a_correction_changes_what_it_names_and_is_no_longer_made_up(store: Store) -> None:
    before = {one.id: kept_of(one) for one in store.schools()}
    said = {"students": "44", "power": "solar", "internet": "", "languages": "quy, es", "name": schools()[0].name}
    after = school_changes.correct(store, ONE, said, why="Llamó la directora.", by=BY)
    now = {one.id: kept_of(one) for one in store.schools()}

    assert (after.students, after.power, after.internet, after.simulated) == (44, Power.SOLAR, None, ())
    assert now[ONE] == kept_of(after)
    assert {id_: row for id_, row in now.items() if id_ != ONE} == {
        id_: row for id_, row in before.items() if id_ != ONE
    }
    (act,) = store.acts(school_changes.subject_of(ONE))
    assert ["students", "21", "44"] in act.told()["fields"]
    assert (act.login, act.told()["why"]) == ("ana", "Llamó la directora.")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"students": "muchos"}, "no es un número entero"),
        ({"students": "20001"}, "no es un número entero"),
        ({"lat": "13.1"}, "no es un lugar del Perú"),
        ({"power": "vela"}, "Elija de la lista"),
        ({"coverage": "a veces"}, "Elija de la lista"),
        ({"rurality": "Rural 9"}, "Elija de la lista"),
        ({"languages": "Quechua!"}, "por su código"),
        ({"name": " "}, "sin nombre"),
        ({"level": "Primeria"}, "Escriba uno de estos: Primaria"),
        ({"level": "Universidad"}, "Escriba uno de estos: Inicial - Cuna, "),
        ({"ugel": "UGEL Huamamga"}, "lo más parecido: Huamanga"),
        ({"students": "21"}, "Ningún campo"),
        ({"level": "PRIMARIA", "ugel": "UGEL HUAMANGA"}, "Ningún campo"),
        ({}, "Ningún campo"),
    ],
)
def test_what_cannot_be_read_changes_nothing(store: Store, said: dict[str, str], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        school_changes.correct(store, ONE, said, why="Prueba.", by=BY)
    assert (store.acts(), store.schools()[0].simulated != ()) == ([], True)


def test_level_and_ugel_are_kept_in_the_words_of_the_listing(store: Store) -> None:
    after = school_changes.correct(store, ONE, {"level": "f0", "ugel": "UGEL  Cangallo"}, why="Prueba.", by=BY)
    blank = school_changes.correct(store, ONE, {"level": "", "ugel": ""}, why="Prueba.", by=BY)

    assert (after.level, after.ugel, blank.level, blank.ugel) == ("Secundaria", "Cangallo", "", "")


def test_a_merged_school_is_kept_and_no_plan_names_it(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, first.id, login="ana")
    planning.publish(store, first.id)
    school_changes.close(store, ONE, OTHER, why="Una sola escuela.", by=BY)
    later = proposing.make_plan(store, [one for one in needs() if one.school != ONE], **PERIOD)

    assert ONE in {line.school for line in store.plan_lines(first.id)}
    assert ONE not in {line.school for line in store.plan_lines(later.id)}
    assert ONE not in {one.id for one in store.schools()}
    assert {one.id: one.superseded_by for one in store.every_school()}[ONE] == OTHER
    assert auditing.audit(store, first.id).lines == ()
    with pytest.raises(BadInput, match="ya está fuera"):
        school_changes.close(store, ONE, why="Otra vez.", by=BY)
    with pytest.raises(BadInput, match="no es otra escuela en servicio"):
        school_changes.close(store, OTHER, ONE, why="Al revés.", by=BY)


def test_a_school_is_put_in_service_again_as_it_was(store: Store) -> None:
    before = store.schools()
    school_changes.close(store, ONE, why="Cerró.", by=BY)
    school_changes.reopen(store, ONE, why="Abrió otra vez.", by=BY)

    assert store.schools() == before
    assert [act.told()["closed"] for act in store.acts(school_changes.subject_of(ONE))] == [True, False]
    with pytest.raises(BadInput, match="está en servicio"):
        school_changes.reopen(store, ONE, why="Otra vez.", by=BY)


def test_the_school_reads_each_correction_and_why(store: Store) -> None:
    corrections = ({"students": "44", "internet": "", "languages": "quy"}, {"students": "45"})
    for said in corrections:
        school_changes.correct(store, ONE, said, why="Llamó la directora.", by=BY)
    first, second = notices_of(store, SITES[0])

    assert (first.what, first.school, first.text) == (What.CORRECTED, ONE, "Llamó la directora.")
    assert {one[0]: one[1:] for one in first.fields} == {
        "students": ("21", "44"), "internet": ("no", "—"), "languages": ("quy es", "quy"),
    }  # fmt: skip
    assert second.fields == (("students", "44", "45"),)
    assert len({entry.item.subject for entry in store.entries(SITES[0])}) == 2
    assert notices_of(store, SITES[1]) == []


def test_both_schools_read_that_one_was_merged_and_is_in_service_again(store: Store) -> None:
    school_changes.close(store, ONE, OTHER, why="Una sola escuela.", by=BY)
    school_changes.reopen(store, ONE, why="Abrió otra vez.", by=BY)
    school_changes.close(store, ONE, why="Cerró.", by=BY)
    told = [[(one.what, one.school, one.text) for one in notices_of(store, site)] for site in SITES[:2]]

    both = [(What.MERGED, ONE, "Una sola escuela."), (What.OPENED, ONE, "Abrió otra vez.")]
    assert told == [[*both, (What.CLOSED, ONE, "Cerró.")], both]


def test_without_a_reason_or_a_school_nothing_is_done(store: Store) -> None:
    for why, school in ((" ", ONE), ("Prueba.", "9999999-9")):
        for work in (school_changes.close, school_changes.reopen):
            with pytest.raises(BadInput):
                work(store, school, why=why, by=BY)
    assert (store.acts(), notices_of(store, SITES[0])) == ([], [])
