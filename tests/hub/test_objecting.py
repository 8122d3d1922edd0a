"""An objection to the last plan that went out stands beside the line of the next one, answered or not."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from hub import planning, proposing
from hub.answers import answer
from hub.objecting import objected
from hub.plan_rows import PlanRow
from hub.store import Store
from shared.ids import SchoolId
from tests.hub.builders import StillClock
from tests.hub.busy_office import objected as object_to
from tests.hub.office import NOW, PERIOD, SITES, needs, office, supply
from tests.hub.regions import TABLET

FIRST = SchoolId("0999101-0")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return office(tmp_path, StillClock(NOW))


def published(store: Store, tablets: int = 55) -> str:
    plan = drawn(store, tablets)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    return plan.id


def drawn(store: Store, tablets: int) -> PlanRow:
    assert isinstance(store.clock, StillClock)
    store.clock.at += timedelta(minutes=1)
    store.put_supply([replace(row, as_of=date(2026, 10, 17)) for row in supply(tablets)])
    return proposing.make_plan(store, needs(), **PERIOD)


def beside(store: Store, plan: PlanRow) -> dict[tuple[str, str], list[str]]:
    found = objected(store, plan, store.plan_lines(plan.id))
    return {key: [one.text() for one in said] for key, said in found.items()}


def test_it_stands_beside_the_same_line_of_the_next_plan_until_it_is_answered_and_after(store: Store) -> None:
    decision = f"{published(store)}-999101"
    object_to(store, decision, SITES[0], "cantidad", "Entraron seis alumnos.", FIRST)
    plan = drawn(store, 70)

    open_ = beside(store, plan)
    answer(store, decision=decision, school=FIRST, resource=TABLET, text="Van en marzo.", login="ana", role="Operación")
    closed = beside(store, plan)

    said = f"La escuela objetó la decisión {decision}: La cantidad no alcanza. «Entraron seis alumnos.»"
    assert open_ == {(FIRST, TABLET): [f"{said} Falta responderle."]}
    assert closed == {(FIRST, TABLET): [f"{said} Se le respondió: «Van en marzo.»"]}


def test_one_that_names_no_service_stands_beside_every_service_of_its_site(store: Store) -> None:
    decision = f"{published(store)}-999101"
    object_to(store, decision, SITES[0], "otro", "", None)
    plan = drawn(store, 70)
    lines = store.plan_lines(plan.id)
    other = [structs.replace(line, school=SchoolId("0999109-0")) for line in lines if line.school == FIRST]

    found = objected(store, plan, [*lines, *other])

    assert sorted(found) == [(FIRST, TABLET), (SchoolId("0999109-0"), TABLET)]


def test_what_was_objected_to_an_older_plan_does_not_stay_for_ever(store: Store) -> None:
    decision = f"{published(store)}-999101"
    object_to(store, decision, SITES[0], "cantidad", "", FIRST)
    second = published(store, 70)
    third = drawn(store, 90)

    assert [bool(beside(store, store.plan(id_))) for id_ in (second, third.id)] == [True, False]


def test_the_first_plan_has_nothing_beside_its_lines(store: Store) -> None:
    assert beside(store, drawn(store, 55)) == {}
