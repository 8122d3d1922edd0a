"""A proposal knows the approved plan of its period, and is the same plan where nothing changed since."""

from pathlib import Path

from hub import auditing, limits, planning, proposing
from hub.plan_rows import PlanStatus
from shared.acts import Actor
from tests.hub.office import PERIOD, more_needs, needs, office, supply


def test_where_nothing_changed_since_it_was_approved_the_plan_is_found_and_not_drawn_anew(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")

    again = proposing.make_plan(store, needs(), **PERIOD)

    assert (again.id, again.status) == (plan.id, PlanStatus.APPROVED)


def test_beside_an_approved_plan_new_stock_gives_a_proposal_that_names_it_twice_the_same_and_recomputes(
    tmp_path: Path,
) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    store.put_supply(supply(tablets=60))

    newer = proposing.make_plan(store, needs(), **PERIOD)
    again = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, newer.id, login="ana")
    approved = proposing.make_plan(store, needs(), **PERIOD)

    assert (plan.inputs["last_plan"], newer.inputs["last_plan"]) == ("", plan.id)
    assert newer.id == again.id == approved.id
    assert auditing.audit(store, newer.id) == auditing.Audit((), ())


def test_a_night_leaves_a_plan_that_waits_for_its_second_signature_as_it_is(tmp_path: Path) -> None:
    store = office(tmp_path)
    limits.set_limit(store, units=10, devices=1, why="Piloto", by=Actor("eva", "Administración"))
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")

    again = proposing.make_plan(store, needs(), **PERIOD)
    newer = proposing.make_plan(store, more_needs(), **PERIOD)

    assert (again.id, again.status) == (plan.id, PlanStatus.PROPOSED)
    assert newer.inputs["last_plan"] == plan.id
    assert {row.id: row.status for row in store.plans()} == {
        newer.id: PlanStatus.PROPOSED,
        plan.id: PlanStatus.PROPOSED,
    }
    assert auditing.audit(store, newer.id) == auditing.Audit((), ())


def test_a_new_proposal_is_not_tied_to_one_that_nobody_can_sign_any_more(tmp_path: Path) -> None:
    store = office(tmp_path)
    limits.set_limit(store, units=10, devices=1, why="Piloto", by=Actor("eva", "Administración"))
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    store.put_supply(supply(tablets=60))

    newer = proposing.make_plan(store, needs(), **PERIOD)

    assert (newer.inputs["last_plan"], store.plan(plan.id).status) == ("", PlanStatus.PROPOSED)
