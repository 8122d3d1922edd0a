"""Whoever was second reads what happened, and gets back what was written."""

from hub import planning, proposing
from hub.store import Store
from shared.web import Role
from tests.hub.office import PERIOD, app_of, csrf_of, needs, page, signed_in
from tests.shared.web.markup import faults


def test_a_plan_that_went_out_meanwhile_is_not_turned_down_and_the_reason_is_not_lost(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    form = {"csrf": csrf_of(page(client, f"/plan/{plan.id}/rechazar")), "motivo": "Falta <b>Huanta</b>."}
    planning.approve(store, plan.id, login="eva")
    planning.publish(store, plan.id)
    late = client.post(f"/plan/{plan.id}/rechazar", data=form)

    assert late.status_code == 409
    assert "ya está publicado. Una decisión publicada no se edita." in late.text
    assert "Falta &lt;b&gt;Huanta&lt;/b&gt;." in late.text
    assert f'href="/plan/{plan.id}"' in late.text
    assert faults(late.text) == []


def test_it_is_said_in_english_too(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store, Role.OPERATOR))
    planning.approve(store, plan.id, login="eva")
    late = client.get(f"/plan/{plan.id}/aprobar?idioma=en")

    assert late.status_code == 409
    assert "Nothing was changed" in late.text
