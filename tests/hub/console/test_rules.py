"""The page of the rules: the limit of one signature, its versions, and who may set another."""

from flask.testing import FlaskClient

from hub import limits
from hub.limits import Limit
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in


def set_limit(client: FlaskClient, **form: str) -> tuple[int, str]:
    answer = client.post("/reglas/limite", data={"csrf": csrf_of(page(client, "/reglas")), **form})
    return answer.status_code, answer.get_data(as_text=True)


def test_an_administrator_sets_a_limit_and_the_page_says_who_and_why(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    assert "Es el de fábrica" in page(client, "/reglas")

    status, _ = set_limit(client, unidades="2,500", equipos="120", motivo="Campaña de marzo")
    text = page(client, "/reglas")

    assert (status, limits.current(store)) == (302, Limit(1, 2500, 120))
    assert [word in text for word in ("Límite guardado, versión 1.", "Campaña de marzo", "ana")] == [True] * 3
    assert "Hasta 2,500 unidades y 120 equipos basta una firma." in text


def test_what_is_no_number_or_has_no_reason_is_said_and_stays_in_the_form(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))

    found = [set_limit(client, unidades=units, equipos="7", motivo=why) for units, why in (("mil", "x"), ("9", " "))]

    assert [status for status, _ in found] == [400, 400]
    assert 'value="mil"' in found[0][1]
    assert "Escriba el motivo" in found[1][1]
    assert limits.current(store) == Limit()


def test_an_operator_reads_the_rules_and_does_not_change_them(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, "/reglas")

    assert "Cambiar el límite" not in text
    assert client.post("/reglas/limite", data={"csrf": csrf_of(page(client, "/usb"))}).status_code == 403
