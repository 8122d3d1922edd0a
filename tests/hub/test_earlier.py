"""What the cycles before needed and got: as the plans that went out saw it, less what schools did not take."""

from datetime import date
from pathlib import Path
from typing import Any

from hub import planning, proposing
from hub.closing import close
from hub.earlier import earlier_of, rows_of
from hub.settling import Said
from shared.acts import Actor
from shared.allocation import Line, Need, Reason
from shared.ids import SchoolId, SiteId
from tests.hub.office import PERIOD, delivered, line, needs, office, supply
from tests.hub.regions import GUIDE, TABLET

SITE = SiteId("999101")


def sent(school: str, units: int, there: int = 0, **more: Any) -> Line:
    known = {"resource": GUIDE, "reason": Reason.SATISFIED, "need": Need(10, 10, 10)} | more
    return Line(school=SchoolId(school), site=SITE, units=units, lots=units, lot=1, on_hand=there, **known)


def test_what_a_site_rejected_is_shared_between_its_schools_and_was_not_received() -> None:
    found = rows_of("2026-07", [("p", [sent("1-0", 30), sent("2-0", 10, there=2)])], {("p", SITE, GUIDE): 8})

    assert [(row.need, row.received) for row in found] == [(10, 24), (10, 10)]


def test_a_second_plan_of_a_cycle_adds_what_it_brought_and_neither_need_nor_stock() -> None:
    plans = [(plan, [sent("1-0", units, there)]) for plan, units, there in (("p", 4, 3), ("q", 2, 7))]
    found = rows_of("2026-07", plans, {})

    assert [(row.need, row.received) for row in found] == [(10, 9)]


def test_where_nobody_had_counted_as_much_was_there_as_where_somebody_had() -> None:
    lines = [
        sent("1-0", 3, there=6), sent("2-0", 0, there=2), sent("3-0", 5, counted=False),
        sent("4-0", 5, there=7, counted=False), sent("5-0", 0, reason=Reason.INCOMPATIBLE),
        sent("1-0", 0, resource=TABLET, counted=False),
    ]  # fmt: skip

    found = rows_of("2026-07", [("p", lines)], {})

    # Of what nobody counted at all, the mean of what somebody did.
    assert [(row.received, row.assumed) for row in found] == [
        (9, 0), (2, 0), (5, 4), (12, 0), (0, 0), (0, 4),
    ]  # fmt: skip


def test_a_second_plan_of_a_cycle_takes_no_more_to_have_been_there() -> None:
    plans = [(plan, [sent("1-0", 1, there), sent("2-0", 1, counted=False)]) for plan, there in (("p", 4), ("q", 9))]
    found = rows_of("2026-07", plans, {})

    assert [(row.received, row.assumed) for row in found] == [(6, 0), (2, 4)]


def test_only_published_plans_of_cycles_before_count_and_no_more_than_the_window(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    before = earlier_of(store, "2026-12", 3)
    planning.publish(store, plan.id)
    delivered(store, f"{plan.id}-{SITE}", SITE, f"{plan.id}-0001", [line(TABLET, 5, rejected=5, reason="roto")])

    rows = earlier_of(store, "2026-12", 3)

    assert before == []
    assert {row.cycle for row in rows} == {"2026-10"}
    assert earlier_of(store, "2026-10", 3) == earlier_of(store, "2026-12", 1) == []
    assert sum(row.received for row in rows) > 0


def test_what_the_office_says_never_came_was_not_received(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    before = {(row.school, row.resource): row.received for row in earlier_of(store, "2026-12", 3)}
    one = store.shipments()[0]
    close(store, one.pecosa, dict(one.lines), Said(how="lost", units=0, why="Cayó al río."), by=Actor("ana", "Central"))
    after = {(row.school, row.resource): row.received for row in earlier_of(store, "2026-12", 3)}

    assert sum(before.values()) - sum(after.values()) == sum(units for _, units in one.lines)


def test_a_school_that_was_passed_over_is_more_urgent_in_the_next_cycle(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    store.put_supply(supply())

    later = proposing.make_plan(store, needs(), period_first=date(2026, 12, 21), period_weeks=9)

    assert len(later.inputs["window"]) == len(plan.inputs["window"])
    assert all(later.inputs["window"][one][0] > plan.inputs["window"][one][0] for one in plan.inputs["window"])
