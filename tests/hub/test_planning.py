"""A plan is drawn once from the same inputs, recomputes, is signed by a person, and only then published."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from hub import auditing, drawing, planning, proposing, schema
from hub.inputs import Foreseen
from hub.plan_rows import PlanStatus
from hub.store import Store
from hub.ways import Way
from shared.allocation import Need, Reason
from shared.errors import PlanRefused
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.asking import ask_for
from tests.hub.builders import StillClock
from tests.hub.office import NOW, PERIOD, SITES, inputs, needs, office, schools, supply
from tests.hub.regions import GUIDE, TABLET


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path)


def test_the_same_inputs_give_the_same_plan_kept_once(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD)
    again = proposing.make_plan(store, reversed(needs()), **PERIOD)

    assert again == first
    assert len(store.plans()) == 1


def test_the_same_needs_a_month_later_are_another_plan_of_another_period(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD)

    later = proposing.make_plan(store, needs(), period_first=date(2026, 11, 16), period_weeks=9)

    assert later.period_first == date(2026, 11, 16)
    assert store.plan(first.id).status is PlanStatus.SUPERSEDED


def test_the_plan_does_not_depend_on_the_order_of_any_rows() -> None:
    one = drawing.draw_plan(inputs())
    other = drawing.draw_plan(inputs(schools=schools()[::-1], foreseen=needs()[::-1], supply=supply()[::-1]))

    assert one == other


def test_a_plan_carries_its_inputs_prices_certificate_and_comparison(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    assert plan.status is PlanStatus.PROPOSED
    assert set(plan.inputs["hashes"]) == {
        "schools", "foreseen", "stock", "in_transit", "requests", "supply", "catalogue", "weights", "earlier", "locks",
    }  # fmt: skip
    assert plan.prices["stock"]["Huamanga"][TABLET] > 0
    assert plan.certificate["gap_pct"] >= 0
    assert (plan.inputs["rule"], plan.inputs["alpha"]) == (drawing.RULE, 2)
    assert set(plan.comparison) == set(Way)
    assert plan.simulated == ("energía eléctrica", "matrícula")


def test_every_line_of_a_kept_plan_recomputes_from_what_is_published(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    assert plan.lines > 20
    assert auditing.audit(store, plan.id) == auditing.Audit((), ())


def test_an_audit_tells_what_changed_since_from_what_somebody_touched(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    store.put_schools(replace(school, power=Power.GRID) for school in schools())
    moved = auditing.audit(store, plan.id)
    store.put_schools(schools())
    line = store.plan_lines(plan.id)[0]
    body = msgspec.json.encode(msgspec.structs.replace(line, units=line.units + 1))
    key = (schema.plan_lines.c.school == line.school) & (schema.plan_lines.c.resource == line.resource)
    with store.begin() as connection:
        connection.execute(schema.plan_lines.update().where(key).values(line=body))

    touched = auditing.audit(store, plan.id)

    assert (bool(moved.lines), moved.changed) == (True, ("schools",))
    assert ([(one.school, one.resource) for one in touched.lines], touched.changed) == (
        [(line.school, line.resource)], (),
    )  # fmt: skip


def test_new_stock_gives_a_new_proposal_and_the_older_one_is_superseded(store: Store) -> None:
    older = proposing.make_plan(store, needs(), **PERIOD)
    store.put_supply(supply(tablets=90))

    newer = proposing.make_plan(store, needs(), **PERIOD)

    assert store.plan(older.id).status is PlanStatus.SUPERSEDED
    assert newer.status is PlanStatus.PROPOSED
    assert newer.units > older.units


def test_what_changes_back_is_proposed_anew_and_the_older_plan_stays_superseded(store: Store) -> None:
    first = proposing.make_plan(store, needs(), **PERIOD)
    store.put_supply(supply(tablets=90))
    proposing.make_plan(store, needs(), **PERIOD)
    store.put_supply(replace(row, as_of=NOW.date()) for row in supply())

    again = proposing.make_plan(store, needs(), **PERIOD)

    assert (again.id, again.plan_hash, again.status) == (f"{first.id}-2", first.plan_hash, PlanStatus.PROPOSED)
    assert store.plan(first.id).status is PlanStatus.SUPERSEDED
    assert auditing.audit(store, again.id) == auditing.Audit((), ())


def test_a_plan_is_not_published_before_a_person_has_signed_it(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)

    with pytest.raises(PlanRefused, match="apruebe"):
        planning.publish(store, plan.id)


def test_an_approved_plan_is_published_once_with_a_decision_for_every_site(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    approved = planning.approve(store, plan.id, login="ana")

    decisions = planning.publish(store, plan.id)

    assert approved.status is PlanStatus.APPROVED
    assert {decision.site for decision in decisions} == set(SITES)
    assert decisions[0].approvals[0].role == planning.OFFICE
    assert sum(line.units for d in decisions for line in d.lines) == plan.units
    assert planning.publish(store, plan.id) == decisions


def test_a_superseded_plan_is_neither_signed_nor_published(store: Store) -> None:
    plan = proposing.make_plan(store, needs(), **PERIOD)
    store.put_supply(supply(tablets=90))
    proposing.make_plan(store, needs(), **PERIOD)

    with pytest.raises(PlanRefused, match="reemplazó"):
        planning.publish(store, plan.id)
    with pytest.raises(PlanRefused, match="reemplazó"):
        planning.approve(store, plan.id, login="ana")


def test_every_round_hands_out_what_the_depot_counted_and_no_more(store: Store) -> None:
    while (plan := proposing.make_plan(store, needs(), **PERIOD)).status is PlanStatus.PROPOSED:
        planning.approve(store, plan.id, login="ana")
        planning.publish(store, plan.id)
        store.put_supply(supply())

    sent = sum(units for one in store.shipments() for resource, units in one.lines if resource == TABLET)
    left = {row.resource: row.units for row in store.supply()}
    assert sent > 0
    assert sent + left[TABLET] == 55


def test_a_request_that_arrived_after_a_plan_was_drawn_counts_in_the_next_one(tmp_path: Path) -> None:
    clock = StillClock()
    store = office(tmp_path, clock)
    ask_from(store, 1, units=10)
    clock.at += timedelta(minutes=1)
    first = proposing.make_plan(store, needs(), **PERIOD)
    clock.at += timedelta(hours=1)
    ask_from(store, 2, units=20)
    planning.approve(store, first.id, login="ana")
    planning.publish(store, first.id)
    clock.at += timedelta(days=1)

    second = proposing.make_plan(store, needs(), **PERIOD)

    told = [{line.asked for line in store.plan_lines(plan.id)} for plan in (first, second)]
    assert told == [{0, 10}, {0, 20}]


def ask_from(store: Store, seq: int, *, units: int) -> None:
    """A request made days ago, which arrives now."""
    ask_for(store, schools()[seq].id, TABLET, units, day=date(2026, 10, 14))


def test_what_is_on_its_way_to_a_site_lowers_what_it_gets() -> None:
    coming = {(site, TABLET): 30 for site in SITES}

    plan = drawing.draw_plan(inputs(in_transit=coming))

    tablets = [line for line in plan.lines if line.resource == TABLET]
    assert {line.reason for line in tablets} == {Reason.SATISFIED}
    assert sum(line.units for line in tablets) == 0


def test_a_school_that_the_region_does_not_know_is_left_out_and_named() -> None:
    stranger = Foreseen(SchoolId("0000001-0"), GUIDE, Need(1, 2, 3))

    plan = drawing.draw_plan(inputs(foreseen=[*needs(), stranger]))

    assert plan.inputs["left_out"] == ["0000001-0"]


def test_a_school_without_a_depot_gets_a_line_that_says_so() -> None:
    alone = replace(schools()[0], depot="", site=SiteId("999999"))

    plan = drawing.draw_plan(inputs(schools=[alone], foreseen=[Foreseen(alone.id, GUIDE, Need(9, 12, 20))]))

    assert [(line.reason, line.depot) for line in plan.lines] == [(Reason.STOCK, "")]
