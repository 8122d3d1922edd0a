"""The ways of dividing are compared on the same instance, under the same limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.comparing import by_enrolment, by_net_need, compare, first_come, left_open, measure, needs
from hub.allocation.files import from_frames
from hub.allocation.left import left_of
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.places import Ask, Place
from hub.region_instance import tables_of
from hub.ways import Way
from shared.allocation import Need
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.allocation.tabled import CYCLE, whole_tables
from tests.hub.regions import GUIDE, Region, catalogue, region
from tests.hub.test_explain import divided


def alone(*asks: Ask, students: int = 0) -> Region:
    names = sorted({ask.school for ask in asks})
    places = [Place(name, SiteId(name[:6]), "Huamanga", power=Power.GRID, students=students) for name in names]
    return Region(places, list(asks), {("Huamanga", GUIDE): 100}, catalogue())


@given(st.integers(0, 1_000_000))
@settings(max_examples=20, deadline=None)
def test_no_way_of_dividing_exceeds_a_limit_or_sends_what_is_of_no_use(seed: int) -> None:
    of = from_frames(whole_tables(seed), CYCLE, "región")

    for lots in (by_enrolment(of), by_net_need(of), first_come(of)):
        left = left_of(of.instance, lots)
        sides = (left.stock, left.pool, left.zone_ml, left.zone_g, left.trips)
        assert min(int(side.min()) for side in sides) >= 0
        assert not lots[of.instance.pairs.missing != ""].any()


def test_the_priced_plan_leaves_less_worth_unmet_than_the_others_in_a_scarce_region() -> None:
    of, answer = divided(region(1, schools=40, scarcity=0.55))

    found = compare(of, answer.lots)

    assert found[Way.PLAN].unmet_pct < min(one.unmet_pct for way, one in found.items() if way is not Way.PLAN)


def test_evenness_lifts_those_who_have_least_for_a_price_in_the_whole() -> None:
    here = region(1, schools=40, scarcity=0.4)
    (plain, even) = (compare(*_lots(here, alpha))[Way.PLAN] for alpha in (0.0, 2.0))

    assert even.gini < plain.gini
    assert even.p05_fill_pct >= plain.p05_fill_pct
    assert even.unmet_pct >= plain.unmet_pct


def _lots(here: Region, alpha: float) -> tuple[object, object]:
    of, answer = divided(here, alpha)
    return of, answer.lots


def test_where_nobody_knows_the_enrolment_of_any_school_all_receive_alike() -> None:
    of, _ = divided(alone(*(Ask(SchoolId(f"{n:07}-0"), GUIDE, Need(10, 20, 30)) for n in range(5))))

    assert by_enrolment(of).tolist() == [2, 2, 2, 2, 2]


def test_first_come_serves_the_school_that_asked_first_with_what_it_asks_for_besides_what_it_has() -> None:
    first, second = SchoolId("0403692-0"), SchoolId("0403691-0")
    here = alone(
        Ask(first, GUIDE, Need(10, 20, 30), on_hand=20, in_transit=10, asked=90), Ask(second, GUIDE, Need(10, 20, 30))
    )
    tables = tables_of(here.places, here.asks, here.stock, here.catalogue, arrival=[first])

    lots = first_come(from_frames(tables, Settings(cycle="2026-07"), "región"))

    assert dict(zip([second, first], lots.tolist(), strict=True)) == {first: 9, second: 1}


def test_sending_nothing_leaves_schools_with_nothing_and_each_group_is_told_apart() -> None:
    of = from_frames(whole_tables(3), CYCLE, "región")

    found = measure(of, np.zeros(len(of.instance.pairs), dtype=np.int64))

    assert 0 < found.with_nothing <= found.schools
    quintiles = found.groups["quintile"]
    assert set(quintiles) <= set("12345")
    assert sum(one.schools for one in quintiles.values()) == found.schools
    assert all(0 <= one.fill_pct <= 100 and 0 <= one.unmet_pct <= 100 for one in quintiles.values())


@given(st.integers(0, 1_000_000))
@settings(max_examples=10, deadline=None)
def test_a_group_fares_as_its_schools_do_each_with_its_weight(seed: int) -> None:
    of = from_frames(whole_tables(seed, 20), CYCLE, "región")
    schools, lots = of.instance.schools, divide(of.instance).lots
    need = needs(of)
    open_ = left_open(of, lots, need)

    found = measure(of, lots)

    for sort, kinds in schools.groups.items():
        assert set(found.groups.get(sort, {})) == set(kinds[need > 0]) - {""}
        for name, group in found.groups.get(sort, {}).items():
            here = (kinds == name) & (need > 0)
            weight = schools.weight_pct[here]
            assert group.schools == here.sum()
            assert group.fill_pct == pytest.approx(100 * (1 - open_[here] / need[here]).mean(), abs=0.01)
            assert group.unmet_pct == pytest.approx(100 * weight @ open_[here] / (weight @ need[here]), abs=0.01)


def test_a_region_without_schools_has_a_comparison() -> None:
    of, answer = divided(Region([], [], {("Huamanga", GUIDE): 100}, catalogue()))

    found = compare(of, answer.lots)

    assert {(one.unmet_pct, one.schools, one.gini) for one in found.values()} == {(0.0, 0, 0.0)}


@given(st.integers(0, 1_000_000))
@settings(max_examples=10, deadline=None)
def test_the_plan_is_worth_no_less_than_any_other_way(seed: int) -> None:
    of = from_frames(whole_tables(seed), Settings(cycle="2026-07", alpha=0.0), "región")

    answer = divide(of.instance)

    assert answer.bound >= answer.value >= 0
