"""The page that signs lists what people fixed in the plan, what is not met first."""

from datetime import date

from hub import locking, proposing
from hub.lock_checks import Wanted
from hub.store import Store
from shared.acts import Actor
from shared.allocation import LockKind
from tests.hub.office import PERIOD, app_of, needs, page, schools, signed_in
from tests.hub.regions import GUIDE, TABLET
from tests.shared.web.markup import faults


def test_the_page_that_signs_lists_what_is_fixed_what_is_not_met_first_and_leads_to_all(store: Store) -> None:
    ana, wanted = Actor("ana", "Operación regional"), [(at, GUIDE, LockKind.EXACT, 10) for at in range(1, 6)]
    for at, resource, kind, units in [*wanted, (0, TABLET, LockKind.MIN, 900_000)]:
        lock = Wanted(
            school=schools()[at].id, resource=resource, kind=kind, units=units, until=date(2026, 12, 31), why="x"
        )
        locking.lay_down(store, lock, by=ana)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))

    text = page(client, f"/plan/{plan.id}/aprobar")
    every = page(client, f"/plan/{plan.id}/aprobar?fijado=todo")

    (line,) = (one for one in store.plan_lines(plan.id, school=schools()[0].id) if one.resource == TABLET)
    assert "Cantidades fijadas en este plan: 6 · no se cumplen enteras: 1<" in text
    first = text.partition("Cantidades fijadas en este plan")[2].partition("<tbody>")[2].partition("</tr>")[0]
    for said in (schools()[0].name, "Tabletas", "Al menos 900,000", f">{line.units}<", "No se cumple entero"):
        assert said in first
    assert [one.count("exactamente 10".capitalize()) for one in (text, every)] == [4, 5]
    assert f'href="/plan/{plan.id}/aprobar?fijado=todo">Ver las 6 cantidades fijadas' in text
    assert "Ver las 6" not in every
    assert faults(text) == []


def test_where_nothing_is_fixed_the_page_that_signs_says_nothing_of_it(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    assert "Cantidades fijadas en este plan" not in page(signed_in(app_of(store)), f"/plan/{plan.id}/aprobar")
