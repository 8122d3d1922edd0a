"""A kit group takes the mains and parts that are best together."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.costs import Costs, lot_cost
from hub.allocation.field import Field
from hub.allocation.instance import Ints
from hub.allocation.kit_choice import choose, needed, worth_of, worthwhile
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)


def best_by_trying(field: Field, costs: Costs, group: int, lots: Ints) -> int:
    """Return the best surplus of a group with one part, from all that it could take."""
    kits = field.kits
    mains = kits.main[kits.mains[group] : kits.mains[group + 1]]
    place = kits.parts[group]
    part, best = kits.part[place], 0
    for counts in product(*(range(min(field.most[m], 4) + 1) for m in mains), range(min(field.most[part], 40) + 1)):
        lots[[*mains, part]] = counts
        if lots[part] >= needed(field, place, lots):
            pairs = [*mains, part]
            best = max(best, sum(worth_of(field, p, lots[p]) - lots[p] * lot_cost(field, costs, p) for p in pairs))
    return int(best)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_what_is_chosen_is_the_best_of_all_that_could_be(seed: int) -> None:
    field, costs, none = laid_out(seed)

    for group in range(len(field.kits.mains) - 1):
        surplus, sure = choose(field, costs, group, none.copy(), none, field.most, 4_096)

        assert sure
        assert surplus == best_by_trying(field, costs, group, none.copy())


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_where_not_all_is_tried_the_parts_are_still_there_and_it_is_said(seed: int) -> None:
    field, costs, none = laid_out(seed)

    for group in range(len(field.kits.mains) - 1):
        lots = none.copy()
        surplus, sure = choose(field, costs, group, lots, none, field.most, 0)

        assert not sure
        assert 0 <= surplus <= choose(field, costs, group, none.copy(), none, field.most, 4_096)[0]
        for at in range(field.kits.parts[group], field.kits.parts[group + 1]):
            assert lots[field.kits.part[at]] >= needed(field, at, lots)


@given(SEEDS, st.integers(0, 6))
@settings(deadline=None)
def test_lots_worth_more_than_the_cost_are_counted_from_wherever_the_search_begins(seed: int, near: int) -> None:
    field, costs, _ = laid_out(seed)

    for pair in range(len(field.school)):
        cost = lot_cost(field, costs, pair)
        worths = np.diff(field.totals[field.start[pair] : field.start[pair] + field.useful[pair] + 1])
        assert worthwhile(field, pair, cost, near) == (worths > cost).sum()
