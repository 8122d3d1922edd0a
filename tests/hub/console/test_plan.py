"""The plan is read, signed and published on its page, and by nobody else."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from msgspec import structs

from hub import planning, proposing
from hub.console.plan_lines import MILLION, told_lines
from hub.inputs import Foreseen
from hub.plan_rows import PlanStatus
from hub.region_rows import School
from hub.store import Store
from shared.allocation import Need
from shared.clock import ShiftedClock
from shared.ids import SchoolId
from shared.web import Role
from tests.hub.asking import ask_for
from tests.hub.office import PERIOD, SITES, app_of, csrf_of, heard, needs, page, post, schools, signed_in, supply
from tests.hub.regions import ROUTER, TABLET


def test_without_a_plan_the_page_says_where_plans_come_from(store: Store) -> None:
    assert "Todavía no hay un plan" in page(signed_in(app_of(store)), "/plan")


def test_the_plan_shows_a_reason_for_each_line_and_the_comparison(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), "/plan")

    assert "El almacén de Huamanga tenía 55 tabletas para" in text
    assert "Por matrícula" in text
    assert "Descansa en datos simulados:" in text
    assert "style=" not in text
    assert "<script" not in text


def test_what_the_plan_sends_and_where_to_go_stand_before_notices_lines_and_comparison(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), "/plan")

    parts = (
        "Aprobar el plan", "Líneas con entrega", "Avance del plan", "Recalcular con lo fijado", "Otras vistas del plan",
        f"/plan/{plan.id}/cambios", f"/plan/{plan.id}/rechazar", "Avisos del plan", "Descansa en datos simulados:",
        '<form class="filters"', "repartido de otra manera",
    )  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_page_that_signs_folds_no_notice_and_says_what_is_simulated(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), f"/plan/{plan.id}/aprobar")

    assert "Descansa en datos simulados:" in text
    assert "<details" not in text.partition("<main")[2].partition("</main>")[0]


def test_where_every_line_has_a_notice_all_are_shown_and_the_page_says_so(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), "/plan")

    assert '<option value="todas" selected>Todas (30)</option>' in text
    assert '<option value="aviso">Con aviso (30)</option>' in text
    assert "Todas las líneas tienen un aviso" in text
    assert "Sin ningún conteo de la escuela: 30." in text


def test_lines_are_filtered_by_reason_and_paged(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    assert "1–12 de 30" in page(client, "/plan?ver=todas")
    assert "25–30 de 30" in page(client, "/plan?ver=todas&p=99")
    text = page(client, "/plan?motivo=INCOMPATIBLE")
    assert "No sirve en el lugar</span>" in text
    assert "No alcanzó el almacén</span>" not in text


def test_lines_are_found_by_school_and_ugel_together_with_the_other_filters(store: Store) -> None:
    store.put_schools(
        [replace(one, ugel="Cangallo" if one.id.startswith("0999106") else one.ugel) for one in schools()]
    )
    proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    for asked, count in {"escuela=rio+CLARO": 5, "escuela=0999104": 5, "ugel=Cangallo": 5, "ugel=Huamanga": 25,
                         "escuela=rio&ugel=Cangallo": 0, "escuela=099910&recurso=tablet": 6}.items():  # fmt: skip
        text = page(client, f"/plan?ver=todas&{asked}")
        assert (f"de {count}</span>" if count else "Ninguna línea cumple ese filtro") in text, asked
    text = page(client, "/plan?escuela=mirador")
    assert 'name="escuela" type="search" value="mirador"' in text
    assert "<option>Cangallo</option>" in text
    assert "1–5 de 5" in text


def test_what_is_sought_goes_along_to_the_next_page_up_to_a_length(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    text = page(client, "/plan?ver=todas&escuela=099910&ugel=Huamanga")
    long = page(client, "/plan?ver=todas&escuela=" + "+" * 9_000)

    assert "escuela=099910&amp;ugel=Huamanga&amp;p=2" in text
    assert max(len(one) for one in re.findall(r'href="([^"]+)"', long)) < 1_000


def test_a_school_of_the_plan_reads_its_lines_as_it_will_at_home(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    text = page(signed_in(app_of(store)), f"/plan/{plan.id}/escuela/0999101-0")

    assert "Quebrada Honda" in text
    assert "van con «Tabletas»" in text


def test_what_nobody_else_wants_has_no_price_and_none_is_said(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    dear = next(line for line in store.plan_lines(plan.id) if line.price > MILLION)
    lines = [structs.replace(dear, price=price) for price in (dear.price, 4_000, 0)]

    with app_of(store).test_request_context():
        said = [one.account for one in told_lines(lines, store.catalogue(), store.schools(), {})]

    assert "en el mejor uso sin atender" in said[0]
    assert [("en el mejor uso" in one, "0.00" in one) for one in said[1:]] == [(False, False)] * 2


def test_an_operator_approves_and_publishes(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/plan"))

    assert f'href="/plan/{plan.id}/aprobar"' in page(client, "/plan")
    assert post(client, f"/plan/{plan.id}/aprobar", token) == 302
    assert "Publicar el plan" in page(client, f"/plan/{plan.id}")
    assert post(client, f"/plan/{plan.id}/publicar", token) == 302
    assert store.plan(plan.id).status is PlanStatus.PUBLISHED
    text = page(client, f"/plan/{plan.id}")
    assert "Plan publicado. Ninguno de sus 6 locales tiene laptop: avíseles." in text
    post(client, f"/plan/{plan.id}/publicar", token)
    again, day = page(client, f"/plan/{plan.id}"), store.plan(plan.id).published
    assert ("Plan publicado" in again, f"ya se publicó el {day:%d/%m/%Y}. No cambió nada." in again) == (False, True)


def test_who_publishes_reads_how_many_have_a_laptop_and_that_the_others_must_be_told(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    for site in SITES[:2]:
        heard(store, site, 1)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/plan"))
    post(client, f"/plan/{plan.id}/aprobar", token)
    asked = page(client, f"/plan/{plan.id}/publicar")
    post(client, f"/plan/{plan.id}/publicar", token)
    told = page(client, f"/plan/{plan.id}")

    assert "Cada escuela con laptop lee su decisión" in asked
    assert "Lo leen en su laptop 2 locales, después de su próximo envío. 4 locales no tienen laptop: avíseles." in told
    assert "4 locales de este plan no tienen laptop" in told
    assert 'href="/?estado=none">Escuelas sin laptop, de toda la región</a>' in told
    app = app_of(Store(replace(store.config, clock=ShiftedClock(store.clock.now() + timedelta(weeks=12)))))
    assert "locales de este plan no tienen laptop" not in page(signed_in(app), f"/plan/{plan.id}")


def test_a_plan_of_which_every_site_has_a_laptop_says_nothing_of_others(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    for site in SITES:
        heard(store, site, 1)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, "/plan"))
    post(client, f"/plan/{plan.id}/aprobar", token)
    post(client, f"/plan/{plan.id}/publicar", token)

    assert "avíseles" not in page(client, f"/plan/{plan.id}")


def test_publishing_what_nobody_signed_changes_nothing_and_says_why(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    answer = client.post(f"/plan/{plan.id}/publicar", data={"csrf": csrf_of(page(client, "/plan"))})

    assert answer.status_code == 409
    assert "falta que una persona lo apruebe" in answer.get_data(as_text=True)
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_a_superseded_plan_is_neither_approved_nor_published_from_its_page(store: Store) -> None:
    older = proposing.make_plan(store, needs(), **PERIOD)
    store.put_supply(supply(tablets=90))
    newer = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, f"/plan/{newer.id}"))

    assert [post(client, f"/plan/{older.id}/{step}", token) for step in ("aprobar", "publicar")] == [409, 409]
    assert "Aprobar el plan" not in page(client, f"/plan/{older.id}")


def test_an_analyst_reads_the_plan_and_cannot_sign_it(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store, Role.ANALYST))
    text = page(client, "/plan")

    assert "Aprobar el plan" not in text
    assert post(client, f"/plan/{plan.id}/aprobar", csrf_of(text)) == 403
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_a_plan_that_is_not_there_is_not_found(store: Store) -> None:
    client = signed_in(app_of(store))

    assert client.get("/plan/2020-01-abcdef").status_code == 404
    assert client.get("/plan/2020-01-abcdef.csv").status_code == 404


def ask_for_the_fair(store: Store) -> None:
    """Ask for two routers of which the forecast says that nobody needs them."""
    ask_for(store, schools()[2].id, ROUTER, 2, reason="Para la feria de ciencias", day=date(2026, 10, 14))


def fair_plan(store: Store) -> str:
    """Return the id of a plan that leaves that request unmet."""
    ask_for_the_fair(store)
    return proposing.make_plan(store, [one for one in needs() if one.resource != ROUTER], **PERIOD).id


def test_a_request_and_its_reason_stand_beside_their_line(store: Store) -> None:
    plan = fair_plan(store)
    client = signed_in(app_of(store))

    for path in (f"/plan/{plan}?motivo=ASKED", f"/plan/{plan}/escuela/{schools()[2].id}"):
        text = page(client, path)
        assert "«Para la feria de ciencias»" in text
        assert "Pidió 2: su pedido queda a la vista de quien aprueba." in text
    assert "Para la feria de ciencias" in page(client, f"/plan/{plan}.csv")


def test_the_filter_names_and_counts_reasons_as_their_lines_do(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    text = page(client, f"/plan/{plan.id}?motivo=GOES_WITH")

    assert "Va con su equipo (" in text
    assert "Va con su equipo</span>" in text
    assert "Falta la pieza que lo acompaña</span>" not in text


def test_what_the_page_hides_is_counted_and_one_step_away(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    text = page(client, f"/plan/{plan.id}?ver=entrega")

    hidden = sum(1 for line in store.plan_lines(plan.id) if not line.units)
    assert f"No se ven aquí {hidden} líneas de 30." in text
    assert f'href="/plan/{plan.id}?ver=todas"' in text
    assert "No se ven aquí" not in page(client, f"/plan/{plan.id}?ver=todas")


def test_lines_of_schools_that_never_counted_are_shown_as_ones_to_look_at(store: Store) -> None:
    proposing.make_plan(store, needs(), **PERIOD)

    assert "1–12 de 30" in page(signed_in(app_of(store)), "/plan")


@pytest.mark.parametrize(("step", "says"), [("aprobar", "La firma no se retira."), ("publicar", "no se edita")])
def test_approving_and_publishing_are_asked_once_more(store: Store, step: str, says: str) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    if step == "publicar":
        planning.approve(store, plan.id, login="ana")
    before = store.plan(plan.id).status

    client = signed_in(app_of(store))
    text = page(client, f"/plan/{plan.id}/{step}")

    assert says in text
    assert "Sin ningún conteo de la escuela" in text
    assert store.plan(plan.id).status is before
    other, why = ("publicar", "falta que una persona") if step == "aprobar" else ("aprobar", "ya está aprobado")
    late = client.get(f"/plan/{plan.id}/{other}")
    assert (late.status_code, why in late.text) == (409, True)


def test_services_of_one_name_at_one_site_are_told_apart(store: Store) -> None:
    twin = School(id=SchoolId("0999109-0"), site=SITES[0], name="Quebrada Honda", ugel="Huamanga", level="Secundaria")
    store.put_schools([*schools(), twin])
    needed = [*needs(), Foreseen(twin.id, TABLET, Need(1, 2, 3))]
    proposing.make_plan(store, needed, **PERIOD)

    text = page(signed_in(app_of(store)), "/plan?ver=todas&recurso=tablet")

    assert "Quebrada Honda (Primaria)" in text
    assert "Quebrada Honda (Secundaria)" in text
