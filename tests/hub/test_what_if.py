"""What if, for the region: answered from what it knows now, beside the plan that is there, and nothing kept."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub import nightly, school_changes
from hub.acts import BY_COMMAND
from hub.allocation.change import Change, OtherStock, OtherWeight, TriedLock
from hub.allocation.writing import write_instance
from hub.inputs import Inputs
from hub.region_instance import instance_of
from hub.store import Store
from hub.what_if import in_files, in_region, region_of
from shared.allocation import LockKind
from shared.errors import NotReady
from tests.hub.builders import StillClock
from tests.hub.office import NOW, inputs, office, supply
from tests.hub.regions import CHARGER, GUIDE, READER, TABLET
from tests.hub.trying import all_kept, more_stock, put_forecasts, tried_office

FIRST, LAST = "0999101-0", "0999106-0"
CHANGES = [
    Change(),
    Change(alpha=0.0),
    Change(stock=(OtherStock("", TABLET, 20),)),
    Change(stock=(OtherStock("", GUIDE, 7),)),
    Change(weights=(OtherWeight("rurality", "Rural 3", 300),)),
    Change(locks=(TriedLock(LAST, TABLET, LockKind.MIN, 10), TriedLock(LAST, READER, LockKind.EXCLUDE))),
    Change(guarantee_pct=30, alpha=2.0),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return tried_office(tmp_path_factory.mktemp("office"))


@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_trial_writes_nothing(store: Store, changes: list[Change]) -> None:
    before = all_kept(store)

    for change in changes:
        in_region(store, change)

    assert all_kept(store) == before


def test_what_the_plan_rests_on_is_the_plan_itself(store: Store) -> None:
    plan = store.plans()[0]

    answer = in_region(store, Change())

    assert answer.plan == plan.id
    assert answer.today.units == plan.units
    assert answer.today.gap_pct == pytest.approx(plan.certificate["gap_pct"])
    assert answer.today.evenness.unmet_pct == plan.comparison["plan"]["unmet_pct"]
    assert (answer.trial, answer.refused) == (None, None)


def test_more_tablets_go_to_schools_that_lacked_them(store: Store) -> None:
    answer = in_region(store, Change(stock=(OtherStock("", TABLET, 20),)), evenness=False)

    assert answer.trial is not None
    units = {name: after - before for name, before, after in answer.trial.units}
    assert 0 < units[TABLET] <= 20
    assert answer.trial.gaining > answer.trial.losing
    assert TABLET in {name for one in answer.trial.gain for name, before, after in one.lines if after > before}
    assert answer.trial.after.evenness.unmet_pct < answer.trial.before.evenness.unmet_pct
    assert answer.evenness == ()


def test_what_cannot_be_tried_leaves_the_rest_of_the_answer(store: Store) -> None:
    answer = in_region(store, Change(stock=(OtherStock("", TABLET, 7),)))

    assert answer.trial is None
    assert "no son lotes enteros" in str(answer.refused)
    assert [one.alpha for one in answer.evenness] == [0, 1, 2, 4]


def test_the_choices_are_those_of_the_region(store: Store) -> None:
    choices = in_region(store, Change(), evenness=False).choices

    assert (choices.depots, choices.trips, choices.priced) == (("Huamanga",), (), False)
    assert choices.lots[TABLET] == 5
    assert choices.groups["language"] == ("es", "quy")
    assert choices.groups["rurality"] == ("Rural 1", "Rural 2", "Rural 3")


def test_a_line_of_which_nothing_is_known_can_be_fixed(store: Store) -> None:
    few = replace(inputs(), foreseen=[one for one in inputs().foreseen if one.school != FIRST])

    before, after = pairs_of(few, []), pairs_of(few, [(FIRST, TABLET), ("9999999-0", TABLET), (LAST, "nada")])
    # It has no power, so that a charger goes along.
    assert after - before == {(FIRST, TABLET), (FIRST, CHARGER)}


@pytest.mark.parametrize(
    ("school", "words"),
    [("0999109-0", "no conoce la escuela «0999109-0»"), (LAST, f"La escuela {LAST} cerró o se juntó con otra")],
)
def test_a_school_that_no_plan_serves_is_told_from_one_that_nobody_knows(
    tmp_path: Path, school: str, words: str
) -> None:
    store = office(tmp_path, StillClock(NOW))
    put_forecasts(store)
    school_changes.close(store, LAST, why="Sin estudiantes.", by=BY_COMMAND)

    answer = in_region(store, Change(locks=(TriedLock(school, TABLET, LockKind.MIN, 10),)), evenness=False)

    assert answer.trial is None
    assert words in str(answer.refused)


def pairs_of(few: Inputs, also: list[tuple[str, str]]) -> set[tuple[str, str]]:
    one = region_of(few, also).instance
    names = one.schools.id[one.pairs.school], one.resources.id[one.pairs.resource]
    return {*zip(*names, strict=True)}


def test_once_things_have_changed_the_answer_is_of_now_and_names_no_plan(tmp_path: Path) -> None:
    store = office(tmp_path, StillClock(NOW))
    with pytest.raises(NotReady):
        in_region(store, Change())
    put_forecasts(store)
    without_a_plan = in_region(store, Change(), evenness=False)
    plan = nightly.allocate(store)
    more_stock(store, 2)

    answer = in_region(store, Change(), evenness=False)

    assert without_a_plan.plan == answer.plan == ""
    assert without_a_plan.today.units == plan.units
    assert answer.today.units > plan.units
    assert sum(row.units for row in store.supply()) == 2 * sum(row.units for row in supply())


def test_the_same_is_answered_of_the_region_s_files(store: Store, tmp_path: Path) -> None:
    tables, given_ = instance_of(nightly.plan_inputs(store))
    write_instance(tmp_path / "files", tables, given_)

    for change in CHANGES[:3]:
        of_files, of_region = in_files(tmp_path / "files", change), in_region(store, change)

        assert of_files.today == of_region.today
        assert of_files.trial == of_region.trial
