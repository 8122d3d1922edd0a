"""Signing in and out, and the pages that both applications have."""

import pytest
from flask.testing import FlaskClient

from shared import web
from tests.shared.web.building import (
    PASSPHRASE,
    KeptAccounts,
    accounts_with,
    form_token,
    sign_in,
)


@pytest.fixture
def kept() -> KeptAccounts:
    """Accounts of one test: a wrong passphrase is remembered."""
    return accounts_with(ana=web.Role.OPERATOR)


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


@pytest.mark.parametrize("wanted", ["https://evil/", "//evil/", "\\\\evil/", ""])
def test_signing_in_leads_to_no_other_site(client: FlaskClient, wanted: str) -> None:
    token = form_token(client.get("/entrar").text)
    form = {"csrf": token, "cuenta": "ana", "clave": PASSPHRASE, "siguiente": wanted}

    assert client.post("/entrar", data=form).location == "/"


def test_who_is_signed_in_is_led_on_from_the_door(client: FlaskClient) -> None:
    sign_in(client, "ana")

    assert client.get("/entrar?siguiente=/ayuda").location == "/ayuda"


def test_a_wrong_passphrase_says_how_many_tries_are_left_and_then_how_long_to_wait(client: FlaskClient) -> None:
    token = form_token(client.get("/entrar").text)
    form = {"csrf": token, "cuenta": "ana", "clave": "mal"}
    answers = [client.post("/entrar", data=form) for _ in range(6)]

    assert [answer.status_code for answer in (answers[0], answers[-1])] == [403, 429]
    assert "La cuenta y la clave no coinciden. Le quedan 4 intentos." in answers[0].text
    assert "Espere 1 minuto y vuelva a intentar." in answers[-1].text


def test_an_account_that_is_not_there_is_refused_in_the_same_words(client: FlaskClient) -> None:
    token = form_token(client.get("/entrar").text)
    there, nowhere = (
        client.post("/entrar", data={"csrf": token, "cuenta": login, "clave": "mal"}).text for login in ("ana", "eva")
    )

    assert there.replace("ana", "eva") == nowhere


@pytest.mark.parametrize("path", ["/ayuda", "/privacidad"])
def test_help_and_privacy_are_open_to_everybody(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200
