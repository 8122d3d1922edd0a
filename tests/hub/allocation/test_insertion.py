"""Lots are placed best first, and what they are charged for is what they bring."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.costs import costs_at, lot_cost
from hub.allocation.field import lay_out
from hub.allocation.insertion import affordable, by_surplus, fill, uncarried, with_parts
from hub.allocation.room import copy_of, whole_room
from tests.hub.allocation.divided import MILLION, Case, Wish, free
from tests.hub.allocation.drawn import CHARGER, TABLET
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)


@given(SEEDS, st.sampled_from([0.0, 2.0]))
@settings(max_examples=40, deadline=None)
def test_only_what_is_worth_its_cost_is_placed_where_that_is_asked(seed: int, alpha: float) -> None:
    field, costs, _ = laid_out(seed, kits=False, trips=False)
    field = field._replace(alpha=alpha)
    room = whole_room(field)
    before = copy_of(room)

    placed = fill(field, costs, room, field.most, np.ones(8, dtype=np.int64), True)

    assert placed == room.lots.sum()
    for school in range(8):
        for pair in range(field.pairs[school], field.pairs[school + 1]):
            last = field.start[pair] + room.lots[pair]
            if room.lots[pair] and alpha == 0:
                assert field.totals[last] - field.totals[last - 1] >= lot_cost(field, costs, pair)
    assert before.lots.sum() == 0


def test_trips_are_paid_for_the_schools_with_the_largest_surplus() -> None:
    field, _, _ = laid_out(2)
    field = field._replace(trip=np.full(8, 10), trips=np.array([20, 10]), depot=np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    surplus = np.array([1, 9, 3, 7, 2, 2, 8, 1])

    opened = affordable(field, whole_room(field), by_surplus(field, surplus, np.arange(8)))

    assert opened.tolist() == [0, 1, 0, 1, 0, 0, 1, 0]


def test_equal_surplus_goes_by_the_cycles_hash() -> None:
    field, _, _ = laid_out(2)

    order = by_surplus(field, np.zeros(8, dtype=np.int64), np.arange(8))

    assert (np.diff(field.tie[order]) > 0).all()


def test_a_part_that_is_there_already_is_not_charged_again() -> None:
    field, costs, none = laid_out(3)
    main = int(field.kits.main[field.kits.main % 4 == TABLET][0])
    part = main - TABLET + CHARGER
    place_of = int(np.flatnonzero(field.kits.part == part)[0])
    field.kits.spare[place_of] = 0
    plenty = none.copy()
    plenty[part] = 9

    assert uncarried(field, none, place_of, main) == 0.25
    assert uncarried(field, plenty, place_of, main) == 0
    whole = lot_cost(field, costs, main) + 0.25 * lot_cost(field, costs, part)
    assert with_parts(field, costs, none, main, 0.0)[1] == pytest.approx(whole)
    assert with_parts(field, costs, plenty, main, 1.0)[1] <= with_parts(field, costs, none, main, 1.0)[1]


@pytest.mark.parametrize("worth", [(7, 5), (5, 7)])
@pytest.mark.parametrize("school", [(0, 1), (0, 0)])
def test_of_what_stands_in_each_others_way_what_is_worth_most_is_placed(
    worth: tuple[int, int], school: tuple[int, int]
) -> None:
    wishes = [Wish(at, what, [each * MILLION]) for what, (at, each) in enumerate(zip(school, worth, strict=True))]
    instance = Case(wishes, schools=2, lot=(1, 1), zone_g=500).instance()
    field = lay_out(instance)
    room = whole_room(field)

    placed = fill(field, costs_at(field, free(instance)), room, field.most, np.ones(2, dtype=np.int64), True)

    assert placed == 1
    assert room.lots.tolist() == [int(worth[0] > worth[1]), int(worth[1] > worth[0])]
