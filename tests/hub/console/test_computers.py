"""The page of computers: every one with its state, and each step on a page of its own that asks why."""

import pytest
from flask.testing import FlaskClient

from hub.acts import BY_COMMAND
from hub.enrol import invite
from hub.keyfiles import read_keys
from hub.store import Store
from shared.ids import fours
from shared.web import Role
from tests.hub.busy_office import waiting_node
from tests.hub.office import SITES, app_of, csrf_of, heard, page, signed_in

KNOWN = (SITES[0] + "0" * 10)[:16]
READ_BY_SCHOOL = "sin nombres de personas: la escuela lo lee"


@pytest.fixture
def client(store: Store) -> FlaskClient:
    heard(store, SITES[0], 3)
    return signed_in(app_of(store, Role.ADMIN))


def step(client: FlaskClient, path: str, why: str, **form: str) -> tuple[int, str]:
    form |= {"csrf": csrf_of(page(client, path)), "motivo": why}
    answer = client.post(path, data=form, follow_redirects=True)
    return answer.status_code, answer.text


def test_every_computer_is_listed_first_those_that_wait(store: Store, client: FlaskClient) -> None:
    node = waiting_node(store, SITES[2])
    text, rows = page(client, "/equipos"), client.get("/equipos.csv").get_data(as_text=True)

    assert text.index(node) < text.index(KNOWN)
    assert f'"{KNOWN}";"Inscrita";"{SITES[0]}";"Quebrada Honda"' in rows
    assert node not in page(client, "/equipos?estado=ok")
    assert KNOWN not in page(client, "/equipos?q=puente")
    assert "Ninguna de esas." in page(client, "/equipos?q=nobody")


def test_a_computer_is_found_by_its_code_as_a_school_reads_it_aloud(client: FlaskClient) -> None:
    for said in (fours(KNOWN), KNOWN, KNOWN[4:9], fours(KNOWN)[3:12].upper(), "quebráda"):
        assert f'<td class="n0" data-l="Equipo">{fours(KNOWN)}</td>' in page(client, f"/equipos?q={said}")


def test_a_computer_is_revoked_and_offered_to_be_accepted_again(store: Store, client: FlaskClient) -> None:
    status, text = step(client, f"/equipos/{KNOWN}/baja", "Se la robaron.")

    assert status == 200
    assert "Computadora dada de baja" in text
    assert f"/equipos/{KNOWN}/aceptar" in text
    assert [(act.login, act.told()["why"]) for act in store.acts()] == [("ana", "Se la robaron.")]
    late = client.get(f"/equipos/{KNOWN}/baja")
    assert (late.status_code, "otra persona la dio de baja" in late.text) == (409, True)
    assert client.get("/equipos/ffffffffffffffff/baja").status_code == 404
    assert step(client, f"/equipos/{KNOWN}/aceptar", "Apareció.", visto="baja")[0] == 200


def test_without_a_reason_the_page_keeps_asking(store: Store, client: FlaskClient) -> None:
    node = waiting_node(store, SITES[2])

    for path in (f"/equipos/{KNOWN}/baja", f"/equipos/{node}/descartar"):
        status, text = step(client, path, " ")
        assert (status, "Escriba el motivo" in text) == (400, True)
    assert len(store.waiting()) == 1


def test_who_writes_a_reason_is_told_whether_the_school_reads_it(store: Store, client: FlaskClient) -> None:
    node = waiting_node(store, SITES[2])
    invite(store, read_keys(store.config).public, SITES[1], store.schools(), "http://10.0.0.2:8060", by=BY_COMMAND)
    paths = (f"/equipos/{KNOWN}/baja", f"/equipos/{node}/descartar", f"/invitaciones/{SITES[1]}/retirar")

    assert [READ_BY_SCHOOL in page(client, path) for path in paths] == [True, True, False]
    first = READ_BY_SCHOOL in page(client, f"/equipos/{node}/aceptar")
    step(client, f"/equipos/{KNOWN}/baja", "Se la robaron.")
    assert (first, READ_BY_SCHOOL in page(client, f"/equipos/{KNOWN}/aceptar")) == (False, True)


def test_what_waits_is_discarded(store: Store, client: FlaskClient) -> None:
    node = waiting_node(store, SITES[2])

    assert "Se descartó 1 envío." in step(client, f"/equipos/{node}/descartar", "Es de otra región.")[1]
    assert store.waiting() == []
    late = client.get(f"/equipos/{node}/descartar")
    assert (late.status_code, "ya no hay nada retenido" in late.text) == (409, True)


def test_an_unused_code_is_withdrawn(store: Store, client: FlaskClient) -> None:
    invite(store, read_keys(store.config).public, SITES[1], store.schools(), "http://10.0.0.2:8060", by=BY_COMMAND)

    assert f"/invitaciones/{SITES[1]}/retirar" in page(client, "/invitaciones")
    assert "Código retirado." in step(client, f"/invitaciones/{SITES[1]}/retirar", "Se perdió la hoja.")[1]
    late = client.get(f"/invitaciones/{SITES[1]}/retirar")
    assert (late.status_code, "ya no está abierto" in late.text) == (409, True)
    assert client.get("/invitaciones/999/retirar").status_code == 404


def test_who_analyses_sees_the_list_and_no_step(store: Store) -> None:
    heard(store, SITES[0], 3)
    client = signed_in(app_of(store, Role.ANALYST))

    assert "Dar de baja" not in page(client, "/equipos")
    assert client.get(f"/equipos/{KNOWN}/baja").status_code == 403
