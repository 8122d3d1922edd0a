"""Who got nothing is told by what schools confirmed, over some months or over all, and why it is so."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from hub import planning, proposing
from hub.closing import close
from hub.efficiency import sent_rows
from hub.got_nothing import Because, got_nothing
from hub.plan_rows import PlanRow
from hub.rows import ShipmentRow
from hub.settling import Said
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Need
from shared.facts import DeliveryLine
from shared.ids import SchoolId
from tests.hub.databases import Databases
from tests.hub.office import PERIOD, SITES, delivered, line, needs, office, schools, supply
from tests.hub.regions import GUIDE, READER

SECOND = SchoolId("0888101-0")
FIRST = schools()[0]


@pytest.fixture
def store(tmp_path: Path, databases: Databases) -> Iterator[Store]:
    opened = office(tmp_path, databases=databases)
    yield opened
    opened.close()


def published(store: Store, first: date = PERIOD["period_first"], foreseen: Any = None) -> PlanRow:
    """Publish a plan of the period that begins on a day."""
    plan = proposing.make_plan(store, foreseen or needs(), period_first=first, period_weeks=9)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return plan


def confirmed(store: Store, shipment: ShipmentRow, *, accepts: bool) -> None:
    lines = [
        line(name, units, 0 if accepts else units, None if accepts else "golpeado") for name, units in shipment.lines
    ]
    delivered(store, shipment.decision, shipment.site, shipment.pecosa, lines)


def told(store: Store, cycles: int | None) -> dict[SchoolId, Because]:
    return {one.school.id: one.because for one in got_nothing(store, sent_rows(store), cycles)[0]}


def shipment_to(store: Store, plan: PlanRow, site: str) -> ShipmentRow:
    (one,) = [row for row in store.shipment_rows() if row.site == site and row.decision.startswith(plan.id)]
    return one


@pytest.mark.databases
def test_what_a_plan_gave_is_nothing_until_the_school_confirms_that_it_accepted_some(store: Store) -> None:
    assert got_nothing(store, sent_rows(store), None) == ([], 0)
    plan = published(store)
    sent = {one.school for one in store.plan_lines(plan.id) if one.units}
    before = told(store, 1)
    one, other = (shipment_to(store, plan, site) for site in SITES[:2])
    confirmed(store, one, accepts=True)
    confirmed(store, other, accepts=False)

    assert before == {
        school.id: Because.UNCONFIRMED if school.id in sent else Because.UNSENT for school in store.schools()
    }
    assert told(store, 1) == {
        school: Because.REFUSED if school == schools()[1].id else why
        for school, why in before.items()
        if school != FIRST.id
    }


@pytest.mark.databases
def test_never_is_of_all_months_and_a_look_at_some_of_the_last_ones_alone(store: Store) -> None:
    confirmed(store, shipment_to(store, published(store), SITES[0]), accepts=True)
    store.put_supply([replace(row, as_of=store.clock.now().date()) for row in supply()])
    published(store, date(2027, 1, 4))
    rows = sent_rows(store)

    assert [got_nothing(store, rows, cycles)[1] for cycles in (1, 2, 12, None)] == [1, 2, 2, 2]
    assert FIRST.id in told(store, 1)
    assert FIRST.id not in told(store, 2)
    assert FIRST.id not in told(store, None)
    assert schools()[2].id in told(store, None)


@pytest.mark.parametrize(("accepted", "nothing"), [({GUIDE}, SECOND), ({READER}, FIRST.id), ({GUIDE, READER}, None)])
def test_of_two_services_in_one_place_each_got_what_was_accepted_of_its_own(
    store: Store, accepted: set[str], nothing: SchoolId | None
) -> None:
    store.put_schools([replace(FIRST, power=schools()[2].power), replace(schools()[2], id=SECOND, site=FIRST.site)])
    own = [replace(needs()[0], school=FIRST.id, resource=GUIDE, need=Need(9, 10, 11)),
           replace(needs()[0], school=SECOND, resource=READER, need=Need(4, 5, 6))]  # fmt: skip
    one = shipment_to(store, published(store, foreseen=own), FIRST.site)
    lines: list[DeliveryLine] = [
        line(name, units, 0 if name in accepted else units, "golpeado") for name, units in one.lines
    ]
    delivered(store, one.decision, one.site, one.pecosa, lines)

    found = told(store, None)

    assert {name for name, _units in one.lines} == {GUIDE, READER}
    assert [school for school in (FIRST.id, SECOND) if school in found] == ([nothing] if nothing else [])
    assert nothing is None or found[nothing] is Because.REFUSED


def test_the_database_is_asked_of_plans_and_schools_and_of_nothing_for_each_of_them(store: Store) -> None:
    published(store)
    rows, asked = sent_rows(store), []
    event.listen(store.engine, "before_cursor_execute", lambda _c, _u, sql, *_: asked.append(sql))

    found, _months = got_nothing(store, rows, None)

    assert len(found) == len(schools())
    assert [one for sql in asked for one in re.findall(r"FROM (\w+)", sql)] == [
        "plans",
        "supply",
        "versions",
        "schools",
    ]


def test_what_the_office_closed_is_no_longer_unconfirmed_and_what_came_by_a_paper_was_got(store: Store) -> None:
    plan = published(store)
    lost, paper, *_ = SITES
    for site, how in ((lost, "lost"), (paper, "arrived")):
        one = shipment_to(store, plan, site)
        said = Said(how=how, units=0, why="Lo dijo la UGEL.", day=one.left if how == "arrived" else None)
        close(store, one.pecosa, dict(one.lines), said, by=Actor("ana", "Central"))
    found = told(store, 1)
    of = {one.site: one.id for one in schools()}

    assert found[of[lost]] is Because.CLOSED
    assert of[paper] not in found
