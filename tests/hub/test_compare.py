"""The ways of dividing are compared on the same instance, under the same rules."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.compare import by_enrolment, by_net_need, compare, first_come, measure
from hub.prices import allocate
from tests.hub.regions import region


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

    assert found["plan"].unmet_pct < min(found[way].unmet_pct for way in ("by_enrolment", "by_net_need", "first_come"))


def test_first_come_serves_the_school_that_asked_first() -> None:
    instance = region(1, schools=6, depots=1, scarcity=0.2).lots()
    last = instance.places[-1].school

    def units(lots: np.ndarray) -> int:
        return sum(int(n) for n, place in zip(lots, instance.places, strict=True) if place.school == last)

    assert units(first_come(instance, [last])) >= units(first_come(instance))


def test_sending_nothing_leaves_schools_with_nothing() -> None:
    instance = region(1).lots()

    found = measure(instance, np.zeros(len(instance.asks), dtype=np.int64))

    assert 0 < found.with_nothing <= found.schools
    assert 0 <= found.p05_fill_pct <= 100
