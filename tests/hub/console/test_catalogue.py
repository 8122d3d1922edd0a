"""The page of the catalogue: what is offered, its versions, and one resource changed or withdrawn with a reason."""

import pytest
from flask.testing import FlaskClient

from hub import cataloguing
from hub.store import Store
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in
from tests.hub.regions import GUIDE


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def form(store: Store, client: FlaskClient, **more: str) -> dict[str, str]:
    fields = cataloguing.written(store.catalogue().by_id()[GUIDE])
    said = {"csrf": csrf_of(page(client, f"/catalogo/{GUIDE}")), "version": str(store.catalogue().version)}
    return {**fields, **said, "motivo": "Cajas nuevas", **more}


def test_a_lot_is_changed_and_the_list_of_versions_says_from_what_to_what(store: Store, client: FlaskClient) -> None:
    before = store.catalogue().by_id()[GUIDE].lot

    text = client.post(f"/catalogo/{GUIDE}", data=form(store, client, lot="77"), follow_redirects=True).text

    version = store.catalogue().version
    assert f"Guardado. Catálogo, versión {version}: baja a todas las escuelas." in text
    assert f'lote: <span lang="es">{before}</span> → <b lang="es">77</b>' in text
    assert "Cajas nuevas" in text


def test_what_is_not_taken_keeps_what_was_written(store: Store, client: FlaskClient) -> None:
    said = form(store, client, lot="0", weight_g="123", motivo="Pesa otra cosa")

    answer = client.post(f"/catalogo/{GUIDE}", data=said)

    assert answer.status_code == 400
    assert all(one in answer.text for one in ('value="123"', "Pesa otra cosa", "no sirven para repartir"))


def test_a_resource_is_withdrawn_with_a_reason(store: Store, client: FlaskClient) -> None:
    refused = client.post(f"/catalogo/{GUIDE}/retirar", data=form(store, client, motivo=""))
    done = client.post(f"/catalogo/{GUIDE}/retirar", data=form(store, client), follow_redirects=True)

    assert (refused.status_code, done.status_code, "ya no se ofrece" in done.text) == (400, 200, True)
    assert client.get(f"/catalogo/{GUIDE}").status_code == 404


def test_only_administration_changes_the_catalogue(store: Store) -> None:
    client = signed_in(app_of(store, Role.OPERATOR))

    assert f"/catalogo/{GUIDE}" not in page(client, "/catalogo")
    assert client.get(f"/catalogo/{GUIDE}").status_code == 403
