"""The plan is read, signed and published on its page, and by nobody else."""

from hub import planning
from hub.plan_rows import PlanStatus
from hub.store import Store
from shared.web import Role
from tests.hub.office import PERIOD, app_of, csrf_of, needs, page, post, signed_in, supply


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


def test_an_analyst_reads_the_plan_and_cannot_sign_it(store: Store) -> None:
    plan = planning.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/plan")

    assert "Aprobar el plan" not in text
    assert post(client, f"/plan/{plan.id}/aprobar", csrf_of(text)) == 403
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_a_plan_that_is_not_there_is_not_found(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.get("/plan/2020-01-abcdef").status_code == 404
    assert client.get("/plan/2020-01-abcdef.csv").status_code == 404
