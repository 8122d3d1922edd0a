"""Lots are placed best first, and nothing that is worth something and still fits is left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.insertion import affordable, by_surplus, insert, uncarried, with_parts
from hub.allocation.room import place, whole_room
from tests.hub.allocation.drawn import CHARGER, TABLET
from tests.hub.allocation.fields import laid_out, taken

SEEDS = st.integers(0, 100_000)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_nothing_that_is_worth_something_and_fits_is_left_out(seed: int) -> None:
    field, costs, _ = laid_out(seed)
    wanted, surplus, _ = taken(field, costs)
    room = whole_room(field)

    insert(field, costs, room, wanted, surplus)

    for pair in np.flatnonzero(room.lots < field.useful):
        assert not place(field, room, pair)


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
    assert with_parts(field, costs, plenty, main, 1.0)[1] <= with_parts(field, costs, none, main, 1.0)[1]
