"""Signatures on the pages: who is missing, who may add one, and turning a plan down with a reason."""

from pathlib import Path

from flask.testing import FlaskClient

from hub import limits, planning, proposing
from hub.plan_rows import PlanStatus
from hub.store import Store
from shared.acts import Actor
from shared.web import Role
from tests.hub.builders import StillClock
from tests.hub.office import NOW, PERIOD, app_of, csrf_of, more_needs, needs, office, page, post, signed_in, supply


def large(store: Store) -> str:
    limits.set_limit(store, units=10, devices=1, why="Piloto", by=Actor("eva", "Administración"))
    return proposing.make_plan(store, needs(), **PERIOD).id


def turn_down(client: FlaskClient, plan: str, why: str) -> int:
    token = csrf_of(page(client, f"/plan/{plan}/rechazar"))
    return client.post(f"/plan/{plan}/rechazar", data={"csrf": token, "motivo": why}).status_code


def test_after_the_first_signature_the_page_says_whose_is_missing_and_offers_no_second_to_the_same_office(
    store: Store,
) -> None:
    plan, client = large(store), signed_in(app_of(store))
    assert "una cuenta de Operación regional o de Administración" in page(client, f"/plan/{plan}/aprobar")
    token = csrf_of(page(client, "/plan"))

    assert post(client, f"/plan/{plan}/aprobar", token) == 302
    text = page(client, f"/plan/{plan}")

    assert "necesita otra, de otra función" in text
    assert "Falta la firma de una cuenta de Administración." in text
    assert f'href="/plan/{plan}/aprobar"' not in text
    late = client.get(f"/plan/{plan}/aprobar")
    assert (late.status_code, "ya tiene su firma" in late.text) == (409, True)
    assert post(client, f"/plan/{plan}/aprobar", token) == 409
    assert store.plan(plan).status is PlanStatus.PROPOSED


def test_an_administrator_adds_the_second_signature(tmp_path: Path) -> None:
    # Both sign in one second, and are told in their order and not by name.
    store = office(tmp_path, StillClock(NOW))
    plan = large(store)
    planning.approve(store, plan, login="luz", role="Operación regional")
    client = signed_in(app_of(store, Role.ADMIN))

    assert post(client, f"/plan/{plan}/aprobar", csrf_of(page(client, f"/plan/{plan}/aprobar"))) == 302

    assert store.plan(plan).status is PlanStatus.APPROVED
    assert "Operación regional, Administración" in page(client, f"/plan/{plan}")


def test_a_plan_is_turned_down_with_a_reason_that_the_history_shows(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD).id
    client = signed_in(app_of(store))

    assert [turn_down(client, plan, why) for why in (" ", "Falta contar Huanta")] == [400, 302]

    assert store.plan(plan).status is PlanStatus.REJECTED
    assert "Rechazado" in page(client, f"/plan/{plan}")
    assert "Falta contar Huanta" in page(client, f"/historial?plan={plan}")
    late = client.post(f"/plan/{plan}/rechazar", data={"csrf": csrf_of(page(client, "/plan")), "motivo": "Sobra."})
    assert (client.get(f"/plan/{plan}/rechazar").status_code, late.status_code) == (409, 409)
    assert [words in late.text for words in ("una persona lo rechazó", "Sobra.")] == [True, True]


def test_a_plan_with_one_of_its_two_signatures_outlasts_the_night_and_is_shown_beside_the_new_one(store: Store) -> None:
    plan = large(store)
    planning.approve(store, plan, login="luz")
    newer = proposing.make_plan(store, more_needs(), **PERIOD)
    waits = page(signed_in(app_of(store)), "/plan")
    store.put_supply(supply(tablets=60))
    cannot = page(signed_in(app_of(store)), f"/plan/{newer.id}")

    assert (store.plan(plan).status, newer.status) == (PlanStatus.PROPOSED, PlanStatus.PROPOSED)
    assert ("Espera otra firma" in waits, f'href="/plan/{plan}"' in waits) == (True, True)
    assert ("Espera otra firma" in cannot, "no puede recibir otra" in cannot) == (False, True)
    assert "las existencias de los almacenes" in cannot
