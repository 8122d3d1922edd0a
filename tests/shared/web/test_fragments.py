"""In a language that has only some words, each of them says which language it is in, and the rest stays Spanish."""

from flask import render_template_string

from shared.web.fragments import fragment, nfragment
from tests.shared.web.building import SteppedClock, accounts_with, app_on


def test_a_word_of_a_partial_language_is_marked_and_what_it_lacks_is_spanish() -> None:
    with app_on(accounts_with(), SteppedClock()).test_request_context("/?idioma=quz"):
        assert str(fragment("Luna")) == '<span lang="quz">Killa</span>'
        assert str(fragment("Ayuda")) == "Ayuda"
        assert render_template_string('{{ _("Luna") }}') == "Luna"


def test_values_are_escaped_in_any_language() -> None:
    for code in ("es", "en", "quy", "ay"):
        with app_on(accounts_with(), SteppedClock()).test_request_context(f"/?idioma={code}"):
            assert "&lt;Rosa&gt;" in fragment("Hola, %(name)s", name="<Rosa>")


def test_a_plural_of_a_partial_language_is_marked_and_one_that_it_lacks_is_spanish() -> None:
    with app_on(accounts_with(), SteppedClock()).test_request_context("/?idioma=ay"):
        assert str(nfragment("%(n)s minuto", "%(n)s minutos", 1200)) == '<span lang="ay">1,200 minutu</span>'
        assert str(nfragment("%(n)s registro", "%(n)s registros", 2)) == "2 registros"
    with app_on(accounts_with(), SteppedClock()).test_request_context("/?idioma=en"):
        assert str(nfragment("%(n)s minuto", "%(n)s minutos", 1)) == "1 minute"


def test_whole_languages_are_not_marked() -> None:
    with app_on(accounts_with(), SteppedClock()).test_request_context("/?idioma=en"):
        assert str(fragment("Luna")) == "Moon"
