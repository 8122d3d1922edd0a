"""Whose turn it is: who lacked something and was sent nothing counts more, longer waits more than shorter ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub import auditing, planning, proposing, weighing
from hub.acts import BY_COMMAND
from hub.closing import close
from hub.inputs import places_of
from hub.plan_rows import PlanRow
from hub.settling import Said
from hub.store import Store
from hub.waits import waits_after, waits_of
from shared.allocation import SCARCE
from shared.ids import SchoolId
from shared.weights import Weights
from tests.hub.office import delivered, line, needs, office, schools, supply
from tests.hub.regions import CHARGER, TABLET

TABLE = Weights(version=9, waited={"1": 150, "2": 300})
NAMES = st.sets(st.sampled_from(["a", "b", "c", "d"]).map(SchoolId))


def gone_out(store: Store, month: int, tablets: int) -> PlanRow:
    """Publish the plan of a month."""
    plan = signed(store, month, tablets)
    planning.publish(store, plan.id)
    return store.plan(plan.id)


def signed(store: Store, month: int, tablets: int) -> PlanRow:
    """Sign the plan of a month, with so many tablets to divide, and as many chargers as they take."""
    store.put_supply([replace(row, units=tablets) for row in supply() if row.resource in (TABLET, CHARGER)])
    wanted = [row for row in needs() if row.resource == TABLET]
    plan = proposing.make_plan(store, wanted, period_first=date(2026, month, 5), period_weeks=4)
    planning.approve(store, plan.id, login="ana")
    return plan


def with_table(folder: Path) -> Store:
    store = office(folder)
    weighing.bring_in(store, msgspec.json.encode(TABLE), why="Les toca.", by=BY_COMMAND)
    return store


def test_who_was_passed_over_waits_and_weighs_more_until_something_comes(tmp_path: Path) -> None:
    store = with_table(tmp_path)
    first = gone_out(store, 10, 5)
    passed = {line.school for line in store.plan_lines(first.id)} - sent_by(store, first)

    second = gone_out(store, 11, 5)

    assert len(passed) > 1
    assert second.inputs["waited"] == dict.fromkeys(sorted(passed), 1)
    urgent = {line.school: line for line in store.plan_lines(second.id)}
    usual = {line.school: line.urgency_pct for line in store.plan_lines(first.id)}
    assert all(urgent[one].urgency_pct == round(1.5 * usual[one]) for one in passed)
    assert all(urgent[one].turn.waited == 1 for one in passed)  # type: ignore[union-attr] - a plan of today
    assert sent_by(store, second) <= passed
    assert waits_of(store, "2026-12", TABLE) == dict.fromkeys(passed - sent_by(store, second), 2) | dict.fromkeys(
        sent_by(store, first), 1
    )
    assert waits_of(store, "2026-11", TABLE) == dict.fromkeys(passed, 1)
    assert waits_of(store, "2026-12", Weights(version=9)) == {}
    # A wait that is not named counts for nothing.
    assert set(waits_of(store, "2026-12", Weights(version=9, waited={"2": 200})).values()) == {2}


def sent_by(store: Store, plan: PlanRow) -> set[SchoolId]:
    return {line.school for line in store.plan_lines(plan.id) if line.units}


@pytest.mark.parametrize("how", ["stayed", "lost", "arrived"])
def test_whoever_was_sent_what_never_came_waits_on(tmp_path: Path, how: str) -> None:
    store = with_table(tmp_path)
    first = gone_out(store, 10, 5)
    sent, passed = sent_by(store, first), set(waits_of(store, "2026-11", TABLE))
    for one in store.shipments():
        day = one.left if how == "arrived" else None
        close(store, one.pecosa, dict(one.lines), Said(how=how, units=0, why="Huelga.", day=day), by=BY_COMMAND)
    waiting = set(waits_of(store, "2026-11", TABLE))
    one = next(iter(store.shipments()))
    delivered(store, one.decision, one.site, one.pecosa, [line(*pair) for pair in one.lines])

    assert sent
    assert waiting == (passed if how == "arrived" else passed | sent)
    assert set(waits_of(store, "2026-11", TABLE)) == waiting - {row.id for row in schools() if row.site == one.site}


def test_a_plan_in_which_some_waited_recomputes_and_tells_it(tmp_path: Path) -> None:
    store = with_table(tmp_path)
    gone_out(store, 10, 5)
    plan = gone_out(store, 11, 5)

    assert auditing.audit(store, plan.id) == auditing.Audit((), ())
    assert "waited" in plan.inputs["hashes"]


def test_whoever_lacks_nothing_does_not_wait(tmp_path: Path) -> None:
    store = with_table(tmp_path)

    gone_out(store, 10, 5_000)

    assert waits_of(store, "2026-11", TABLE) == {}


def test_a_plan_that_never_went_out_makes_nobody_wait(tmp_path: Path) -> None:
    store = with_table(tmp_path)

    plan = signed(store, 10, 5)

    assert any(line.reason in SCARCE and not line.units for line in store.plan_lines(plan.id))
    assert waits_of(store, "2026-11", TABLE) == {}


@given(cycles=st.lists(st.tuples(NAMES, NAMES), max_size=6))
def test_a_wait_is_the_number_of_last_cycles_in_which_it_lacked_and_was_sent_nothing(
    cycles: list[tuple[set[SchoolId], set[SchoolId]]],
) -> None:
    waits: Mapping[SchoolId, int] = {}
    for sent, lacking in cycles:
        waits = waits_after(waits, sent, lacking)

    for school in map(SchoolId, "abcd"):
        passed = [school in lacking - sent for sent, lacking in reversed(cycles)]
        expected = passed.index(False) if False in passed else len(passed)
        assert waits.get(school, 0) == expected


def test_of_two_alike_the_one_that_waits_weighs_more() -> None:
    one, two = schools()[:2]
    two = replace(two, rurality=one.rurality, level=one.level, languages=one.languages)

    first, second = places_of([one, two], TABLE, {two.id: 5})

    assert (second.urgency_pct, second.waited) == (3 * first.urgency_pct, 5)
