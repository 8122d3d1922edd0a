"""A step that a person takes with a plan is one: what others do in the same moment comes before it or after."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub import locking, planning
from hub.lock_checks import Wanted
from hub.plan_rows import PlanRow, PlanStatus
from hub.plans import newest
from hub.proposing import make_plan
from hub.region_rows import SupplyRow
from hub.store import Store
from shared.acts import Actor
from shared.allocation import LockKind, Need
from shared.errors import PlanRefused
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, needs, office

EVA = Actor("eva", "Operación regional")

pytestmark = pytest.mark.databases


def excluded(store: Store, plan: PlanRow) -> Wanted:
    line = next(one for one in store.plan_lines(plan.id) if one.units)
    until, kind = date(2026, 12, 31), LockKind.EXCLUDE
    return Wanted(school=line.school, resource=line.resource, kind=kind, units=0, until=until, why="Censo.")


class Meanwhile(Store):
    """The region's store, where somebody else does something as soon as a step has begun to look at what there is."""

    act: Callable[[], object] | None = None

    def supply(self) -> list[SupplyRow]:
        found = super().supply()
        if self.act is not None:
            act, self.act = self.act, None
            with ThreadPoolExecutor(1) as other:
                other.submit(act).result()
        return found


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Meanwhile]:
    made = office(tmp_path, databases=databases)
    made.close()
    with closing(Meanwhile(made.config)) as opened:
        yield opened


def beside(store: Store, act: Callable[[Store], object]) -> Callable[[], None]:
    """Return what does something as another process would."""

    def done() -> None:
        with closing(Store(store.config)) as other:
            act(other)

    return done


def test_what_was_fixed_while_a_step_was_looked_at_is_not_passed_over(store: Meanwhile) -> None:
    plan = make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    store.act = beside(store, lambda other: locking.lay_down(other, excluded(store, plan), by=EVA))

    with pytest.raises(PlanRefused, match="las cantidades fijadas"):
        planning.publish(store, plan.id)

    assert store.shipments() == []


def test_the_newest_plan_is_one_plan_from_the_first_look_to_the_signature(store: Meanwhile) -> None:
    first = make_plan(store, needs(), **PERIOD)
    other = [replace(row, need=Need(1, 2, 3)) for row in needs()]
    store.act = beside(store, lambda at: make_plan(at, other, **PERIOD))

    with pytest.raises(PlanRefused, match="otro plan lo reemplazó"):
        planning.approve(store, "latest", login="ana")

    assert [one.approvals for one in store.plans()] == [(), ()]
    assert store.plan("latest").id != first.id


def test_the_newest_plan_is_one_that_stands_while_any_does(store: Meanwhile) -> None:
    first = make_plan(store, needs(), **PERIOD)
    planning.approve(store, first.id, login="ana")
    number = locking.lay_down(store, excluded(store, first), by=EVA).number
    second = make_plan(store, needs(), **PERIOD)
    locking.lift(store, number, why="Ya no.", by=EVA)
    again = make_plan(store, needs(), **PERIOD)

    assert (again.id, store.plan(second.id).status) == (first.id, PlanStatus.SUPERSEDED)
    assert (store.plan("latest").id, newest(store.plans())) == (first.id, store.plan(first.id))
    planning.reject(store, first.id, by=EVA, why="Otro.")
    assert (store.plan("latest"), newest(store.plans()), newest([])) == (store.plans()[0], store.plans()[0], None)
