"""A plan gives way to another, unless somebody signed it; once its period is over it does in any case."""

from datetime import timedelta
from pathlib import Path

import pytest

from hub import limits, planning, proposing
from hub.plan_rows import PlanStatus
from hub.superseding import ended, supersede
from shared.acts import Actor
from tests.hub.office import PERIOD, needs, office, supply

LAST = PERIOD["period_first"] + timedelta(weeks=PERIOD["period_weeks"], days=-1)


@pytest.mark.parametrize(
    ("signed", "stands"), [((), PlanStatus.PROPOSED), (None, PlanStatus.SUPERSEDED), (True, PlanStatus.SUPERSEDED)]
)
def test_one_that_has_a_signature_gives_way_where_all_do_or_it_is_named(
    tmp_path: Path, signed: object, stands: PlanStatus
) -> None:
    store = office(tmp_path)
    limits.set_limit(store, units=10, devices=1, why="Piloto", by=Actor("eva", "Administración"))
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    store.put_supply(supply(tablets=60))
    other = proposing.make_plan(store, needs(), **PERIOD)
    with store.begin() as connection:
        named = [plan.id] if signed is True else signed
        supersede(connection, but=other.id, among=(PlanStatus.PROPOSED,), signed=named)  # type: ignore[arg-type]

    assert (store.plan(plan.id).status, store.plan(other.id).status) == (stands, PlanStatus.PROPOSED)


def test_a_plan_ends_with_the_last_day_of_its_period(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    with store.read() as connection:
        found = [ended(connection, LAST + timedelta(days=days)) for days in (0, 1)]

    assert found == [[], [plan.id]]
