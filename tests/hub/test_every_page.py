"""What holds of every page of the region, where everything has happened: English, markup, weight."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub import locking
from hub.importers.columns import LEVELS
from hub.store import Store
from shared.web import Role
from tests.hub import parts
from tests.hub.busy_office import busy_office, with_a_stick
from tests.hub.databases import Databases
from tests.hub.office import SITES, app_of, csrf_of, schools, signed_in
from tests.hub.regions import catalogue
from tests.shared.web.leftovers import spanish_in
from tests.shared.web.markup import faults
from tests.shared.web.same_page import leads_nowhere, linked

LARGEST = 50 * 1024
"""Bytes of HTML, not compressed (ui/UI.md §7)."""

ROLES = (Role.OPERATOR, Role.ADMIN, Role.ANALYST)
LOCK = {"escuela": SITES[4], "recurso": "guia", "cuanto": "min", "hasta": "2026-12-31", "motivo": "Internado nuevo."}
PAPERS = ("", "hola", "A-000123-0123ABCD", *(f"PL1.{one}.A-000123-0123ABCD.X" for one in ("0999101-0", "0000000-0")))
NAMES = (
    *(resource.name for resource in catalogue().resources), *(school.name for school in schools()), *parts.NAMES,
    *LEVELS.values(), "Huamanga", "Primaria", "Español", "Runasimi", "Aymar", "UGEL", "Chasqui",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Iterator[Store]:
    opened = busy_office(tmp_path_factory.mktemp("office"), databases)
    yield opened
    opened.close()


def visited(store: Store, role: Role = Role.OPERATOR) -> FlaskClient:
    """Return a browser at that office, which has read a stick."""
    return signed_in(with_a_stick(app_of(store, role)))


def english(store: Store, role: Role = Role.OPERATOR) -> FlaskClient:
    client = visited(store, role)
    client.get("/?idioma=en")
    return client


def addresses(app: Flask, store: Store, role: Role = Role.OPERATOR) -> list[str]:
    return [*parts.examples(app, store, role), "/ayuda", "/privacidad", "/no-hay"]


def test_the_other_language_keeps_the_filters_and_the_page(store: Store) -> None:
    client = visited(store)
    asked = next(path for path in addresses(client.application, store) if path.startswith("/plan/") and "?" not in path)
    text = client.get(f"{asked}?cambio=more&p=2&q=%22a%26b").text
    english = client.get(asked + linked(text)).text

    assert linked(text) == "?cambio=more&p=2&q=%22a%26b&idioma=en"
    assert '<html lang="en">' in english
    assert linked(english, "es") == "?cambio=more&p=2&q=%22a%26b&idioma=es"


def test_after_a_form_that_was_refused_the_other_language_is_a_page(store: Store) -> None:
    client = visited(store, Role.ADMIN)

    assert leads_nowhere(client, "console.") == []


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_the_console_keeps_spanish_in_english(store: Store, role: Role) -> None:
    client = english(store, role)

    found = {path: spanish_in(client.get(path).text, NAMES) for path in addresses(client.application, store, role)}
    assert {path: left for path, left in found.items() if left} == {}


def test_every_page_of_the_console_is_looked_at(store: Store) -> None:
    app = app_of(store)
    adapter = app.url_map.bind("localhost")
    paths = {path.partition("?")[0] for role in ROLES for path in addresses(app, store, role)} - {"/no-hay"}
    seen = {str(adapter.match(path)[0]) for path in paths}
    every = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    assert {name for name in every if name.startswith("console.") and name not in parts.UNSEEN} <= seen


@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_read_aloud_and_is_light(store: Store, role: Role) -> None:
    client = visited(store, role)
    found = {path: client.get(path).text for path in addresses(client.application, store, role)}

    assert {path: wrong for path, text in found.items() if (wrong := faults(text))} == {}
    assert {path for path, text in found.items() if len(text.encode()) > LARGEST} == set()


def test_what_a_form_answers_is_english_too(store: Store) -> None:
    newest, older = store.plans()
    client = english(store)
    token = csrf_of(client.get("/entregas").text)
    decision = store.objections()[0].decision
    forms = [
        (f"/plan/{newest.id}/publicar", {}),
        (f"/plan/{older.id}/aprobar", {}),
        (f"/plan/{newest.id}/aprobar", {}),
        (f"/plan/{newest.id}/publicar", {}),
        ("/entregas/responder", {"decision": decision, "recurso": "tablet", "respuesta": ""}),
        ("/entregas/responder", {"decision": decision, "recurso": "tablet", "respuesta": "Ten more."}),
        (f"/equipos/{store.waiting()[0].node}/aceptar", {}),
        *[("/comprobar", {"codigo": code}) for code in PAPERS],
        ("/fijado", {**LOCK, "unidades": "12"}),
        ("/fijado", {**LOCK, "unidades": "900000"}),
        ("/fijado", {**LOCK, "unidades": "10"}),
        (f"/fijado/{locking.standing(store)[0].number}/levantar", {"motivo": ""}),
        (f"/fijado/{locking.standing(store)[0].number}/levantar", {"motivo": "Cerró el internado."}),
    ]
    pages = [client.post(path, data={"csrf": token, **form}, follow_redirects=True).text for path, form in forms]

    assert [left for text in pages if (left := spanish_in(text, NAMES))] == []
    assert [wrong for text in pages if (wrong := faults(text))] == []


def test_the_same_pages_are_spanish_by_default(tmp_path: Path) -> None:
    store = busy_office(tmp_path)
    client = signed_in(app_of(store))

    assert [
        path for path in ("/", "/plan", "/entregas", "/pronostico") if not spanish_in(client.get(path).text, NAMES)
    ] == []
