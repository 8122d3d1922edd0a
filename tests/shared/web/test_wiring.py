"""The one check before every view."""

import re

import pytest
from flask.testing import FlaskClient

from shared import web
from shared.web.security import HEADERS, MACHINE_HEADERS
from tests.shared.web.building import KeptAccounts, SteppedClock, accounts_with, app_on, form_token, sign_in

LAN = {"REMOTE_ADDR": "192.168.1.20"}


@pytest.fixture(scope="module")
def kept() -> KeptAccounts:
    return accounts_with(ana=web.Role.OPERATOR, luz=web.Role.ANALYST)


@pytest.fixture
def client(kept: KeptAccounts) -> FlaskClient:
    return app_on(kept, SteppedClock()).test_client()


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    for path in ("/", "/entrar", "/ayuda", "/nowhere", "/olvidada", "/estatico/chasqui.css"):
        headers = client.get(path, buffered=True).headers

        assert all(headers[name] == value for name, value in HEADERS.items()), path


def test_an_answer_to_a_program_carries_nothing_for_browsers(client: FlaskClient) -> None:
    headers = client.put("/v1/bundles/x").headers

    assert not [name for name in (*HEADERS, "Cache-Control") if name in headers]


def test_a_browser_that_is_led_to_a_programs_address_makes_no_page_of_it(client: FlaskClient) -> None:
    headers = client.get("/v1/bundles/x").headers

    assert {name: headers.get(name) for name in MACHINE_HEADERS} == dict(MACHINE_HEADERS)


def test_pages_are_never_kept_and_static_files_always_are(client: FlaskClient) -> None:
    assert client.get("/entrar").headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get("/estatico/chasqui.css", buffered=True).headers["Cache-Control"]


def test_an_unknown_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/entrar", headers={"Host": "evil"}).status_code == 400
    assert client.get("/entrar", headers={"Host": "127.0.0.1:8060"}).status_code == 200


def test_a_visitor_is_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/?q=1")

    assert (answer.status_code, answer.location) == (302, "/entrar?siguiente=/?q%3D1")


def test_a_page_that_no_rule_names_stays_closed(client: FlaskClient) -> None:
    sign_in(client, "ana")

    assert client.get("/olvidada").status_code == 403


def test_the_wrong_role_is_told_so(client: FlaskClient) -> None:
    sign_in(client, "luz")
    answer = client.get("/")

    assert answer.status_code == 403
    assert "Esta página es de otra función" in answer.text


def test_a_change_without_the_form_token_is_refused(client: FlaskClient) -> None:
    sign_in(client, "ana")

    assert client.post("/plan").status_code == 400
    assert client.post("/plan", data={"csrf": "0" * 43}).status_code == 400


def test_a_change_with_the_form_token_is_made(client: FlaskClient) -> None:
    sign_in(client, "ana")
    token = form_token(client.get("/").text)

    assert client.post("/plan", data={"csrf": token}).text == "ok"


def test_the_token_of_another_browser_does_not_serve(client: FlaskClient, kept: KeptAccounts) -> None:
    sign_in(client, "ana")
    other = form_token(app_on(kept, SteppedClock()).test_client().get("/entrar").text)

    assert client.post("/plan", data={"csrf": other}).status_code == 400


def test_a_change_after_the_session_ended_is_told_in_words(kept: KeptAccounts) -> None:
    clock = SteppedClock()
    client = app_on(kept, clock).test_client()
    sign_in(client, "ana")
    token = form_token(client.get("/").text)
    clock.pass_s(3600)
    answer = client.post("/plan", data={"csrf": token})

    assert answer.status_code == 403
    assert "Su sesión terminó" in answer.text


def test_staff_are_refused_over_the_air(client: FlaskClient) -> None:
    for path in ("/", "/entrar", "/olvidada"):
        answer = client.get(path, environ_overrides=LAN)

        assert answer.status_code == 403
        assert "solo desde la laptop" in answer.text


def test_pupils_and_machines_are_served_over_the_air(client: FlaskClient) -> None:
    assert client.get("/a/", environ_overrides=LAN).status_code == 200
    assert client.put("/v1/bundles/x", environ_overrides=LAN).json == {"held": 0}


def test_tls_makes_another_machine_private(client: FlaskClient) -> None:
    answer = client.get("/entrar", environ_overrides={**LAN, "wsgi.url_scheme": "https"})

    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_signing_out_ends_the_session_at_the_server(client: FlaskClient) -> None:
    sign_in(client, "ana")
    token = form_token(client.get("/").text)
    cookie = client.get_cookie("chasqui")
    client.post("/salir", data={"csrf": token})
    assert cookie is not None
    client.set_cookie("chasqui", cookie.value)

    assert client.get("/").status_code == 302


def test_signing_in_draws_a_new_token(client: FlaskClient) -> None:
    client.get("/entrar")
    before = client.get_cookie("chasqui")
    sign_in(client, "ana")
    after = client.get_cookie("chasqui")

    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_machines_get_their_errors_as_json(client: FlaskClient) -> None:
    answer = client.get("/v1/nothing")

    assert answer.status_code == 404
    assert "Esta página no existe" in answer.get_json()["error"]


def test_every_icon_used_is_drawn_once(client: FlaskClient) -> None:
    sign_in(client, "ana")
    for path in ("/", "/ayuda", "/privacidad"):
        text = client.get(path).text
        drawn = re.findall(r'<symbol id="(\w+)"', text)

        assert set(re.findall(r'href="#(\w+)"/>', text)) <= set(drawn)
        assert len(drawn) == len(set(drawn))
