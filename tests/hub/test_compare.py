"""The ways of dividing are compared on the same instance, under the same rules."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.compare import by_enrolment, by_net_need, compare, first_come, measure
from hub.explain import explain, published_prices
from hub.lots import build
from hub.places import Ask, Place
from hub.prices import allocate
from hub.ways import Way
from shared.allocation import Need
from shared.ids import SchoolId, SiteId
from shared.resources import Power
from tests.hub.regions import GUIDE, catalogue, region


@given(st.integers(0, 1_000_000))
@settings(max_examples=30, deadline=None)
def test_no_way_of_dividing_exceeds_the_stock_or_sends_what_is_of_no_use(seed: int) -> None:
    instance = region(seed).lots()

    for lots in (by_enrolment(instance), by_net_need(instance), first_come(instance)):
        drawn = np.bincount(instance.pair_stock, weights=lots, minlength=len(instance.stocks))
        assert (drawn <= instance.stock_lots()).all()
        assert not any(count and missing for count, missing in zip(lots, instance.missing, strict=True))


def test_the_priced_plan_leaves_less_worth_unmet_than_the_others_in_a_scarce_region() -> None:
    instance = region(1, schools=40, scarcity=0.55).lots()

    found = compare(instance, allocate(instance).lots)

    assert found[Way.PLAN].unmet_pct < min(of.unmet_pct for way, of in found.items() if way is not Way.PLAN)


def test_first_come_serves_the_school_that_asked_first() -> None:
    instance = region(1, schools=6, depots=1, scarcity=0.2).lots()
    last = instance.places[-1].school

    def units(lots: np.ndarray) -> int:
        return sum(int(n) for n, place in zip(lots, instance.places, strict=True) if place.school == last)

    assert units(first_come(instance, [last])) >= units(first_come(instance))


def test_where_nobody_knows_the_enrolment_of_any_school_all_receive_alike() -> None:
    places = [Place(SchoolId(f"{n:07}-0"), SiteId(f"{n:06}"), "Huamanga", power=Power.GRID) for n in range(5)]
    asks = [Ask(place.school, GUIDE, Need(10, 20, 30)) for place in places]
    instance = build(places, asks, {("Huamanga", GUIDE): 100}, catalogue())

    assert by_enrolment(instance).tolist() == [2, 2, 2, 2, 2]


def test_first_come_gives_a_school_what_it_asks_for_besides_what_it_has() -> None:
    place = Place(SchoolId("0403691-0"), SiteId("074294"), "Huamanga", power=Power.GRID)
    ask = Ask(place.school, GUIDE, Need(10, 20, 30), on_hand=20, in_transit=10, asked=20)
    instance = build([place], [ask], {("Huamanga", GUIDE): 100}, catalogue())

    assert first_come(instance).tolist() == [2]


def test_a_region_without_schools_has_a_plan_and_a_comparison() -> None:
    instance = build([], [], {("Huamanga", GUIDE): 100}, catalogue())

    answer = allocate(instance)
    found = compare(instance, answer.lots)

    assert (len(answer.lots), answer.value, answer.gap_pct) == (0, 0, 0)
    assert explain(instance, answer.lots, published_prices(instance, answer)) == []
    assert {(one.unmet_pct, one.schools, one.gini) for one in found.values()} == {(0.0, 0, 0.0)}


def test_sending_nothing_leaves_schools_with_nothing() -> None:
    instance = region(1).lots()

    found = measure(instance, np.zeros(len(instance.asks), dtype=np.int64))

    assert 0 < found.with_nothing <= found.schools
    assert 0 <= found.p05_fill_pct <= 100


@given(st.integers(0, 1_000_000))
@settings(max_examples=30, deadline=None)
def test_another_way_serves_more_only_by_sending_lots_that_the_plan_keeps_back(seed: int) -> None:
    instance = region(seed, scarcity=1.5).lots(least_use_pct=0)
    answer = allocate(instance)

    found = compare(instance, answer.lots)

    # Lots are valued in whole millionths, and shares are told to two decimals.
    assert answer.gap_pct == 0
    assert found["plan"].unmet_pct <= min(way.unmet_pct for way in found.values()) + 0.01
