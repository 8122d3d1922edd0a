"""The region's pages: who may open them, what they say, and that approval and publication go through them."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub import planning
from hub.console import RULES
from hub.console.schools import state_of
from hub.plan_rows import PlanStatus
from hub.rows import NodeState, SchoolSync
from hub.store import Store
from shared.web import Role
from tests.hub.busy_office import objected, waiting_node
from tests.hub.office import (
    PERIOD,
    SITES,
    app_of,
    csrf_of,
    delivered,
    heard,
    line,
    needs,
    office,
    schools,
    signed_in,
    supply,
)
from tests.hub.regions import GUIDE, TABLET


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def post(client: FlaskClient, path: str, token: str) -> int:
    return client.post(path, data={"csrf": token}).status_code


@pytest.mark.parametrize("path", ["/", "/plan", "/entregas", "/escuelas.csv"])
def test_a_visitor_is_sent_to_sign_in(store: Store, path: str) -> None:
    answer = app_of(store).test_client().get(path)

    assert answer.status_code == 302
    assert "/entrar" in answer.headers["Location"]


def test_every_page_of_the_console_is_in_the_policy_table(store: Store) -> None:
    endpoints = {rule.endpoint for rule in app_of(store).url_map.iter_rules() if rule.endpoint.startswith("console.")}

    assert endpoints == set(RULES)


def test_schools_are_listed_by_days_of_silence(store: Store) -> None:
    heard(store, SITES[0], 2)
    heard(store, SITES[1], 30)

    text = page(signed_in(app_of(store)), "/")

    assert text.index("El Mirador") < text.index("Quebrada Honda")
    assert "Sin contacto" in text
    assert "todavía sin laptop: 4" in text


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"state": NodeState.NONE}, "none"),
        ({"days_silent": 3}, "ok"),
        ({"days_silent": 9}, "queue"),
        ({"days_silent": 15}, "off"),
        ({}, "off"),
        ({"days_silent": 1, "waiting": 1}, "err"),
        ({"days_silent": 1, "forked": True}, "err"),
        ({"days_silent": 1, "state": NodeState.HELD}, "err"),
    ],
)
def test_what_a_person_must_repair_comes_before_what_is_late(changes: dict[str, object], state: str) -> None:
    sync = SchoolSync(school=schools()[0], **{"state": NodeState.OK, **changes})  # type: ignore[arg-type]

    assert state_of(sync) == state


def test_a_filter_keeps_the_schools_that_fit_it(store: Store) -> None:
    client = signed_in(app_of(store))

    text = page(client, "/?q=quinua")

    assert "La Quinua" in text
    assert "Tres Cruces" not in text
    assert "Ninguna escuela cumple" in page(client, "/?q=xyz")


def test_without_a_plan_the_page_says_where_plans_come_from(store: Store) -> None:
    assert "Todavía no hay un plan" in page(signed_in(app_of(store)), "/plan")


def test_the_plan_shows_a_reason_for_each_line_and_the_comparison(store: Store) -> None:
    planning.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), "/plan")

    assert "El almacén de Huamanga tenía 55 tabletas para" in text
    assert "Por matrícula" in text
    assert "Descansa en datos simulados:" in text
    assert "style=" not in text
    assert "<script" not in text


def test_lines_are_filtered_by_reason_and_paged(store: Store) -> None:
    planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    assert "1–12 de 30" in page(client, "/plan?ver=todas")
    assert "25–30 de 30" in page(client, "/plan?ver=todas&p=99")
    text = page(client, "/plan?motivo=INCOMPATIBLE")
    assert "No sirve en el lugar</span>" in text
    assert "No alcanzó el almacén</span>" not in text


def test_a_school_of_the_plan_reads_its_lines_as_it_will_at_home(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), f"/plan/{plan.id}/escuela/0999101-0")

    assert "Quebrada Honda" in text
    assert "van con «Tabletas»" in text


def test_an_operator_approves_and_publishes(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/plan"))

    assert post(client, f"/plan/{plan.id}/aprobar", token) == 302
    assert "Publicar el plan" in page(client, f"/plan/{plan.id}")
    assert post(client, f"/plan/{plan.id}/publicar", token) == 302
    assert store.plan(plan.id).status is PlanStatus.PUBLISHED
    assert "Plan publicado. Lo reciben 6 locales" in page(client, f"/plan/{plan.id}")


def test_publishing_what_nobody_signed_changes_nothing_and_says_why(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    answer = client.post(f"/plan/{plan.id}/publicar", data={"csrf": csrf_of(page(client, "/plan"))})

    assert answer.status_code == 409
    assert "falta que una persona lo apruebe" in answer.get_data(as_text=True)
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_a_superseded_plan_is_neither_approved_nor_published_from_its_page(store: Store) -> None:
    older = planning.make_plan(store, needs(), **PERIOD)
    store.put_supply(supply(tablets=90))
    newer = planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, f"/plan/{newer.id}"))

    assert [post(client, f"/plan/{older.id}/{step}", token) for step in ("aprobar", "publicar")] == [409, 409]
    assert "Aprobar el plan" not in page(client, f"/plan/{older.id}")


def test_a_line_without_its_proof_is_still_on_its_way(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    sent = max(store.shipments(), key=lambda one: len(one.lines))
    delivered(store, sent.decision, sent.site, sent.pecosa, [line(*sent.lines[0])])
    delivered(store, "otra", SITES[0] if sent.site != SITES[0] else SITES[1], sent.pecosa, [line(GUIDE, 1)])

    client = signed_in(app_of(store))
    text = page(client, "/entregas")

    assert "Lo rechazado no está en la escuela ni en el almacén" in text
    assert text.count("No es de ningún envío nuestro") == 1
    assert f'PECOSA">{sent.pecosa}' in text
    assert "Confirmada en parte" in page(client, "/")


def test_an_analyst_reads_the_plan_and_cannot_sign_it(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/plan")

    assert "Aprobar el plan" not in text
    assert post(client, f"/plan/{plan.id}/aprobar", csrf_of(text)) == 403
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_a_post_without_the_form_token_is_refused(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    assert client.post(f"/plan/{plan.id}/aprobar").status_code in (400, 403)
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_a_rejected_line_is_shown_first_with_its_reason(store: Store) -> None:
    delivered(store, "d-1", SITES[0], "000123", [line(TABLET, 18)])
    delivered(store, "d-2", SITES[1], "000124", [line(GUIDE, 20), line(TABLET, 10, 1, "llegó roto")])

    text = page(signed_in(app_of(store)), "/entregas")

    assert text.index("El Mirador") < text.index("Quebrada Honda")
    assert "1 unidad rechazada" in text
    assert "llegó roto" in text
    assert text.index("Tabletas") < text.index("Guías de Comunicación")


def test_the_spreadsheets_cannot_run_what_a_name_says(store: Store) -> None:
    store.put_schools([replace(schools()[0], name="=HYPERLINK(1)")])

    answer = signed_in(app_of(store)).get("/escuelas.csv")

    assert answer.mimetype == "text/csv"
    assert "'=HYPERLINK(1)" in answer.get_data(as_text=True)


def test_a_plan_that_is_not_there_is_not_found(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.get("/plan/2020-01-abcdef").status_code == 404
    assert client.get("/plan/2020-01-abcdef.csv").status_code == 404


def test_the_pages_also_speak_english(store: Store) -> None:
    planning.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), "/plan?idioma=en")

    assert "Approve the plan" in text
    assert "The depot of Huamanga had 55 tabletas" in text


def test_a_held_computer_is_accepted_after_a_confirmation_and_what_it_sent_is_applied(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    node = waiting_node(store, SITES[2])
    client = signed_in(app_of(store))
    asked = page(client, f"/equipos/{node}/aceptar")
    with caplog.at_level("INFO", "hub.console.nodes"):
        status = post(client, f"/equipos/{node}/aceptar", csrf_of(asked))

    assert f"/equipos/{node}/aceptar" not in page(client, "/")
    assert ("Puente Viejo" in asked, node in asked, status) == (True, True, 302)
    assert (store.totals().events, store.waiting()) == (1, [])
    assert f"node_accepted node={node} site={SITES[2]} events=1 by=ana" in caplog.text


def test_only_who_signs_may_accept_a_computer_or_answer_a_school(store: Store) -> None:
    node = waiting_node(store, SITES[2])
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/")

    assert "Aceptar el equipo" not in text
    assert post(client, f"/equipos/{node}/aceptar", csrf_of(text)) == 403
    assert post(client, "/entregas/responder", csrf_of(text)) == 403
    assert len(store.waiting()) == 1


def test_a_computer_that_does_not_wait_cannot_be_accepted(store: Store) -> None:
    assert signed_in(app_of(store)).get("/equipos/0011223344556677/aceptar").status_code == 404


def test_an_objection_is_answered_from_the_page_and_the_answer_stands_beside_it(store: Store) -> None:
    objected(store, "2026-10-abc-999101", SITES[0], "cantidad", "Entraron seis alumnos.")
    client = signed_in(app_of(store))
    waiting = page(client, "/entregas")
    form = {"csrf": csrf_of(waiting), "decision": "2026-10-abc-999101", "recurso": "tablet"}
    refused = client.post("/entregas/responder", data={**form, "respuesta": " "})
    answered = client.post("/entregas/responder", data={**form, "respuesta": "Van diez más en mayo."})
    told = page(client, "/entregas")

    assert "Por responder" in waiting
    assert (refused.status_code, answered.status_code) == (400, 302)
    assert "Escriba la respuesta" in refused.get_data(as_text=True)
    assert "Van diez más en mayo." in told
    assert "Por responder" not in told
