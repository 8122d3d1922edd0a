"""The stock of a depot on its page: what makes it so, row by row, and an adjustment with its reason."""

from hub.store import Store
from shared.web import Role
from tests.hub.forms import forms_of
from tests.hub.office import app_of, csrf_of, page, signed_in

FORM = {"almacen": "Huamanga", "recurso": "tablet", "sentido": "sale", "unidades": "5", "motivo": "Se cayeron."}


def test_a_depot_shows_what_it_counted_and_what_is_there(store: Store) -> None:
    text = page(signed_in(app_of(store)), "/almacenes")

    assert "Almacén Huamanga, contado el 17/10/2026" in text
    assert text.count("Conteo") == 5


def test_an_adjustment_changes_the_total_and_says_who_and_why(store: Store) -> None:
    client = signed_in(app_of(store))
    answer = client.post("/almacenes/ajustar", data={"csrf": csrf_of(page(client, "/almacenes")), **FORM})
    text, rows = page(client, "/almacenes?almacen=Huamanga"), client.get("/almacenes.csv").get_data(as_text=True)

    assert answer.status_code == 302
    assert "<b>50</b>" in text
    assert "Se cayeron." in text
    assert "Operación regional (ana)" in text
    assert {row.units for row in store.supply() if row.resource == "tablet"} == {50}
    assert '"Tabletas";"";"TOTAL";50' in rows


def test_what_cannot_be_kept_stays_in_the_form(store: Store) -> None:
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, "/almacenes")), **FORM, "unidades": "500"}
    answer = client.post("/almacenes/ajustar", data=form)

    assert answer.status_code == 400
    assert "no pueden salir más" in answer.text
    assert 'value="500"' in answer.text
    assert "Se cayeron." in answer.text


def test_an_adjustment_that_is_pressed_twice_is_made_once(store: Store) -> None:
    client = signed_in(app_of(store))
    text = page(client, "/almacenes")
    form = next(one.fields for one in forms_of(text, "/almacenes") if one.action == "/almacenes/ajustar")
    twice = [client.post("/almacenes/ajustar", data={"csrf": csrf_of(text), **form, **FORM}) for _ in range(2)]

    assert [one.status_code for one in twice] == [302, 409]
    assert "quizá este mismo ajuste" in twice[1].text
    assert "Se cayeron." in twice[1].text
    assert {row.units for row in store.supply() if row.resource == "tablet"} == {50}


def test_who_analyses_reads_and_cannot_adjust(store: Store) -> None:
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/almacenes")
    form = {"csrf": csrf_of(page(client, "/entregas")), **FORM}

    assert "Guardar el ajuste" not in text
    assert client.post("/almacenes/ajustar", data=form).status_code == 403
