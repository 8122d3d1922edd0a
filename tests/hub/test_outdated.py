"""A plan that does not know what the region decided since it was drawn is not signed, and says what to do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from sqlalchemy import update

from hub import locking, outdated, planning, proposing, schema, weighing
from hub.acts import Kind
from hub.cli import main
from hub.fairness import Weights
from hub.kept_means import put_rows
from hub.lock_checks import Wanted
from hub.means import GOODS, Budget
from hub.plan_rows import PlanStatus
from hub.quintiles import Quintile
from hub.store import Store
from shared.acts import Actor
from shared.allocation import LockKind
from shared.errors import PlanRefused
from shared.resources import Catalogue, Resource
from tests.hub.office import PASSPHRASE, PERIOD, app_of, csrf_of, needs, office, page, schools, signed_in, supply
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

    shown = page(client, f"/plan/{plan.id}")
    done = client.post(f"/plan/{plan.id}/aprobar", data={"csrf": token})

    assert "se calculó antes de que cambiaran: las cantidades fijadas" in shown
    assert done.status_code == 409
    assert "calcúlelo otra vez con «chasqui-hub allocate» y firme el nuevo" in done.get_data(as_text=True)
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
