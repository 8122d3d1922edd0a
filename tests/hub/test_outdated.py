"""A plan that does not know what the region decided since it was drawn is not signed, and says what to do."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from hub import locking, outdated, planning, proposing, schema, school_changes, weighing
from hub.acts import Kind
from hub.cli import main
from hub.fairness import Weights
from hub.kept_means import put_rows
from hub.lock_checks import Wanted
from hub.means import GOODS, Budget
from hub.plan_rows import PlanRow, PlanStatus
from hub.quintiles import Quintile
from hub.request_answers import answer_request
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Line, LockKind
from shared.clock import LIMA
from shared.errors import PlanRefused
from shared.events import Claim
from shared.facts import Request
from shared.resources import Catalogue, Requirement, Resource
from tests.hub.builders import GUIDE as GUIDE_ASKED
from tests.hub.builders import SCHOOL as SCHOOL_ASKS
from tests.hub.builders import Node, Office, StillClock
from tests.hub.office import NOW, PASSPHRASE, PERIOD, app_of, csrf_of, needs, office, page, schools, signed_in, supply
from tests.hub.regions import GUIDE, catalogue

ANA = Actor("ana", "Operación regional")
SCHOOL = schools()[1].id


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def lay(store: Store, until: date = date(2026, 12, 31)) -> int:
    wanted = Wanted(school=SCHOOL, resource=GUIDE, kind=LockKind.EXACT, units=20, until=until, why="Censo.")
    return locking.lay_down(store, wanted, by=ANA).number


def table(store: Store) -> None:
    data = msgspec.json.encode(Weights(version=9, rurality={"Rural 1": 300}))
    weighing.bring_in(store, data, why="Acta 4.", by=ANA)


def catalogue_of(store: Store, told: Catalogue) -> None:
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 9, msgspec.json.encode(told))


def worthier() -> tuple[Resource, ...]:
    first, *others = catalogue().resources
    return (msgspec.structs.replace(first, value=first.value + 1), *others)


CHANGES: dict[str, Callable[[Store], object]] = {
    "las cantidades fijadas": lay,
    "las rutas, los viajes o los presupuestos": lambda store: put_rows(
        store, Budget, [Budget(depot=GOODS, cents=5_000)]
    ),
    "los pesos": table,
    "las existencias de los almacenes": lambda store: store.put_supply(supply(tablets=5)),
    "las escuelas": lambda store: store.put_schools([replace(schools()[0], students=400)]),
    "los quintiles de pobreza": lambda store: put_rows(
        store, Quintile, [Quintile(place=SCHOOL, quintile=1, source="INEI", year=2018)]
    ),
    "el catálogo": lambda store: catalogue_of(store, msgspec.structs.replace(catalogue(), resources=worthier())),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_plan_drawn_before_a_decision_is_not_signed_until_it_is_drawn_again(store: Store, what: str) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    before = outdated.words(store, plan)
    CHANGES[what](store)

    with pytest.raises(PlanRefused, match="No se puede firmar así: calcúlelo otra vez") as refused:
        planning.approve(store, plan.id, login="ana")

    assert before == []
    assert what in str(refused.value)
    assert store.plan(plan.id).approvals == ()
    assert [act.kind for act in store.acts(plan.id)][-1] == Kind.REFUSED
    again = proposing.make_plan(store, needs(), **PERIOD)
    assert planning.approve(store, again.id, login="ana").status is PlanStatus.APPROVED


def test_what_is_taken_back_to_what_it_was_leaves_the_plan_to_be_signed(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    locking.lift(store, lay(store), why="Ya no.", by=ANA)
    lay(store, until=date(2026, 10, 18))

    assert planning.approve(store, plan.id, login="ana").status is PlanStatus.APPROVED


def test_a_signed_plan_does_not_go_out_without_what_was_fixed_since(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    number = lay(store)

    with pytest.raises(PlanRefused, match="No se puede publicar así"):
        planning.publish(store, plan.id)

    (said,) = outdated.words(store, store.plan(plan.id))
    assert "las cantidades fijadas" in said.text()
    locking.lift(store, number, why="Ya no.", by=ANA)
    assert planning.publish(store, plan.id)
    assert outdated.words(store, store.plan(plan.id)) == []


def test_of_a_plan_that_an_older_program_drew_without_fingerprints_only_the_locks_are_compared(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    older = {name: told for name, told in plan.inputs.items() if name not in ("hashes", "locks")}
    with store.begin() as connection:
        connection.execute(update(schema.plans).values(inputs=msgspec.json.encode(older)))
    store.put_supply(supply(tablets=5))
    before = outdated.changed_since(store, store.plan(plan.id))
    lay(store)

    assert before == ()
    assert outdated.changed_since(store, store.plan(plan.id)) == ("locks",)


def test_all_that_changed_is_named_in_the_language_of_the_reader(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    lay(store)
    store.put_supply(supply(tablets=5))

    assert "cambiaran: las cantidades fijadas, las existencias de los almacenes." in page(client, f"/plan/{plan.id}")
    assert "the fixed quantities, the depots&#39; stock" in page(client, f"/plan/{plan.id}?idioma=en")


def test_the_page_says_it_before_and_refuses_the_signature(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    client = signed_in(app_of(store))
    token = csrf_of(page(client, f"/plan/{plan.id}/aprobar"))
    lay(store)

    shown, asked = page(client, f"/plan/{plan.id}"), page(client, f"/plan/{plan.id}/aprobar")
    done = client.post(f"/plan/{plan.id}/aprobar", data={"csrf": token})

    assert "se calculó antes de que cambiaran: las cantidades fijadas" in shown
    assert "se calculó antes de que cambiaran: las cantidades fijadas" in asked
    assert re.findall(r"<button.*?</button>", asked.partition("<main")[2].partition("</main>")[0]) == []
    assert "Va a firmar este plan." not in asked
    assert done.status_code == 409
    assert "calcúlelo otra vez con «Recalcular con lo fijado», en la página del plan, o con" in done.get_data(
        as_text=True
    )
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def test_the_command_refuses_the_signature_too(store: Store, tmp_path: Path) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    app_of(store)
    lay(store)
    secret = tmp_path / "clave"
    secret.write_text(PASSPHRASE, encoding="utf-8")

    words = ["plan", "approve", plan.id, "--login", "ana", "--passphrase-file", str(secret), "--dir", str(tmp_path)]
    done = CliRunner().invoke(main, words)

    assert done.exit_code == 1
    assert "se calculó antes de que cambiaran: las cantidades fijadas" in done.output
    assert store.plan(plan.id).status is PlanStatus.PROPOSED


def approved(store: Store) -> PlanRow:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    return planning.approve(store, plan.id, login="ana")


def closed(store: Store, line: Line) -> object:
    return school_changes.close(store, line.school, into="", why="Sin estudiantes.", by=ANA)


def moved(store: Store, line: Line) -> object:
    there = next(one for one in schools() if one.id == line.school)
    return store.put_schools([replace(there, site=next(one.site for one in schools() if one.site != line.site))])


def withdrawn(store: Store, line: Line) -> object:
    left = tuple(one for one in catalogue().resources if one.id != line.resource)
    return catalogue_of(store, msgspec.structs.replace(catalogue(), resources=left))


def asks_for_more(store: Store, line: Line) -> object:
    told = [
        msgspec.structs.replace(one, requires=Requirement(levels=("secundaria",))) if one.id == line.resource else one
        for one in catalogue().resources
    ]
    return catalogue_of(store, msgspec.structs.replace(catalogue(), resources=tuple(told)))


@pytest.mark.parametrize("change", [closed, moved, withdrawn, asks_for_more])
def test_a_signed_plan_sends_nothing_to_where_it_is_of_no_use_any_more(
    store: Store, change: Callable[[Store, Line], object]
) -> None:
    plan = approved(store)
    line = next(one for one in store.plan_lines(plan.id) if one.units and one.resource == GUIDE)
    change(store, line)

    named = next(one.name for one in schools() if one.id == line.school)
    with pytest.raises(PlanRefused, match=rf"ya no sirve lo que envía aquí: {named} \({line.school}\), .*otra vez"):
        planning.publish(store, plan.id)

    assert (store.decisions(), store.shipments()) == ([], [])
    assert len(outdated.words(store, store.plan(plan.id))) == 1


def test_a_signed_plan_goes_out_whatever_changed_of_what_it_sends_nothing_of(store: Store) -> None:
    plan = approved(store)
    store.put_schools([replace(schools()[0], students=400)])

    assert planning.publish(store, plan.id)


def test_a_request_that_was_turned_down_since_leaves_no_plan_that_counts_it_to_be_signed(
    office: Office, node: Node
) -> None:
    store, asked = office.store, Request(school=SCHOOL_ASKS, resource=GUIDE_ASKED, units=20, reason="faltan")
    node.record(Claim(asked))
    office.take(node.bundle())
    (row,) = store.requests()
    plan = proposing.make_plan(store, [], **PERIOD)
    before = outdated.changed_since(store, plan)
    answer_request(store, row.event, "No hay más este año.", counts=False, by=ANA)

    with pytest.raises(PlanRefused, match="los pedidos que no se toman en cuenta"):
        planning.approve(store, plan.id, login="ana")
    again = proposing.make_plan(store, [], **PERIOD)

    assert (before, outdated.changed_since(store, again)) == ((), ())
    assert (again.id != plan.id, again.status) == (True, PlanStatus.PROPOSED)


@pytest.mark.parametrize("step", [PlanStatus.PROPOSED, PlanStatus.APPROVED])
def test_a_plan_is_neither_signed_nor_published_once_its_period_is_over(tmp_path: Path, step: PlanStatus) -> None:
    clock = StillClock(NOW)
    store = office(tmp_path, clock)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    if step is PlanStatus.APPROVED:
        planning.approve(store, plan.id, login="ana")
    last = datetime.combine(PERIOD["period_first"], time(12), LIMA) + timedelta(weeks=PERIOD["period_weeks"], days=-1)
    take = planning.publish if step is PlanStatus.APPROVED else partial(planning.approve, login="ana")
    clock.at = last + timedelta(days=1)

    with pytest.raises(PlanRefused, match="terminó el 20/12/2026"):
        take(store, plan.id)
    assert ["terminó el 20/12/2026" in one.text() for one in outdated.words(store, store.plan(plan.id))] == [True]
    clock.at = last
    assert outdated.words(store, store.plan(plan.id)) == []
    take(store, plan.id)
