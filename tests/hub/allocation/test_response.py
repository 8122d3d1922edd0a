"""A school takes what is worth more than it costs, and is visited only if that pays the trip."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.costs import lot_cost
from hub.allocation.kit_choice import worth_of
from hub.allocation.response import exact_total, respond, total_surplus
from tests.hub.allocation.fields import laid_out, taken

SEEDS = st.integers(0, 100_000)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_without_kits_no_lot_more_and_none_less_would_be_better(seed: int) -> None:
    field, costs, _ = laid_out(seed, kits=False)

    wanted, _, exact = taken(field, costs)

    assert exact
    for pair in range(len(field.school)):
        cost = lot_cost(field, costs, pair)
        surplus = [worth_of(field, pair, k) - k * cost for k in range(field.useful[pair] + 1)]
        assert surplus[wanted[pair]] == max(surplus)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_the_surplus_is_what_is_gained_less_the_trip(seed: int) -> None:
    field, costs, none = laid_out(seed)

    wanted, surplus, _ = taken(field, costs)

    gained = np.zeros(len(field.trip), dtype=np.int64)
    for pair in range(len(none)):
        gained[field.school[pair]] += worth_of(field, pair, wanted[pair]) - wanted[pair] * lot_cost(field, costs, pair)
    assert (surplus == gained - costs.trip[field.depot] * field.trip).all()


def test_a_school_whose_trip_does_not_pay_gets_nothing_unless_something_must_go_there() -> None:
    field, costs, none = laid_out(7)
    dear = costs._replace(trip=np.full(2, 10**9))
    wanted, lots, surplus = none.copy(), none.copy(), np.zeros(len(field.trip), dtype=np.int64)
    least = none.copy()
    least[4 * 3] = 1

    respond(field, dear, least, wanted, lots, surplus, 64, 0, len(surplus))

    paid = field.trip > 0
    assert (np.add.reduceat(lots, field.pairs[:-1])[paid & (np.arange(8) != 3)] == 0).all()
    assert lots[4 * 3] >= 1
    assert (total_surplus(field, least, surplus)[paid & (np.arange(8) != 3)] == 0).all()
    assert total_surplus(field, least, surplus)[3] == surplus[3]


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=20))
@settings(deadline=None)
def test_a_total_is_exact_whatever_its_size(numbers: list[int]) -> None:
    assert exact_total(np.array(numbers, dtype=np.int64)) == sum(numbers)
