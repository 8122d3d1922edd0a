"""The weights on the page of the rules: seen by all of the office, brought in by an administrator, compared."""

from io import BytesIO

from flask.testing import FlaskClient

from hub import weighing
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in

TABLE = b'{"version": 4, "alpha": 1.5, "language": {"quy": 130}, "note": "Acuerdo 7"}'


def bring(client: FlaskClient, data: bytes, why: str) -> tuple[int, str]:
    form = {"csrf": csrf_of(page(client, "/reglas")), "motivo_pesos": why, "pesos": (BytesIO(data), "pesos.json")}
    answer = client.post("/reglas/pesos", data=form, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


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

    status, text = bring(client, b"{", "Porque sí")

    assert (status, weighing.current(store).version) == (400, 3)
    assert "La tabla de pesos no se puede leer" in text
    assert "Porque sí" in text


def test_an_operator_sees_the_table_and_brings_none(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, "/reglas")

    assert "Rigen los pesos de la versión 3." in text
    assert "Traer una versión nueva" not in text
    assert client.post("/reglas/pesos", data={"csrf": csrf_of(page(client, "/usb"))}).status_code == 403
