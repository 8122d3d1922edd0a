"""The link to another language is of the page that is read, filters and all; where there is none, of one above."""

from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from shared.web import Role
from shared.web.same_page import MOST_QUERY, in_language
from tests.shared.web.building import SteppedClock, accounts_with, app_on, sign_in
from tests.shared.web.same_page import linked


def inside() -> FlaskClient:
    client = app_on(accounts_with(ana=Role.OPERATOR), SteppedClock()).test_client()
    sign_in(client, "ana")
    return client


def asked(address: str, method: str = "GET") -> str:
    with app_on(accounts_with(), SteppedClock()).test_request_context(address, method=method):
        return in_language("en")


@pytest.mark.parametrize(
    ("query", "link"),
    [
        ("", "?idioma=en"),
        ("?q=Los+%C3%81ngeles&p=3", "?q=Los+%C3%81ngeles&p=3&idioma=en"),
        ("?a=1&a=2&idioma=es&idioma=ay", "?a=1&a=2&idioma=en"),
        ("?x=%22%3E%3Cb%3E%26", "?x=%22%3E%3Cb%3E%26&idioma=en"),
        (f"?x={'y' * MOST_QUERY}", "?idioma=en"),
    ],
)
def test_what_the_page_was_asked_goes_along(query: str, link: str) -> None:
    assert asked(f"/entrar{query}") == link


@pytest.mark.parametrize(
    ("address", "method", "link"),
    [
        ("/entrar?siguiente=/x", "POST", "?siguiente=%2Fx&idioma=en"),
        ("/plan?q=1", "POST", "/?idioma=en"),
        ("/plan", "GET", "/?idioma=en"),
        ("/entrar/no/hay", "GET", "/entrar?idioma=en"),
        ("//otro.ejemplo/x", "GET", "/?idioma=en"),
    ],
)
def test_where_an_address_has_no_page_the_nearest_above_it_is_linked(address: str, method: str, link: str) -> None:
    assert asked(f"http://localhost{address}", method) == link


def test_the_page_has_it_escaped_and_it_opens_with_what_was_asked() -> None:
    client = inside()
    text = client.get('/?q="><b>&p=2').text

    assert '"><b>' not in text
    assert linked(text) == "?q=%22%3E%3Cb%3E&p=2&idioma=en"
    assert '<html lang="en">' in client.get("/" + linked(text)).text


def test_after_an_error_of_a_form_the_other_language_is_no_second_error() -> None:
    client = inside()
    refused = client.post("/plan")

    assert refused.status_code == 400
    assert client.get("/plan").status_code == 405
    assert client.get(urljoin("/plan", linked(refused.text))).status_code == 200
