"""With lots divided a school takes until the next bit is worth its cost, and no whole division is better for it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.costs import lot_cost
from hub.allocation.fair_response import bound_evenly, carried_share, respond_evenly, take
from hub.allocation.gain import gain, urgency
from hub.allocation.kit_choice import needed, worth_of
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)
ALPHAS = st.sampled_from([0.5, 1.0, 2.0, 3.0])


@given(SEEDS, ALPHAS)
@settings(max_examples=40, deadline=None)
def test_no_whole_lots_are_better_for_a_school_than_its_bound(seed: int, alpha: float) -> None:
    field, costs, none = laid_out(seed, 2)
    field = field._replace(alpha=alpha)
    surplus, lots = np.zeros(2), none.copy()

    bound_evenly(field, costs, none, np.zeros(len(field.kits.part)), np.zeros(len(none)), surplus, 12, 0, 2)

    for counts in product(*(range(min(3, field.most[pair]) + 1) for pair in range(4))):
        lots[:4] = counts
        parts = range(field.kits.parts[field.kits.of_school[0]], field.kits.parts[field.kits.of_school[1]])
        if all(lots[field.kits.part[at]] >= needed(field, at, lots) for at in parts):
            have = sum(worth_of(field, pair, lots[pair]) for pair in range(4))
            paid = sum(lots[pair] * lot_cost(field, costs, pair) for pair in range(4))
            paid += costs.trip[field.depot[0]] * field.trip[0]
            assert gain(field, 0, 0.0, float(have)) - paid <= surplus[0] + 1e-9 * paid + 1


@given(SEEDS, ALPHAS)
@settings(max_examples=40, deadline=None)
def test_the_last_bit_taken_is_worth_what_it_costs(seed: int, alpha: float) -> None:
    field, costs, none = laid_out(seed, kits=False)
    field = field._replace(alpha=alpha)
    taken = np.zeros(len(none))

    for school in range(len(field.trip)):
        take(field, costs, school, none, np.zeros(0), taken)

        pairs = range(field.pairs[school], field.pairs[school + 1])
        have = sum(worth_of(field, p, int(taken[p])) for p in pairs)
        broken = [p for p in pairs if taken[p] % 1]
        assert len(broken) <= 1
        for pair in broken:
            worth = worth_of(field, pair, int(taken[pair]) + 1) - worth_of(field, pair, int(taken[pair]))
            last = urgency(field, school, have + taken[pair] % 1 * worth) * worth
            assert last == pytest.approx(lot_cost(field, costs, pair), rel=1e-6)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_what_is_used_has_its_parts(seed: int) -> None:
    field, costs, none = laid_out(seed)
    field = field._replace(alpha=2.0)
    taken = np.zeros(len(none))

    shares, surplus = np.zeros(len(field.kits.part)), np.zeros(len(field.trip))
    respond_evenly(field, costs, none, shares, taken, surplus, 0.5, 0, len(surplus))

    for at, part in enumerate(field.kits.part):
        assert taken[part] >= carried_share(field, at, taken) - 1e-9
