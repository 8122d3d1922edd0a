"""Exchanges better a division within every limit, and stop by themselves."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.costs import costs_at
from hub.allocation.exchanging import WORK, exchange, exchange_all
from hub.allocation.field import lay_out
from hub.allocation.gain import objective
from hub.allocation.guarantee import below
from hub.allocation.insertion import fill, worth_at
from hub.allocation.kit_choice import needed
from hub.allocation.room import Room, copy_of, place, whole_room
from tests.hub.allocation.divided import MILLION, Case, Wish, free
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)
ALPHAS = st.sampled_from([0.0, 2.0])


def kept_by(room: Room) -> bool:
    """Tell whether no limit is exceeded."""
    return all((part >= 0).all() for part in (room.pool, room.zone_ml, room.zone_g, room.trips, room.money))


@given(SEEDS, ALPHAS, st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_what_was_divided_anyhow_is_worth_no_less_and_within_every_limit(seed: int, alpha: float, percent: int) -> None:
    field, costs, none = laid_out(seed, 10, money=True)
    field = field._replace(alpha=alpha)
    room = whole_room(field)
    for pair in np.random.default_rng(seed).integers(0, len(none), 6):
        place(field, room, pair)
    ground = room.lots.copy()
    fill(field, costs, room, field.most, np.ones(10, dtype=np.int64), False)
    before = copy_of(room)

    exchange(field, costs, room, ground, percent, WORK)

    assert objective(field, room.lots) >= objective(field, before.lots)
    assert kept_by(room)
    assert (room.lots >= ground).all()
    assert (room.lots <= field.most).all()
    assert all(room.lots[part] >= needed(field, at, room.lots) for at, part in enumerate(field.kits.part))
    for school in range(10):
        have = worth_at(field, room.lots, school)
        assert have >= worth_at(field, before.lots, school) or not below(field, school, have, percent)


def test_a_second_time_there_is_nothing_left_to_exchange() -> None:
    field, costs, none = laid_out(11, 30, money=True)
    room = whole_room(field)
    fill(field, costs, room, field.most, np.ones(30, dtype=np.int64), False)
    exchange(field, costs, room, none, 0, WORK)
    before = room.lots.copy()

    exchange(field, costs, room, none, 0, WORK)

    assert before.any()
    assert (room.lots == before).all()


def test_without_work_nothing_is_exchanged() -> None:
    field, costs, none = laid_out(11, 30, money=True)
    room = whole_room(field)
    fill(field, costs, room, field.most, np.ones(30, dtype=np.int64), False)
    before = room.lots.copy()

    exchange(field, costs, room, none, 0, work=0)

    assert (room.lots == before).all()


@pytest.mark.parametrize(
    ("placed", "limits", "better"),
    [
        # A single trip is paid, and the school that counts more is left out.
        ([0, 1], {"trips": 100, "trip_cost": 100, "weight_pct": (100, 130)}, [0, 0, 1]),
        # The vehicle is full with a lot of the first resource, or with five of the second.
        ([0], {"zone_g": 2_500}, [0, 1, 1]),
    ],
)
def test_what_is_worth_more_takes_the_place_of_what_is_worth_less(
    placed: list[int], limits: dict[str, Any], better: list[int]
) -> None:
    wishes = [Wish(0, 0, [2 * MILLION]), Wish(0, 1, [4 * MILLION]), Wish(1, 1, [5 * MILLION])]
    instance = Case(wishes, schools=2, **limits).instance()
    field = lay_out(instance)
    room = whole_room(field)
    for pair in placed:
        place(field, room, pair)

    exchange(field, costs_at(field, free(instance)), room, room.lots * 0, 0, WORK)

    assert room.lots.tolist() == better


def test_the_search_for_a_trip_is_work_too() -> None:
    case = Case([Wish(0, 0, [90]), Wish(1, 0, [50]), Wish(2, 0, [40])], trips=4_000, trip_cost=4_000)
    instance = case.instance()
    field, none = lay_out(instance), np.zeros(3, dtype=np.int64)
    room = whole_room(field)
    place(field, room, 0)

    left, made = exchange_all(field, costs_at(field, free(instance)), room, none, np.arange(3), 0, 1_000)

    assert (made, room.lots.tolist()) == (0, [1, 0, 0])
    # Each of the two looks twice at all three, and what it gets for a moment counts: 14 that were free.
    assert 1_000 - left == 36 + 14
