"""Nothing is placed that does not fit, and what is taken back leaves no trace."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.room import Room, clear, copy_of, place, whole_room
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)


def same(one: Room, other: Room) -> bool:
    return all((a == b).all() for a, b in zip(one, other, strict=True))


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_whatever_is_placed_in_whatever_order_nothing_is_exceeded(seed: int) -> None:
    field, _, none = laid_out(seed)
    room = whole_room(field)

    for pair in np.random.default_rng(seed).integers(0, len(none), 200):
        before = copy_of(room)
        if not place(field, room, pair):
            assert same(room, before)

    rest = (room.pool, room.zone_ml, room.zone_g, room.trips, room.money)
    assert all((part >= 0).all() for part in rest)
    assert (np.maximum(room.used - field.stock, 0).sum(axis=0) == field.pool - room.pool).all()
    assert (room.lots <= field.most).all()


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_what_is_taken_back_leaves_no_trace(seed: int) -> None:
    field, _, none = laid_out(seed)
    room = whole_room(field)
    for pair in np.random.default_rng(seed).integers(0, len(none), 100):
        place(field, room, pair)

    for school in range(len(field.trip)):
        clear(field, room, school)

    assert same(room, whole_room(field))
