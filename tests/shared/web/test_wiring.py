"""The one check before every view."""

import re

from flask.testing import FlaskClient

from shared.web.security import HEADERS, MACHINE_HEADERS
from tests.shared.web.building import sign_in

LAN = {"REMOTE_ADDR": "192.168.1.20"}


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


def test_staff_are_refused_over_the_air(client: FlaskClient) -> None:
    for path in ("/", "/entrar", "/olvidada"):
        answer = client.get(path, environ_overrides=LAN)

        assert answer.status_code == 403
        assert "no se abre por una red sin cifrar" in answer.text


def test_pupils_and_machines_are_served_over_the_air(client: FlaskClient) -> None:
    assert client.get("/a/", environ_overrides=LAN).status_code == 200
    assert client.put("/v1/bundles/x", environ_overrides=LAN).json == {"held": 0}


def test_tls_makes_another_machine_private(client: FlaskClient) -> None:
    answer = client.get("/entrar", environ_overrides={**LAN, "wsgi.url_scheme": "https"})

    assert answer.status_code == 200
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_every_icon_used_is_drawn_once(client: FlaskClient) -> None:
    sign_in(client, "ana")
    for path in ("/", "/ayuda", "/privacidad"):
        text = client.get(path).text
        drawn = re.findall(r'<symbol id="(\w+)"', text)

        assert set(re.findall(r'href="#(\w+)"/>', text)) <= set(drawn)
        assert len(drawn) == len(set(drawn))
