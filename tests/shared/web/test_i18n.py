"""Words in the reader's language."""

from shared.web import i18n
from shared.web.i18n import catalogue
from tests.shared.web.building import SteppedClock, accounts_with, app_on


def test_spanish_is_shown_where_nothing_else_is_asked_for() -> None:
    client = app_on(accounts_with(), SteppedClock()).test_client()

    assert '<html lang="es-PE">' in client.get("/entrar").text


def test_a_chosen_language_stays_for_the_next_page() -> None:
    client = app_on(accounts_with(), SteppedClock()).test_client()
    first = client.get("/entrar?idioma=en").text
    next_page = client.get("/ayuda").text

    assert "Sign in" in first
    assert '<html lang="en">' in next_page


def test_a_language_nobody_wrote_falls_back_to_spanish() -> None:
    client = app_on(accounts_with(), SteppedClock()).test_client()

    assert "Entrar" in client.get("/entrar?idioma=../../etc").text
    assert catalogue("quz").gettext("Ayuda") == "Ayuda"
    assert i18n.languages()[0] == "es"
