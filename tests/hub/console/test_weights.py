"""The weights on the page of the rules: seen by all of the office, brought in by an administrator, compared."""

import re
from html import unescape
from io import BytesIO

import msgspec
import pytest
from flask.testing import FlaskClient

from hub import weighing
from hub.store import Store
from shared.acts import Actor
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in

TABLE = b'{"version": 4, "alpha": 1.5, "language": {"quy": 130}, "note": "Acuerdo 7"}'


def look(client: FlaskClient, data: bytes, why: str = "") -> tuple[int, str]:
    form = {"csrf": csrf_of(page(client, "/reglas")), "motivo_pesos": why, "pesos": (BytesIO(data), "pesos.json")}
    answer = client.post("/reglas/pesos", data=form, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def seen(text: str) -> dict[str, str]:
    """Return the form that keeps what was seen."""
    found = dict(re.findall(r'name="(tabla|antes)" value="([^"]*)"', text))
    return {"csrf": csrf_of(text), **{name: unescape(value) for name, value in found.items()}}


def bring(client: FlaskClient, data: bytes, why: str) -> tuple[int, str]:
    _status, text = look(client, data)
    answer = client.post("/reglas/pesos/guardar", data={**seen(text), "motivo_pesos": why})
    return answer.status_code, answer.get_data(as_text=True)


def test_what_a_table_would_change_is_seen_before_anything_is_kept(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))

    status, text = look(client, TABLE)

    assert (status, weighing.current(store).version) == (200, 3)
    told = text.partition("Lo que cambiaría en los pesos: versión 4")[2].partition("Guardar los pesos")[0]
    assert [word in told for word in ("quechua chanka", "130\u00a0%", "Equidad", "Acuerdo 7")] == [True] * 4


def test_what_was_seen_is_kept_only_with_a_reason_and_stays_on_the_page_without(store: Store) -> None:
    status, text = bring(signed_in(app_of(store, Role.ADMIN)), TABLE, " ")

    assert (status, weighing.current(store).version) == (400, 3)
    assert "Lo que cambiaría en los pesos: versión 4" in text


def test_weights_that_another_brought_meanwhile_are_not_written_over(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    _status, text = look(client, TABLE.replace(b'"version": 4', b'"version": 9'))
    weighing.bring_in(store, TABLE, why="Antes", by=Actor("eva", "Administración"))

    answer = client.post("/reglas/pesos/guardar", data={**seen(text), "motivo_pesos": "Acuerdo"})

    assert (answer.status_code, "cambiaron desde que se vieron" in answer.text) == (409, True)
    assert weighing.current(store).version == 4
    again = client.post("/reglas/pesos/guardar", data={**seen(answer.text), "motivo_pesos": "Acuerdo"})
    assert (again.status_code, weighing.current(store).version) == (302, 9)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_table_in_force_is_downloaded_edited_and_taken_back(store: Store, mark: bytes) -> None:
    client = signed_in(app_of(store, Role.ADMIN))
    answer = client.get("/reglas/pesos.json")
    edited = msgspec.json.decode(answer.data) | {"version": 4, "keep_pct": 25}

    _status, same = look(client, mark + answer.data)

    assert 'filename="pesos-3.json"' in answer.headers["Content-Disposition"]
    assert "Nada: el archivo dice lo mismo que la región." in same
    assert "Guardar los pesos" not in same
    assert bring(client, mark + msgspec.json.encode(edited), "Acuerdo")[0] == 302
    assert weighing.compare(weighing.first(), weighing.current(store)) == [weighing.Change("keep_pct", "", 10, 25)]


def test_an_administrator_brings_a_table_and_the_page_compares_it_with_the_one_before(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))

    status, _ = bring(client, TABLE, "Acuerdo del comité")
    text = page(client, "/reglas?de=3&con=4")

    assert (status, weighing.current(store).version) == (302, 4)
    said = ("Rigen los pesos de la versión 4.", "Acuerdo 7", "Acuerdo del comité", "vino con el programa")
    assert [word in text for word in said] == [True] * 4
    assert "De la versión 3 a la 4" in text
    assert "quechua chanka" in text
    assert ">quy<" not in text
    told = text.partition("De la versión 3 a la 4")[2]
    assert [word in told for word in ("110\u00a0%", "Equidad", ">1.5<")] == [True] * 3
    assert "Equidad 1.5: primero las escuelas que menos tienen" in text


def test_what_is_no_table_says_why_and_keeps_the_reason(store: Store) -> None:
    client = signed_in(app_of(store, Role.ADMIN))

    status, text = look(client, b"{", "Porque sí")

    assert (status, weighing.current(store).version) == (400, 3)
    assert "La tabla de pesos no se puede leer" in text
    assert "Porque sí" in text


def test_an_operator_sees_the_table_and_brings_none(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, "/reglas")

    assert "Rigen los pesos de la versión 3." in text
    assert "Traer una versión nueva" not in text
    assert client.post("/reglas/pesos", data={"csrf": csrf_of(page(client, "/usb"))}).status_code == 403
