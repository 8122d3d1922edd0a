"""What plans gave is read once, and says of each line what the line itself does."""

from pathlib import Path

from hub import planning, proposing
from hub.given import given
from shared.allocation import Reason
from tests.hub.office import PERIOD, needs, office


def test_the_columns_of_a_plan_are_its_lines_but_those_of_what_a_school_cannot_use(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)
    planning.approve(store, plan.id, login="ana")
    planning.publish(store, plan.id)
    every = store.plan_lines(plan.id)
    lines = [one for one in every if one.reason is not Reason.INCOMPATIBLE]

    found = given(store, plan)

    named = [(found.schools[at], found.resources[of]) for at, of in zip(found.school, found.resource, strict=True)]
    assert named == [(one.school, one.resource) for one in lines]
    assert 0 < len(lines) < len(every)
    assert found.units.tolist() == [one.units for one in lines]
    assert found.need.tolist() == [one.need.p50 for one in lines]
    assert found.had.tolist() == [one.on_hand + one.in_transit for one in lines]
    assert {key: [found.units[at] for at in places] for key, places in found.sent.items()} == {
        (one.site, one.resource): [one.units] for one in lines if one.units
    }
    assert given(store, plan) is found
