"""What one more lot of each pair would bring and cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.allocation.field import GRAINS
from hub.allocation.instance import EPSILON, USUAL_FILL, Ints
from hub.allocation.left import left_of
from hub.allocation.settings import MAX_ALPHA
from hub.allocation.turn import Part, Turns, gains, turns
from tests.hub.allocation.divided import MILLION, Case, Wish, free, ints


def turns_of(case: Case, lots: Ints, **prices: object) -> Turns:
    instance = case.instance()
    return turns(instance, lots, free(instance, **prices), left_of(instance, lots).visited)


@given(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5]), st.integers(0, 10 * MILLION), st.integers(1, 5 * MILLION))
def test_a_gain_is_the_difference_of_the_objective(alpha: float, have: int, more: int) -> None:
    instance = Case([], alpha=alpha, weight_pct=(130, 100, 100), met=MILLION).instance()

    def phi(fill: float) -> float:
        at = (fill + EPSILON) / USUAL_FILL
        return USUAL_FILL * float(np.log(at) if alpha == 1 else at ** (1 - alpha) / (1 - alpha))

    (found,) = gains(instance, ints([0]), ints([have]), ints([more]))

    before, after = (MILLION + have) / (10 * MILLION), (MILLION + have + more) / (10 * MILLION)
    assert found == pytest.approx(1.3 * 10 * MILLION * (phi(after) - phi(before)), rel=1e-6)


def test_at_alpha_0_a_lot_brings_its_weighted_worth_and_at_2_more_where_less_is_met() -> None:
    wishes = [Wish(0, 0, [400, 300]), Wish(1, 0, [400, 300])]
    plain = turns_of(Case(wishes, weight_pct=(150, 100, 100)), ints([1, 0]))
    even = turns_of(Case(wishes, alpha=2.0, need=1_000), ints([1, 0]))

    assert plain.gain.tolist() == [450, 400]
    assert even.gain[1] > 10 * even.gain[0]
    assert (even.fill_before.tolist(), even.fill_after.tolist()) == ([0, 0, 0], [0.4, 0, 0])
    assert even.pressing_pct[0] == pytest.approx(100 * (0.41 / 0.5) ** -2)


def test_what_an_empty_school_counts_for_is_a_whole_number_of_grains_however_even_a_plan_may_be() -> None:
    need = 100_000 * MILLION

    found = turns_of(Case([Wish(0, 0, [need])], alpha=MAX_ALPHA, need=need), ints([0]))

    assert 0 < int(found.gain[0]) * GRAINS < 2**63


def test_the_fill_that_is_told_holds_nothing_of_what_speaks_for_keeping_the_last_plan() -> None:
    found = turns_of(Case([Wish(0, 0, [1_000], kept=1)], alpha=2.0, need=1_000), ints([1]))

    assert found.fill_after[0] == 1
    assert found.pressing_pct[0] == pytest.approx(100 * (1.11 / 0.5) ** -2)


def test_a_price_is_told_by_what_makes_it() -> None:
    case = Case([Wish(0, 0, [9, 8]), Wish(1, 0, [7])], trip_cost=200)
    prices = {"stock": np.array([[40, 0]]), "zone_ml": ints([3]), "zone_g": ints([8]), "money": 2, "trips": ints([50])}

    found = turns_of(case, ints([1, 0]), **prices)

    # A lot is 5 units of a litre, half a kilogram and 3 soles each; only the second school's visit is still to be paid.
    assert found.cost.tolist() == [[40, 0, 15, 20, 30, 0], [40, 0, 15, 20, 30, 100]]
    assert found.price.tolist() == [105, 105]


def test_what_goes_along_is_in_the_price_and_its_rules_are_rounded_up_once() -> None:
    case = Case(
        [Wish(0, 0, [9, 8]), Wish(0, 1, [], spare=1), Wish(0, 2, [4])], lot=(5, 2, 3),
        kits=((0, 1, 1, 2), (2, 1, 1, 3)), schools=1,
    )  # fmt: skip

    none = turns_of(case, ints([0, 0, 0]), stock=np.array([[10, 7, 20]]))
    some = turns_of(case, ints([1, 1, 0]), stock=np.array([[10, 7, 20]]))

    # 5 / 2 rounded up less 1 to spare are 2 units, one lot; then 2.5 + 1 are 4 less 1: with the lot sent one more.
    assert (none.extra.tolist(), some.extra.tolist()) == ([1, 0], [1, 1])
    assert none.cost[:, Part.KIT].tolist() == [7, 0, 0]
    assert some.cost[:, Part.KIT].tolist() == [7, 0, 7]


def test_lots_of_the_last_plan_bring_a_tenth_more() -> None:
    assert turns_of(Case([Wish(0, 0, [100, 50], kept=1)]), ints([0])).gain.tolist() == [110]
    assert turns_of(Case([Wish(0, 0, [100, 50], kept=1)]), ints([1])).gain.tolist() == [50]
