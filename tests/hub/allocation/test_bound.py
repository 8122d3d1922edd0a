"""Whatever the prices, no division within the limits is worth more than the bound they give."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.bound import bound_of, relaxed
from hub.allocation.field import GRAINS, lay_out
from hub.allocation.gain import objective
from hub.allocation.kit_choice import choose
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import draw
from tests.hub.allocation.fields import laid_out, prices_for
from tests.hub.allocation.milp import best_value

SEEDS = st.integers(0, 100_000)


@given(SEEDS, st.integers(1, 8), st.sampled_from([10_000, 3_000_000, 60_000_000]))
@settings(max_examples=60, deadline=None)
def test_any_prices_bound_any_division(seed: int, schools: int, most: int) -> None:
    instance = draw(seed, schools, money=True)
    field = lay_out(instance)
    lots = divide(instance).lots

    assert objective(field, lots) <= bound_of(field, prices_for(field, seed, most), lots * 0)


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_any_prices_bound_the_best_division_that_gives_what_is_forced(seed: int) -> None:
    instance = draw(seed, 4, locks=True)
    field = lay_out(instance)
    least = divide(instance).lots.clip(max=instance.pairs.least)

    bound = bound_of(field, prices_for(field, seed), least)

    assert best_value(instance, least) * GRAINS <= bound + 1


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_a_kit_group_that_is_not_tried_whole_is_bounded_all_the_same(seed: int) -> None:
    field, costs, none = laid_out(seed)

    for group in range(len(field.kits.mains) - 1):
        best, _ = choose(field, costs, group, none.copy(), none, field.most, 4_096)

        assert best <= relaxed(field, costs, group, none)
