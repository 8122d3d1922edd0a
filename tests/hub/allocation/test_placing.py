"""What is wanted is placed as far as it fits, and nothing that is worth something and still fits is left out."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hub.allocation.kit_choice import needed
from hub.allocation.placing import insert
from hub.allocation.room import copy_of, place, whole_room
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


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_what_was_placed_before_stays(seed: int) -> None:
    field, costs, none = laid_out(seed)
    wanted, surplus, _ = taken(field, costs)
    room = whole_room(field)
    for pair in np.random.default_rng(seed).integers(0, len(none), 8):
        place(field, room, pair)
    ground = copy_of(room).lots

    insert(field, costs, room, wanted * 0, surplus)

    assert (room.lots >= ground).all()


@given(SEEDS)
@example(149)
@settings(max_examples=150, deadline=None)
def test_beside_what_was_placed_before_nothing_goes_without_its_parts(seed: int) -> None:
    field, costs, none = laid_out(seed)
    wanted, surplus, _ = taken(field, costs)
    room = whole_room(field)
    for pair in np.random.default_rng(seed).integers(0, len(none), 8):
        place(field, room, pair)

    insert(field, costs, room, wanted, surplus)

    assert all(room.lots[part] >= needed(field, at, room.lots) for at, part in enumerate(field.kits.part))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_of_what_is_wanted_too_much_only_what_there_is_is_placed(seed: int) -> None:
    field, costs, none = laid_out(seed, money=True)
    room = whole_room(field)

    insert(field, costs, room, np.where(field.kits.of_pair < 0, field.useful, 0), none[: len(field.trip)])

    assert all((part >= 0).all() for part in (room.pool, room.zone_ml, room.zone_g, room.trips, room.money))
