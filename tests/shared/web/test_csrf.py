"""Form tokens: a change is made only from a page that this browser was shown."""

from flask.testing import FlaskClient

from shared.web.csrf import token_for
from tests.shared.web.building import KeptAccounts, SteppedClock, app_on, form_token, sign_in


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


def test_a_token_without_its_cookie_does_not_serve(client: FlaskClient) -> None:
    sign_in(client, "ana")
    token = form_token(client.get("/").text)
    client.delete_cookie("chasqui")

    assert client.post("/plan", data={"csrf": token}).status_code == 400
    assert client.post("/plan", data={"csrf": token_for("")}).status_code == 400


def test_a_form_gives_the_token_and_never_the_secret_that_it_is_made_from(client: FlaskClient) -> None:
    page = client.get("/entrar").text
    cookie = client.get_cookie("chasqui")

    assert cookie is not None
    assert form_token(page) == token_for(cookie.value)
    assert cookie.value not in page


def test_letters_that_no_token_has_are_refused_in_words(client: FlaskClient) -> None:
    sign_in(client, "ana")
    answer = client.post("/plan", data={"csrf": "ñ" * 43})

    assert answer.status_code == 400
    assert "Esta página estuvo abierta mucho tiempo" in answer.text
