"""A computer that waits is accepted on a page of its own, by who may sign."""

import pytest

from hub import enrol, node_acts
from hub.acts import BY_COMMAND
from hub.region_rows import School
from hub.rows import NodeState
from hub.store import Store
from shared.ids import NodeId, SchoolId
from shared.web import Role
from tests.hub.busy_office import waiting_node
from tests.hub.office import SITES, app_of, csrf_of, heard, page, post, schools, signed_in


def test_a_held_computer_is_accepted_after_a_confirmation_and_what_it_sent_is_applied(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    node = waiting_node(store, SITES[2])
    client = signed_in(app_of(store))
    asked = page(client, f"/equipos/{node}/aceptar")
    with caplog.at_level("INFO", "hub.console.nodes"):
        form = {"csrf": csrf_of(asked), "motivo": "Es la laptop nueva."}
        without = client.post(f"/equipos/{node}/aceptar", data={**form, "motivo": ""})
        status = client.post(f"/equipos/{node}/aceptar", data=form).status_code

    assert (without.status_code, "Escriba el motivo" in without.text) == (400, True)
    assert f"/equipos/{node}/aceptar" not in page(client, "/detenidos")
    code = " ".join(node[at : at + 4] for at in range(0, 16, 4))
    assert ("Puente Viejo" in asked, f">{code}<" in asked, "página «Envío»" in asked, status) == (True, True, True, 302)
    assert (store.totals().events, store.waiting()) == (1, [])
    assert [(act.kind, act.told()["why"]) for act in store.acts()] == [("accepted", "Es la laptop nueva.")]
    assert f"node_accepted node={node} site={SITES[2]} events=1" in caplog.text


def test_who_accepts_what_a_colleague_accepted_reads_so_and_the_way_back(store: Store) -> None:
    node, client = waiting_node(store, SITES[2]), signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, f"/equipos/{node}/aceptar")), "motivo": "Es la laptop nueva."}
    client.post(f"/equipos/{node}/aceptar", data=form)
    late = client.post(f"/equipos/{node}/aceptar", data={**form, "motivo": "Lo vi primero."})
    shown = client.get(f"/equipos/{node}/aceptar")

    assert (late.status_code, shown.status_code) == (409, 409)
    assert "ya está aceptada, y lo que envió se aplicó" in late.text
    assert "<q>Lo vi primero.</q>" in late.text
    assert f'href="/equipos?q={node}"' in late.text
    assert client.get(f"/equipos/{'f' * 16}/aceptar").status_code == 404


def test_who_accepts_what_a_colleague_discarded_reads_so(store: Store) -> None:
    node, client = waiting_node(store, SITES[2]), signed_in(app_of(store))
    node_acts.discard(store, node, why="No es de nadie.", by=BY_COMMAND)
    late = client.get(f"/equipos/{node}/aceptar")

    assert (late.status_code, "otra persona descartó lo que envió" in late.text) == (409, True)


def test_who_accepts_another_computer_of_a_site_reads_that_the_school_will_read_why(store: Store) -> None:
    node, client = waiting_node(store, SITES[2]), signed_in(app_of(store))
    first = page(client, f"/equipos/{node}/aceptar")
    heard(store, SITES[2], 1)
    another = page(client, f"/equipos/{node}/aceptar")

    assert ["la escuela lo lee" in text for text in (first, another)] == [False, True]


def test_a_computer_that_was_revoked_since_the_page_was_opened_is_not_accepted_unseen(store: Store) -> None:
    node = waiting_node(store, SITES[2])
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, f"/equipos/{node}/aceptar")), "motivo": "Es la laptop nueva."}
    assert client.post(f"/equipos/{node}/aceptar", data=form).status_code == 302
    node_acts.revoke(store, node, why="La robaron.", by=BY_COMMAND)

    stale = client.post(f"/equipos/{node}/aceptar", data=form)
    again = page(client, f"/equipos/{node}/aceptar")

    assert (stale.status_code, "desde que se abrió la página" in stale.text) == (400, True)
    assert state_of_node(store, node) is NodeState.REVOKED
    assert 'name="visto" value="baja"' in again
    assert client.post(f"/equipos/{node}/aceptar", data={**form, "visto": "baja"}).status_code == 302


def state_of_node(store: Store, node: str) -> NodeState:
    with store.read() as connection:
        return enrol.state_of(connection, NodeId(bytes.fromhex(node)))


def test_services_of_one_name_at_the_site_are_told_apart_before_a_computer_is_accepted(store: Store) -> None:
    twin = School(id=SchoolId("0999109-0"), site=SITES[2], name="Puente Viejo", level="Secundaria")
    store.put_schools([*schools(), twin])

    node, client = waiting_node(store, SITES[2]), signed_in(app_of(store))
    asked, listed = page(client, f"/equipos/{node}/aceptar"), page(client, "/detenidos")

    both = "Puente Viejo (Primaria), Puente Viejo (Secundaria)"
    assert (both in asked, f'{both}<small class="n0">{SITES[2]}' in listed) == (True, True)


def test_only_who_signs_may_accept_a_computer_or_answer_a_school(store: Store) -> None:
    node = waiting_node(store, SITES[2])
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/detenidos")

    assert "Aceptar el equipo" not in text
    assert post(client, f"/equipos/{node}/aceptar", csrf_of(text)) == 403
    assert post(client, "/entregas/responder", csrf_of(text)) == 403
    assert len(store.waiting()) == 1


def test_a_computer_that_does_not_wait_cannot_be_accepted(store: Store) -> None:
    assert signed_in(app_of(store)).get("/equipos/0011223344556677/aceptar").status_code == 404
