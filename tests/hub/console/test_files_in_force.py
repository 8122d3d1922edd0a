"""What is in force is downloaded, edited and taken back: what comes back as it went changes nothing."""

from datetime import date
from io import BytesIO

import msgspec
import pytest
from flask.testing import FlaskClient

from hub import ugel_calendars
from hub.importers.catalogue import take_catalogue
from hub.release import broadcast_calendar
from hub.store import Store
from shared.acts import Actor
from shared.resources import Catalogue, Resource, ResourceKind
from shared.school_year import SchoolCalendar, Term
from shared.web import Role
from tests.hub.office import app_of, csrf_of, page, signed_in
from tests.hub.test_ugel_calendars import late

EVA = Actor("eva", "Administración")
NOTHING = "Nada: el archivo dice lo mismo que la región."
PATHS = ("/catalogo.json", "/calendarios.json", "/reglas/pesos.json")


@pytest.fixture
def client(store: Store) -> FlaskClient:
    return signed_in(app_of(store, Role.ADMIN))


def looked_at(client: FlaskClient, data: bytes) -> str:
    form = {"csrf": csrf_of(page(client, "/importar")), "archivo": (BytesIO(data), "editado.json")}
    return client.post("/importar", data=form, follow_redirects=True).text


def test_the_catalogue_comes_back_as_it_went_and_changes_nothing(store: Store, client: FlaskClient) -> None:
    assert NOTHING in looked_at(client, client.get("/catalogo.json").data)
    known = store.catalogue()
    pack = Resource(id="pack-mat", name="matemática", kind=ResourceKind.PACK, sync_mb=40, grades=(1, 2))
    take_catalogue(store, Catalogue(7, (*known.resources, pack)))

    answer = client.get("/catalogo.json")

    assert 'attachment; filename="catalogo-7.json"' in answer.headers["Content-Disposition"]
    assert NOTHING in looked_at(client, answer.data)


def test_a_new_resource_is_added_to_what_was_downloaded_and_goes_in(store: Store, client: FlaskClient) -> None:
    told = msgspec.json.decode(client.get("/catalogo.json").data)
    book = {"id": "texto-cta-2", "name": "textos de ciencia de 2.°", "kind": "consumable", "lot": 10}

    text = looked_at(client, msgspec.json.encode({"version": 2, "resources": [*told["resources"], book]}))

    assert "textos de ciencia de 2.°" in text
    assert "Aplicar lo que se ve" in text


def test_the_region_s_calendar_comes_back_as_it_went_and_changes_nothing(store: Store, client: FlaskClient) -> None:
    assert NOTHING in looked_at(client, client.get("/calendarios.json").data)
    terms = Term(date(2027, 3, 15), date(2027, 7, 23)), Term(date(2027, 8, 9), date(2027, 12, 17))
    broadcast_calendar(store, SchoolCalendar(2028, "RM", terms, (date(2027, 4, 1),)))

    answer = client.get("/calendarios.json")

    assert 'filename="calendario-2028.json"' in answer.headers["Content-Disposition"]
    assert NOTHING in looked_at(client, answer.data)


def test_the_calendar_of_a_ugel_comes_back_as_it_went_and_there_is_nothing_to_keep(
    store: Store, client: FlaskClient
) -> None:
    ugel_calendars.bring_in(store, "Huamanga", late(), why="Lluvias", by=EVA)
    assert "/calendarios.json?ugel=Huamanga" in page(client, "/calendarios")
    answer = client.get("/calendarios.json?ugel=Huamanga")

    form = {"csrf": csrf_of(page(client, "/calendarios")), "ugel": "Huamanga"}
    seen = client.post("/calendarios", data={**form, "archivo": (BytesIO(answer.data), "calendario.json")})

    assert "Los mismos días." in seen.text
    assert "Guardar el calendario" not in seen.text
    assert client.get("/calendarios.json?ugel=Ambo").status_code == 404


@pytest.mark.parametrize(("path", "under"), [*zip(PATHS, ("/catalogo", "/calendarios", "/reglas"), strict=True)])
@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR, Role.ADMIN])
def test_whoever_reads_the_page_may_take_its_file_along(store: Store, path: str, under: str, role: Role) -> None:
    client = signed_in(app_of(store, role))

    assert f'href="{path}"' in page(client, under)
    assert client.get(path).status_code == 200


def test_the_page_of_imports_offers_them_to_those_who_bring_them_in(store: Store, client: FlaskClient) -> None:
    offered = [path in page(client, "/importar") for path in PATHS[:2]]
    stranger = client.application.test_client()

    assert offered == [True, True]
    assert [stranger.get(path).status_code for path in PATHS] == [302] * 3


def test_an_operator_is_not_offered_what_only_administration_brings_in(store: Store) -> None:
    assert "/catalogo.json" not in page(signed_in(app_of(store)), "/importar")
