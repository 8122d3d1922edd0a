"""An administrator gives programs their tokens, reads each once, and takes it back."""

import re

from flask.testing import FlaskClient

from hub import access
from hub.app import SCOPES
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, post, signed_in
from tests.shared.web.leftovers import spanish_in
from tests.shared.web.markup import faults

FORM = {"programa": "Prometheus", "permiso": ["metrics", "health"], "dias": "90"}


def admin(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def give(client: FlaskClient, **changed: object) -> tuple[int, str]:
    token = csrf_of(page(client, "/claves"))
    answer = client.post("/claves", data={**FORM, "csrf": token, **changed})
    return answer.status_code, answer.text


def test_a_token_is_shown_once_and_opens_what_was_chosen(store: Store) -> None:
    client = admin(store)
    _status, text = give(client)

    found = re.search(r'value="(chasqui_[^"]+)"', text)
    assert found
    assert faults(text) == []
    made = access.programs(store)[0]
    assert (made.name, made.scopes, (made.until - made.made).days) == ("Prometheus", ("health", "metrics"), 90)
    read = client.get("/metrics", headers={"Authorization": f"Bearer {found[1]}"})
    assert read.status_code == 200
    assert all(found[1] not in page(client, path) for path in ("/claves", "/claves/1/retirar", "/historial"))


def test_no_permission_is_offered_that_nothing_asks_for(store: Store) -> None:
    offered = re.findall(r'name="permiso" value="([^"]+)"', page(admin(store), "/claves"))

    assert set(offered) == set(SCOPES.values())


def test_what_was_written_stays_where_no_token_was_given(store: Store) -> None:
    client = admin(store)
    status, text = give(client, permiso=[])

    assert status == 400
    assert 'value="Prometheus"' in text
    assert '<option value="90" selected>' in text
    assert access.programs(store) == []
    assert give(client, dias="9999")[0] == 400


def test_a_token_is_taken_back_after_a_question(store: Store) -> None:
    client = admin(store)
    give(client)
    ask = page(client, "/claves/1/retirar")

    assert post(client, "/claves/1/retirar", csrf_of(ask)) == 302
    assert "Retirada" in page(client, "/claves?ver=todo")
    late = client.get("/claves/1/retirar")
    assert (late.status_code, "La clave de «Prometheus» ya no vale" in late.text) == (409, True)
    assert client.get("/claves/9/retirar").status_code == 404
    assert "«Prometheus»: retirada." in page(client, "/historial")


def test_the_page_that_shows_it_is_english_too(store: Store) -> None:
    client = admin(store)
    client.get("/?idioma=en")
    _status, text = give(client)

    assert spanish_in(text, ("Prometheus", "Chasqui")) == []


def test_nobody_but_an_administrator_is_told_of_it(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.get("/claves").status_code == 403
    assert "/claves" not in page(client, "/mas")
