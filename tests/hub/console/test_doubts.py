"""The page of doubted use says what, why and up to how much, and keeps what somebody saw; operators read it."""

from flask.testing import FlaskClient

from hub.acts import Kind
from hub.doubting import Verdict, looks
from hub.store import Store
from shared.web import Role
from tests.hub.busy_office import inflated
from tests.hub.office import app_of, csrf_of, schools, signed_in
from tests.hub.regions import GUIDE

WHERE = "/uso-en-revision"
PAIR = {"escuela": schools()[0].id, "recurso": GUIDE}


def token(browser: FlaskClient) -> dict[str, str]:
    return {"csrf": csrf_of(browser.get(WHERE).text)}


def test_it_says_what_is_doubted_against_what_and_up_to_how_much_it_counts(store: Store) -> None:
    inflated(store)

    page = signed_in(app_of(store, Role.ANALYST)).get(WHERE).text

    assert "Mucho más que su propia semana de siempre" in page
    assert "A quién visitar o llamar primero" in page
    assert schools()[0].name in page


def test_what_an_analyst_saw_is_kept_with_its_reason_and_in_the_history(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.ANALYST))

    answer = browser.post(WHERE, data={**PAIR, **token(browser), "veredicto": "wrong", "motivo": "No había guías."})

    assert answer.status_code == 302
    (look,) = looks(store).values()
    assert (look.verdict, look.office, look.why) == (Verdict.WRONG, "Análisis", "No había guías.")
    assert store.acts()[-1].kind == Kind.CAP
    assert "No había guías." in browser.get(WHERE).text


def test_without_a_reason_nothing_is_kept_and_the_form_says_why(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.ANALYST))

    for data in ({"veredicto": "right", "motivo": " "}, {"veredicto": "perhaps", "motivo": "Vino una feria."}):
        answer = browser.post(WHERE, data={**PAIR, **token(browser), **data})
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.text
    assert looks(store) == {}


def test_an_operator_reads_it_and_says_nothing(store: Store) -> None:
    inflated(store)
    browser = signed_in(app_of(store, Role.OPERATOR))

    assert "veredicto" not in browser.get(WHERE).text
    assert browser.post(WHERE, data={**PAIR, **token(browser)}).status_code == 403


def test_the_spreadsheet_has_a_row_for_each(store: Store) -> None:
    inflated(store)

    sheet = signed_in(app_of(store, Role.ANALYST)).get(f"{WHERE}.csv").text

    assert schools()[0].id in sheet
