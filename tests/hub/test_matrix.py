"""Every route of the hub, asked by everybody, over the air, under a strange name, with and without its form token."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from hub import access
from hub.access import Scope
from hub.accounts import HubAccounts
from hub.acts import BY_COMMAND
from hub.app import MACHINES, SCOPES, create_app
from hub.parts import open_parts
from hub.store import Store
from shared import web
from shared.web import Role
from shared.web.security import HEADERS
from tests.hub.busy_office import busy_office, with_a_stick
from tests.hub.databases import Databases
from tests.hub.forms import DIGITS, forms_of
from tests.hub.office import PASSPHRASE, csrf_of
from tests.hub.parts import LETTERS, PARTS, WHO_MAY, examples
from tests.shared.web.building import hashed

LOGINS = {"": Role.VISITOR, **{role.value: role for role in LETTERS.values()}}
OPEN_TO_ALL = frozenset({"web.static", "web.help", "web.privacy", "web.signin", "web.enter", "web.signout"})
ON_THE_AIR = frozenset({"web.static", "web.help", "web.privacy", "web.signout"})
METHODS = ("GET", "POST")
AIR = {"REMOTE_ADDR": "192.168.1.7"}
DUMMY = {"int": "999999", "default": "nada", "string": "nada", "path": "nada"}
RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Office:
    """The busy office with an account of each role, each in a browser of its own."""

    app: Flask
    store: Store
    clients: dict[Role, FlaskClient]
    tokens: dict[Role, str]

    def ask(self, role: Role, method: str, path: str, **how: Any) -> TestResponse:
        return self.clients[role].open(path, method=method, **how)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    store = busy_office(tmp_path_factory.mktemp("office"), Databases())
    secret = hashed(PASSPHRASE)
    for login, role in LOGINS.items():
        if login:
            HubAccounts(store).set_credential(web.Credential(login, role, secret))
    # The example of an account's page is of this one, in which nobody is in.
    HubAccounts(store).set_credential(web.Credential("ana", Role.OPERATOR, secret))
    app = with_a_stick(create_app(store.config, open_parts(store.config, store)))
    clients, tokens = {}, {}
    for login, role in LOGINS.items():
        clients[role] = app.test_client()
        token = csrf_of(clients[role].get("/entrar").text)
        if login:
            form = {"csrf": token, "cuenta": login, "clave": PASSPHRASE}
            assert clients[role].post("/entrar", data=form).status_code == 302
            token = csrf_of(clients[role].get("/ayuda").text)
        tokens[role] = token
    yield Office(app, store, clients, tokens)
    store.close()


def endpoint_of(app: Flask, path: str, method: str) -> str:
    """Return what answers, "" where the method is none of this address."""
    try:
        return str(app.url_map.bind("localhost").match(path.partition("?")[0], method=method)[0])
    except HTTPException:
        return ""


def filled(rule: Rule) -> str:
    """Return an address of a route that names nothing that is there."""
    kinds = {name: type(found).__name__.removesuffix("Converter").lower() for name, found in rule._converters.items()}
    path = rule.rule
    for name, kind in kinds.items():
        value = DUMMY["int" if kind == "integer" else "default"]
        for written in (f"<{name}>", f"<int:{name}>", f"<path:{name}>", f"<string:{name}>"):
            path = path.replace(written, value)
    return path


def addresses(office: Office) -> list[str]:
    """Return the address of every route, of none that is there, and of every page of the busy office."""
    every = [filled(rule) for rule in office.app.url_map.iter_rules()]
    return list(dict.fromkeys([*every, *(path for part in PARTS for path in part.examples(office.store))]))


def may(endpoint: str, role: Role) -> bool:
    return endpoint in OPEN_TO_ALL or role in {LETTERS[one] for one in WHO_MAY.get(endpoint, "")}


def cases(office: Office) -> list[tuple[str, str, str]]:
    found = [(path, method) for path in addresses(office) for method in METHODS]
    return [(path, method, endpoint_of(office.app, path, method)) for path, method in found]


def is_page(endpoint: str) -> bool:
    return bool(endpoint) and endpoint not in MACHINES


def test_the_matrix_goes_over_every_route(office: Office) -> None:
    asked = {endpoint for _path, _method, endpoint in cases(office)}

    assert {rule.endpoint for rule in office.app.url_map.iter_rules()} == asked - {""}
    assert asked - {""} - MACHINES - OPEN_TO_ALL == set(WHO_MAY)


def test_each_role_opens_its_pages_and_is_turned_away_from_every_other(office: Office) -> None:
    wrong = []
    for path, method, endpoint in cases(office):
        for role in LOGINS.values():
            if method != "GET" or not is_page(endpoint):
                continue
            answer = office.ask(role, "GET", path)
            door = (answer.location or "").startswith("/entrar?siguiente=")
            if may(endpoint, role):
                right = answer.status_code < 500 and answer.status_code != 403 and not door
            else:
                right = door if role is Role.VISITOR else answer.status_code == 403
            wrong += [] if right else [(role.value, path, answer.status_code)]

    assert wrong == []


def test_nothing_is_sent_without_the_form_s_token_nor_by_who_may_not(office: Office) -> None:
    wrong = []
    for path, method, endpoint in cases(office):
        for role in LOGINS.values():
            if method != "POST" or not is_page(endpoint):
                continue
            bare = office.ask(role, "POST", path).status_code
            strange = office.ask(role, "POST", path, data={"csrf": "0" * 64}).status_code
            wrong += [] if (bare, strange) == (400, 400) else [(role.value, path, bare, strange)]
            if not may(endpoint, role):
                ours = office.ask(role, "POST", path, data={"csrf": office.tokens[role]}).status_code
                wrong += [] if ours == 403 else [(role.value, path, ours, 403)]

    assert wrong == []


def test_a_method_that_an_address_does_not_know_changes_nothing_for_anybody(office: Office) -> None:
    wrong = []
    for path, method, endpoint in cases(office):
        for role in LOGINS.values():
            if not endpoint:
                status = office.ask(role, method, path).status_code
                wrong += [] if status == 405 else [(role.value, method, path, status)]

    assert wrong == []


def test_every_answer_bears_the_headers_that_browsers_heed(office: Office) -> None:
    wrong = []
    for path, method, endpoint in cases(office):
        if not is_page(endpoint):
            continue
        for role in (Role.VISITOR, Role.ADMIN):
            answer = office.ask(role, method, path)
            lacks = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
            kept = answer.headers.get("Cache-Control") == "no-store" or endpoint == "web.static"
            wrong += [] if kept and not lacks else [(role.value, method, path, lacks)]

    assert wrong == []


def test_no_route_answers_under_a_name_that_is_not_ours(office: Office) -> None:
    strange = {
        (path, method): office.ask(Role.ADMIN, method, path, headers={"Host": "evil.example"}).status_code
        for path, method, endpoint in cases(office)
        if endpoint
    }

    assert {where: status for where, status in strange.items() if status != 400} == {}


def test_staff_open_nothing_over_the_air_and_neither_does_a_token(office: Office) -> None:
    wrong = []
    for path, method, endpoint in cases(office):
        guarded = (is_page(endpoint) and endpoint not in ON_THE_AIR) or endpoint in SCOPES
        if guarded:
            status = office.ask(Role.ADMIN, method, path, environ_overrides=AIR).status_code
            wrong += [] if status == 403 else [(method, path, status)]

    assert wrong == []


def test_a_cookie_of_the_staff_is_worth_nothing_over_the_air(office: Office) -> None:
    text = office.ask(Role.ADMIN, "GET", "/ayuda", environ_overrides=AIR).text

    assert "Cerrar sesión" in office.ask(Role.ADMIN, "GET", "/ayuda").text
    assert "Cerrar sesión" not in text


def test_what_programs_ask_wants_a_token_of_its_scope_and_gives_no_cookie(office: Office) -> None:
    tokens = {scope: access.grant(office.store, f"of {scope}", [scope], days=1, by=BY_COMMAND)[1] for scope in Scope}
    for path, method, endpoint in cases(office):
        if endpoint not in MACHINES or method != "GET":
            continue
        client = office.app.test_client()
        said = {
            scope: client.get(path, headers={"Authorization": f"Bearer {token}"}) for scope, token in tokens.items()
        }
        none = client.get(path)
        assert none.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in none.headers
        if endpoint in SCOPES:
            assert (path, none.status_code, "WWW-Authenticate" in none.headers) == (path, 401, True)
            allowed = {scope for scope, answer in said.items() if answer.status_code not in (401, 403)}
            assert (path, allowed) == (path, {SCOPES[endpoint]})
            assert office.ask(Role.ADMIN, "GET", path).status_code == 401
        else:
            assert none.status_code not in (401, 403)


def test_a_token_of_a_program_opens_no_page(office: Office) -> None:
    _made, token = access.grant(office.store, "todo", list(Scope), days=1, by=BY_COMMAND)
    client = office.app.test_client()
    for path, method, endpoint in cases(office):
        if is_page(endpoint) and endpoint not in OPEN_TO_ALL and method == "GET":
            answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
            assert (path, (answer.location or "").startswith("/entrar")) == (path, True)


def test_no_spreadsheet_runs_what_a_name_says(office: Office) -> None:
    store = office.store
    before = store.schools()
    store.put_schools([replace(one, name=f"=HYPERLINK({one.id})") for one in before])
    try:
        paths = [path for path, method, endpoint in cases(office) if method == "GET" and "csv" in endpoint]
        named = [path.rpartition("/")[0] for part in PARTS for path in part.examples(store) if path.count("/") > 1]
        also = [f"{one}/{name}" for one in dict.fromkeys(named) for name in ("plan.csv", "cuadro.csv", "cambios.csv")]
        texts = {}
        for path in [*paths, *also]:
            answer = office.ask(Role.ADMIN, "GET", path)
            if answer.status_code == 200 and answer.mimetype == "text/csv":
                texts[path] = answer.text
    finally:
        store.put_schools(before)

    assert len(texts) >= 4
    for path, text in texts.items():
        cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";") for cell in row]
        runs = [one for one in cells if one.startswith(RUNS) and not is_number(one)]
        assert (path, runs) == (path, [])
    assert any("'=HYPERLINK" in text for text in texts.values())


def is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def test_a_number_of_thousands_of_digits_is_answered_in_words_in_every_field_and_address(office: Office) -> None:
    pages = {path: office.ask(Role.ADMIN, "GET", path).text for path in examples(office.app, office.store, Role.ADMIN)}
    every, failed = [one for path, text in pages.items() for one in forms_of(text, path)], []
    forms = {(endpoint_of(office.app, one.action, one.method), *one.fields): one for one in every}
    for digits in DIGITS:
        asked = [("GET", filled(rule).replace(DUMMY["int"], digits), {}) for rule in office.app.url_map.iter_rules()]
        for method, path, fields in forms.values():
            own = {key: value or "12" for key, value in fields.items()} | {"csrf": office.tokens[Role.ADMIN]}
            asked += [(method, path, {**own, name: digits}) for name in fields if path != "/salir"]
        for method, path, form in asked:
            sent = {"data": form} if method == "POST" else {"query_string": form or None}
            fails = office.ask(Role.ADMIN, method, path, **sent).status_code >= 500
            failed += [(method, path[:60], [name for name in form if form[name] == digits])] if fails else []

    assert failed == []


def test_what_one_may_send_is_answered_in_words_whatever_is_missing_and_never_fails(office: Office) -> None:
    """The last one: what a form that lacks everything may do is done now."""
    wrong = []
    for rule in office.app.url_map.iter_rules():
        path, endpoint = filled(rule), rule.endpoint
        if "POST" not in (rule.methods or ()) or not is_page(endpoint) or endpoint in OPEN_TO_ALL:
            continue
        for role in LETTERS.values():
            if may(endpoint, role):
                status = office.ask(role, "POST", path, data={"csrf": office.tokens[role]}).status_code
                wrong += [] if status in (200, 302, 303, 400, 404, 409, 422) else [(role.value, path, status)]

    assert wrong == []
