"""Words in the reader's language."""

import pytest

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


@pytest.mark.parametrize("code", ["quz", "quy", "ay"])
def test_a_partial_language_says_that_nobody_read_it_and_the_page_that_it_is_spanish(code: str) -> None:
    page = app_on(accounts_with(), SteppedClock()).test_client().get(f"/entrar?idioma={code}").text

    assert i18n.is_unreviewed(code)
    assert '<html lang="es-PE">' in page
    assert "Traducción sin revisar" in page
    assert not i18n.is_unreviewed("en")


def test_every_language_has_a_name_of_its_own() -> None:
    names = [i18n.LANGUAGE_NAMES[code] for code in i18n.languages()]

    assert len(set(names)) == len(names) == 5
