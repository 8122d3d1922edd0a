"""A plan is drawn from its inputs alone, with what it publishes of them."""

from dataclasses import replace

import pytest

from hub.allocation.worth import MAX_LOTS
from hub.drawing import RULE, draw_plan, flat, nested
from hub.fairness import Weights
from hub.region_rows import SupplyRow
from shared.allocation import Need, Reason
from shared.ids import ResourceId
from tests.hub.office import inputs, needs, schools, supply
from tests.hub.regions import GUIDE, catalogue

HERE = [replace(school, depot="Huamanga") for school in schools()]


def test_the_rule_and_the_settings_are_told_and_each_way_by_group() -> None:
    plan = draw_plan(inputs(schools=HERE))

    assert (plan.inputs["rule"], plan.inputs["settings"]["alpha"]) == (RULE, 2)
    assert set(plan.comparison["plan"]["groups"]) == {"rurality", "language", "ugel"}
    assert plan.certificate["value"] <= plan.certificate["bound"]


def test_a_plan_tells_by_which_calendars_of_ugels_its_needs_were_foreseen() -> None:
    plain, told = draw_plan(inputs(schools=HERE)), draw_plan(inputs(schools=HERE, calendars={"Huamanga": 3}))

    assert (plain.inputs.get("calendars"), told.inputs["calendars"]) == (None, {"Huamanga": 3})
    assert plain.id == told.id


@pytest.mark.parametrize("alpha", [0.0, 2.0])
def test_no_depot_sends_more_than_it_has(alpha: float) -> None:
    plan = draw_plan(inputs(schools=HERE, weights=Weights(version=1, alpha=alpha)))

    for row in supply():
        assert sum(line.units for line in plan.lines if line.resource == row.resource) <= row.units


@pytest.mark.parametrize(("beyond", "told"), [(0, 0), (1, 1)])
def test_a_need_is_told_as_cut_only_where_lots_were_left_out(beyond: int, told: int) -> None:
    first, *others = needs()
    lot = next(one.lot for one in catalogue().resources if one.id == first.resource)
    units = lot * (MAX_LOTS + beyond)

    plan = draw_plan(inputs(schools=HERE, foreseen=[replace(first, need=Need(units, units, units)), *others]))

    assert plan.inputs["cut"] == [[first.school, first.resource]] * told


def test_the_nation_s_reserve_serves_where_the_depot_has_none() -> None:
    pool = [SupplyRow(depot="POOL", resource=GUIDE, units=20)]

    plan = draw_plan(inputs(schools=HERE, supply=pool))

    guides = [line for line in plan.lines if line.resource == GUIDE]
    assert sum(line.units for line in guides) == 20
    assert Reason.POOL in {line.reason for line in guides}


def test_stocks_are_kept_by_name_and_read_back() -> None:
    units = {("Huamanga", ResourceId("guia")): 5, ("Huanta", ResourceId("guia")): 0}

    assert flat(nested(units)) == units
