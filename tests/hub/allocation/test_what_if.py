"""What if: an instance that is changed is divided from the prices of the one before as well as from none."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.instance import NO_LIMIT, Instance
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import broken, draw

SEEDS = st.integers(0, 100_000)
Change = Callable[[Instance], Instance]


def with_less_money(one: Instance) -> Instance:
    return one.changed(limits=replace(one.limits, money=one.limits.money * 7 // 10))


def with_more_trips(one: Instance) -> Instance:
    return one.changed(limits=replace(one.limits, trips=one.limits.trips * 5 // 4))


def with_other_weights(one: Instance) -> Instance:
    return one.changed(schools=replace(one.schools, weight_pct=np.where(one.schools.tie % 3 == 0, 240, 100)))


def with_locks(one: Instance) -> Instance:
    chosen = np.arange(len(one.pairs)) % 17 == 3
    return one.changed(pairs=replace(one.pairs, least=np.where(chosen, 2, 0), most=np.where(chosen, 2, NO_LIMIT)))


def more_even(one: Instance) -> Instance:
    return one.changed(alpha=one.alpha + 0.5)


CHANGES = [with_less_money, with_more_trips, with_other_weights, with_locks, more_even]


@given(SEEDS, st.sampled_from([0.0, 2.0]), st.sampled_from(CHANGES))
@settings(max_examples=40, deadline=None)
def test_from_the_prices_of_before_the_plan_is_as_good_as_its_bounds_let_tell(
    seed: int, alpha: float, change: Change
) -> None:
    before = draw(seed, 40, money=True, alpha=alpha)
    changed = change(before)

    warm, cold = divide(changed, start=divide(before)), divide(changed)

    assert broken(changed, warm) == []
    assert max(warm.value, cold.value) <= min(warm.bound, cold.bound)
    assert warm.value >= cold.value - (cold.bound - cold.value)
    assert warm.bound <= cold.bound * 1.25
