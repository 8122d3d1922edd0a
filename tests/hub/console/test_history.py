"""The page of the history: who did what, and a loud word where something is not as it was written."""

import re
from html import unescape

from sqlalchemy import text

from hub import cataloguing, limits, planning, proposing, retention
from hub.acts import Kind
from hub.held_words import Held
from hub.store import Store
from shared.acts import Actor
from shared.web import Role
from tests.hub.office import PERIOD, app_of, csrf_of, needs, page, post, signed_in
from tests.hub.regions import GUIDE


def test_it_says_who_signed_and_published_on_the_page_and_that_all_is_whole(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/plan"))
    for step in ("aprobar", "publicar"):
        assert post(client, f"/plan/{plan.id}/{step}", token) == 302

    told = page(client, f"/historial?plan={plan.id}")

    assert [word in told for word in ("Propuesto", "Firma 1 de 1.", "Publicado", "El programa")] == [True] * 4
    assert told.count("Operación regional<small>ana</small>") == 2
    assert f"3:{store.acts()[-1].hash}" in told


def test_an_analyst_reads_that_somebody_changed_a_plan(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)
    with store.begin() as connection:
        connection.execute(text("UPDATE plan_lines SET units = 1"))

    told = page(signed_in(app_of(store, Role.ANALYST)), "/historial")

    assert "Algo no está como se escribió." in told
    assert "no es como se propuso" in told


def test_a_plan_of_before_that_somebody_changed_is_seen_when_all_are_checked(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD)
    planning.reject(store, first.id, by=Actor("ana", "Operación regional"), why="Falta contar")
    with store.begin() as connection:
        connection.execute(text("UPDATE plan_lines SET units = units + 1"))
    client = signed_in(app_of(store, Role.ANALYST))

    quick, whole = page(client, "/historial"), page(client, "/historial?todo=1")

    assert "los planes de ahora son los que se firmaron" in quick
    assert "Comprobar también los planes de antes" in quick
    assert "no es como se propuso" in whole


def test_before_the_first_plan_it_says_what_will_be_there(store: Store) -> None:
    assert "Todavía nada." in page(signed_in(app_of(store)), "/historial")


def test_weights_and_limits_are_named_by_their_version_and_not_by_a_key(store: Store) -> None:
    limits.set_limit(store, units=60, devices=20, why="Mientras dura el piloto", by=Actor("eva", "Administración"))

    told = page(signed_in(app_of(store)), "/historial")

    assert "limit/1" not in told
    assert ">versión 1</td>" in told


def test_what_an_act_was_done_to_is_called_by_its_name(store: Store) -> None:
    eva, school, guide = Actor("eva", "Administración"), store.schools()[0], store.catalogue().by_id()[GUIDE]
    said = {**cataloguing.written(guide), "lot": "77"}
    cataloguing.edit(store, GUIDE, said, version=store.catalogue().version, why="Cajas nuevas", by=eva)
    retention.keep_for(store, {Held.REPORTS: 9}, by=eva)
    for kind, subject in (
        (Kind.SCHOOL, f"school/{school.id}"),
        (Kind.IMPORTED, "import/pack-rooms"),
        (Kind.CALENDAR, "calendar/Huanta"),
        (Kind.INCIDENT, "4"),
        (Kind.ACCOUNT, "account/luz"),
        (Kind.IMPORTED, "import/otro"),
        (Kind.CAP, f"use/{school.id}/{GUIDE}"),
    ):
        store.keep_act(kind, subject, eva, {"why": "x", "school": school.id, "resource": GUIDE})

    told = page(signed_in(app_of(store)), "/historial")

    of = re.findall(r'data-l="De qué">([^<]*)</td>', told)
    where, what = f"{school.name} ({school.id})", f"{guide.name} ({guide.id})"
    assert of == [
        where, "otro", "luz", "n.º 4", "Huanta", "Espacio para paquetes en cada local", where,
        "informes de la noche y de sus pasos (los de incidentes quedan)", what,
    ]  # fmt: skip
    assert "meses que se guardan: 9." in told
    assert f"{where}, {what}: el uso no es cierto" in unescape(told)


def test_what_was_withdrawn_keeps_its_name(store: Store) -> None:
    guide = store.catalogue().by_id()[GUIDE]
    version = store.catalogue().version
    cataloguing.withdraw(store, GUIDE, version=version, why="Se agotó", by=Actor("eva", "Administración"))

    assert f">{guide.name} ({GUIDE})</td>" in page(signed_in(app_of(store)), "/historial")
