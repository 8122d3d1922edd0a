"""The report of an incident says what, when, how many, which schools, what was done and whom to tell: on one page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub import schema
from hub.acts import Kind
from hub.incident_report import fields, words
from hub.incidents import Wrote, every, incident, open_incident, untold, write
from hub.store import Store
from shared.errors import BadInput
from tests.hub.builders import StillClock
from tests.hub.databases import Databases
from tests.hub.office import NOW, SITES, heard, office, schools

pytestmark = pytest.mark.databases

WHAT = "Robaron la laptop de la escuela."
LINES, COLUMNS = 60, 400
"""What a page of paper takes, with lines that wrap."""


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, StillClock(NOW), databases)
    yield opened
    opened.close()


def test_it_counts_48_hours_from_when_it_was_noticed(store: Store) -> None:
    number = open_incident(store, WHAT, NOW - timedelta(hours=40))
    found = incident(store, number)

    assert fields(found, NOW)["hours_left"] == 8
    assert "quedan 8 horas" in words(found, NOW)
    assert "pasaron 2 horas de ese momento" in words(found, NOW + timedelta(hours=10))


def test_it_tells_which_schools_how_many_people_and_what_became_of_their_computers(store: Store) -> None:
    heard(store, SITES[0], 1)
    with store.begin() as connection:
        connection.execute(schema.nodes.update().values(state="revoked"))
    found = incident(store, open_incident(store, WHAT, sites=SITES[:2]))
    total = sum(school.students or 0 for school in schools()[:2])

    assert "999101 Quebrada Honda: 21 estudiantes; 1 laptop, 1 de baja" in words(found, NOW)
    assert f"En total: 2 locales, {total} estudiantes." in words(found, NOW)


def test_few_people_are_not_counted_and_those_unknown_are_said_to_be(store: Store) -> None:
    few, unknown = (replace(one, students=count) for one, count in zip(schools(), (4, None), strict=False))
    store.put_schools([few, unknown])
    told = incident(store, open_incident(store, WHAT, sites=SITES[:2]))

    assert "Quebrada Honda: menos de 5 estudiantes" in words(told, NOW)
    assert "El Mirador: no se sabe cuántos estudiantes" in words(told, NOW)
    assert "0 estudiantes, más los de 2 locales de que no se dice" in words(told, NOW)
    assert [one["students"] for one in fields(told, NOW)["sites"]] == [None, None]


def test_what_was_done_and_who_was_told_is_there_in_order_and_in_the_history(store: Store) -> None:
    number = open_incident(store, WHAT)
    write(store, number, Wrote.DONE, "Se dio de baja la laptop.")
    write(store, number, Wrote.TOLD, "A la dirección, por oficio.")
    found = incident(store, number)

    assert [(one.kind, one.words) for one in found.entries] == [
        (Wrote.DONE, "Se dio de baja la laptop."),
        (Wrote.TOLD, "A la dirección, por oficio."),
    ]
    assert [act.kind for act in store.acts()] == [Kind.INCIDENT] * 3
    assert found.acts == 3
    assert "Nada todavía" not in words(found, NOW)


def test_it_says_that_the_norm_is_to_be_verified_and_names_none(store: Store) -> None:
    told = words(incident(store, open_incident(store, WHAT)), NOW)

    assert "Verifique en la norma vigente" in told
    assert [name for name in ("29733", "016-2024", "003-2013") if name in told] == []


def test_it_fits_on_a_page(store: Store) -> None:
    told = words(incident(store, open_incident(store, WHAT, sites=SITES)), NOW)

    assert len(told.splitlines()) <= LINES
    assert max(map(len, told.splitlines())) <= COLUMNS


@pytest.mark.parametrize("sites", [["999999"], ["999101", "x"]])
def test_a_site_that_is_not_known_is_refused(store: Store, sites: list[str]) -> None:
    with pytest.raises(BadInput, match="No se anotó nada"):
        open_incident(store, WHAT, sites=sites)
    assert every(store) == []


def test_words_are_asked_for_and_an_incident_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(BadInput, match="sin nombres de personas"):
        open_incident(store, "  ")
    with pytest.raises(BadInput, match="después de ahora"):
        open_incident(store, WHAT, NOW + timedelta(hours=1))
    with pytest.raises(BadInput, match="No hay un incidente 7"):
        write(store, 7, Wrote.DONE, "Algo.")
    with pytest.raises(BadInput, match="No hay un incidente 7"):
        incident(store, 7)


def test_what_is_closed_says_how_it_ended_and_takes_nothing_more(store: Store) -> None:
    number = open_incident(store, WHAT)
    write(store, number, Wrote.CLOSED, "Apareció, sellada.")
    found = incident(store, number)

    with pytest.raises(BadInput, match="está cerrado"):
        write(store, number, Wrote.TOLD, "A la UGEL.")
    assert found.closed is not None
    assert "Se cerró el 17/10/2026 08:00: Apareció, sellada." in words(found, NOW)
    assert fields(found, NOW)["closed"] == "2026-10-17T13:00:00+00:00"
    assert len(incident(store, number).entries) == 1


def test_what_is_said_twice_at_once_is_kept_once(store: Store) -> None:
    first, second = (open_incident(store, WHAT, NOW, SITES[:2]) for _ in range(2))
    other = open_incident(store, WHAT, NOW, SITES[:1])
    for kind in (Wrote.DONE, Wrote.DONE, Wrote.CLOSED, Wrote.CLOSED):
        write(store, first, kind, "Se dio de baja la laptop.")

    assert (first, second, other) == (1, 1, 2)
    assert [one.kind for one in incident(store, first).entries] == [Wrote.DONE, Wrote.CLOSED]
    assert len(store.acts()) == 4


def test_those_are_untold_that_are_open_and_of_which_nobody_was_told(store: Store) -> None:
    for number, kinds in enumerate(((), (Wrote.DONE,), (Wrote.DONE, Wrote.TOLD), (Wrote.CLOSED,)), start=1):
        assert open_incident(store, f"{WHAT} {number}", NOW - timedelta(hours=number)) == number
        for kind in kinds:
            write(store, number, kind, "Algo.")

    assert untold(store) == [(1, NOW - timedelta(hours=1)), (2, NOW - timedelta(hours=2))]


def test_each_of_several_tells_of_its_own_schools_and_acts(store: Store) -> None:
    for number in (0, 1):
        open_incident(store, WHAT, NOW, SITES[number : number + 1])
    second, first = every(store)

    assert [[where.site for where in one.touched] for one in (first, second)] == [[SITES[0]], [SITES[1]]]
    assert (first.number, second.number, first.acts, second.acts) == (1, 2, 2, 2)


def test_sites_that_are_known_of_later_are_told_of_with_the_first_ones(store: Store) -> None:
    number = open_incident(store, WHAT, sites=SITES[:1])
    write(store, number, Wrote.SITES, f"{SITES[1]}, {SITES[0]}")
    found = incident(store, number)

    assert [one.site for one in found.touched] == list(SITES[:2])
    assert "En total: 2 locales" in words(found, NOW)
    with pytest.raises(BadInput, match="No hay escuelas en el local «999999»"):
        write(store, number, Wrote.SITES, f"{SITES[2]} 999999")
    with pytest.raises(BadInput, match="Escriba los códigos"):
        write(store, number, Wrote.SITES, " ")
    assert incident(store, number).entries == found.entries
