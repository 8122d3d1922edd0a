"""The page of the catalogue: what is offered, its versions, and one resource changed or withdrawn with a reason."""

import re

import pytest
from flask.testing import FlaskClient

from hub import cataloguing
from hub.importing import note
from hub.store import Store
from shared.acts import Actor
from shared.imported import Imported
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in
from tests.hub.regions import GUIDE

EVA = Actor("eva", "Administración")


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def form(store: Store, client: FlaskClient, **more: str) -> dict[str, str]:
    fields = cataloguing.written(store.catalogue().by_id()[GUIDE])
    before = {f"antes_{name}": text for name, text in fields.items()}
    said = {**before, "csrf": csrf_of(page(client, f"/catalogo/{GUIDE}")), "version": str(store.catalogue().version)}
    return {**fields, **said, "motivo": "Cajas nuevas", **more}


def test_a_lot_is_changed_and_the_list_of_versions_says_from_what_to_what(store: Store, client: FlaskClient) -> None:
    before = store.catalogue().by_id()[GUIDE].lot

    text = client.post(f"/catalogo/{GUIDE}", data=form(store, client, lot="77"), follow_redirects=True).text

    version = store.catalogue().version
    assert f"Guardado. Catálogo, versión {version}: baja a todas las escuelas." in text
    assert f'lote: <span lang="es">{before}</span> → <b lang="es">77</b>' in text
    assert "Cajas nuevas" in text


def test_the_foot_does_not_call_the_number_of_the_catalogue_that_of_the_program(client: FlaskClient) -> None:
    for path in ("/catalogo", f"/catalogo/{GUIDE}"):
        assert "<span>Chasqui " not in page(client, path)


def test_what_is_not_taken_keeps_what_was_written(store: Store, client: FlaskClient) -> None:
    said = form(store, client, lot="0", weight_g="123", motivo="Pesa otra cosa")

    answer = client.post(f"/catalogo/{GUIDE}", data=said)

    assert answer.status_code == 400
    assert all(one in answer.text for one in ('value="123"', "Pesa otra cosa", "Falta corregir 1 dato."))
    assert '<a href="#lot">lote: Escriba un número entero' in answer.text
    assert re.search(r'name="lot"[^>]*aria-describedby="lot-e "[^>]*aria-invalid="true"', answer.text)


def test_a_resource_is_withdrawn_with_a_reason(store: Store, client: FlaskClient) -> None:
    refused = client.post(f"/catalogo/{GUIDE}/retirar", data=form(store, client, motivo=""))
    done = client.post(f"/catalogo/{GUIDE}/retirar", data=form(store, client), follow_redirects=True)

    assert (refused.status_code, done.status_code, "ya no se ofrece" in done.text) == (400, 200, True)
    assert client.get(f"/catalogo/{GUIDE}").status_code == 404


def test_only_administration_changes_the_catalogue(store: Store) -> None:
    client = signed_in(app_of(store, Role.OPERATOR))

    assert f"/catalogo/{GUIDE}" not in page(client, "/catalogo")
    assert client.get(f"/catalogo/{GUIDE}").status_code == 403


def test_what_another_changed_meanwhile_stays_and_what_was_written_waits_for_a_second_look(
    store: Store, client: FlaskClient
) -> None:
    mine = form(store, client, weight_g="123")
    client.post(f"/catalogo/{GUIDE}", data=form(store, client, lot="77"))

    moved = client.post(f"/catalogo/{GUIDE}", data=mine)

    assert (moved.status_code, "Alguien cambió el catálogo" in moved.text) == (400, True)
    assert all(
        f'name="{name}" type="text" value="{text}"' in moved.text for name, text in (("lot", "77"), ("weight_g", "123"))
    )
    again = {**form(store, client), "weight_g": "123"}
    assert client.post(f"/catalogo/{GUIDE}", data=again).status_code == 302
    one = store.catalogue().by_id()[GUIDE]
    assert (one.lot, one.weight_g) == (77, 123)


def test_a_version_that_came_by_file_tells_who_brought_it_and_why_too(store: Store, client: FlaskClient) -> None:
    with store.begin() as connection:
        note(store, connection, "catalogue", "catalogo.json", Imported(1, 0, 1), why="El de 2027", by=EVA)

    assert '<q lang="es">El de 2027</q>' in page(client, "/catalogo")
