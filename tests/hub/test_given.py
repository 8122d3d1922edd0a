"""What plans gave is read once, and says of each line what the line itself does."""

from dataclasses import fields
from pathlib import Path

import numpy as np

from hub import planning, proposing
from hub.given import Given, given
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
    assert {(site, of): [found.units[at] for at in places] for site, of, places in found.sent()} == {
        (one.site, one.resource): [one.units] for one in lines if one.units
    }
    assert given(store, plan) is found


def test_of_no_line_anything_is_kept_but_numbers(tmp_path: Path) -> None:
    store = office(tmp_path)
    plan = proposing.make_plan(store, needs(), **PERIOD)

    found = given(store, plan)

    weights = {one.name: getattr(found, one.name) for one in fields(Given)}
    names = {name for name, one in weights.items() if isinstance(one, tuple)}
    assert names == {"schools", "resources", "sites"}
    assert all(len(weights[name]) == len(set(weights[name])) for name in names)
    assert all(one.dtype == np.int64 for name, one in weights.items() if name not in names)


def test_lines_to_schools_of_one_site_are_given_together_and_those_that_send_nothing_not_at_all() -> None:
    at = {name: np.array([0, 0, 1, 1, 2]) for name in ("school", "need", "had")}
    units = np.array([3, 0, 4, 5, 6])
    found = Given(
        ("a", "b", "c"),
        ("tablet", "guia"),
        ("lejos", "cerca"),
        resource=np.array([0, 1, 0, 1, 1]),
        units=units,
        sending=np.array([0, 2, 3, 4]),
        goes=np.array([0, 0, 0, 1]),
        **at,
    )

    assert list(found.sent()) == [("lejos", "tablet", [0, 2]), ("lejos", "guia", [3]), ("cerca", "guia", [4])]
