"""What a request knows of who is asking, and what the browser keeps of it."""

import pytest
from flask import make_response
from flask.testing import FlaskClient

from shared import web
from shared.web import context, csrf
from tests.shared.web.building import PASSPHRASE, SteppedClock, accounts_with, app_on, form_token, sign_in


@pytest.fixture
def client() -> FlaskClient:
    return app_on(accounts_with(ana=web.Role.OPERATOR), SteppedClock()).test_client()


def test_outside_a_sign_in_everybody_is_a_visitor(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        assert (context.who().role, context.who().signed_in) == (web.Role.VISITOR, False)


def test_a_signed_in_person_is_known_by_login_and_role(client: FlaskClient) -> None:
    sign_in(client, "ana")
    with client:
        client.get("/")

        assert (context.who().login, context.who().role, context.who().signed_in) == ("ana", web.Role.OPERATOR, True)


def test_no_script_can_read_the_cookie_and_no_other_site_send_it(client: FlaskClient) -> None:
    cookie = client.get("/entrar").headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_signing_in_sets_one_cookie_and_signing_out_takes_it_back(client: FlaskClient) -> None:
    form = {"csrf": form_token(client.get("/entrar").text), "cuenta": "ana", "clave": PASSPHRASE}
    entered = client.post("/entrar", data=form)
    left = client.post("/salir", data={"csrf": form_token(client.get("/").text)})

    assert len(entered.headers.getlist("Set-Cookie")) == 1
    assert client.get_cookie("chasqui") is None
    assert [one.split(";")[0] for one in left.headers.getlist("Set-Cookie")] == ["chasqui="]


def test_the_time_is_that_of_the_clock_that_was_given(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        assert context.now() == SteppedClock().now()


def test_a_visitors_cookie_drawn_in_the_same_request_does_not_replace_the_sessions(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        csrf.browser_secret()
        signed = context.gate().sign_in("ana", PASSPHRASE, "")
        assert isinstance(signed, web.SignedIn)
        answer = client.application.process_response(context.let_in(make_response(""), signed))

        assert [one.split(";")[0] for one in answer.headers.getlist("Set-Cookie")] == [f"chasqui={signed.token}"]


def test_a_visitors_cookie_drawn_in_the_same_request_does_not_outlive_signing_out(client: FlaskClient) -> None:
    with client.application.test_request_context("/"):
        csrf.browser_secret()
        answer = client.application.process_response(context.let_out(make_response("")))

        assert [one.split(";")[0] for one in answer.headers.getlist("Set-Cookie")] == ["chasqui="]
