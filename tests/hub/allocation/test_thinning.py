"""What is wanted too much of is taken back where it counts least, until nothing is exceeded."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.kit_choice import needed
from hub.allocation.room import copy_of, place, whole_room
from hub.allocation.thinning import exceeded, place_wanted, thin
from tests.hub.allocation.drawn import GUIDE
from tests.hub.allocation.fields import laid_out

SEEDS = st.integers(0, 100_000)


@given(SEEDS, st.sampled_from([0.0, 2.0]))
@settings(max_examples=80, deadline=None)
def test_whatever_is_wanted_what_stays_is_within_the_limits_with_its_kits(seed: int, alpha: float) -> None:
    field, costs, none = laid_out(seed, 12, trips=False, money=True)
    field = field._replace(alpha=alpha)
    rng = np.random.default_rng(seed)
    room = whole_room(field)
    for pair in rng.integers(0, len(none), 8):
        place(field, room, pair)
    ground = room.lots.copy()
    wanted = np.minimum(field.most, rng.integers(0, 9, len(none)))
    for at, part in enumerate(field.kits.part):
        wanted[part] = max(wanted[part], needed(field, at, np.maximum(wanted, ground)))

    place_wanted(field, room, wanted, np.ones(12, dtype=np.int64))
    thin(field, costs, room, ground)

    assert not exceeded(room)
    assert (room.lots >= ground).all()
    assert all(room.lots[part] >= needed(field, at, room.lots) for at, part in enumerate(field.kits.part))


def test_of_one_scarce_thing_the_lots_worth_most_stay() -> None:
    field, costs, none = laid_out(5, 12, trips=False, zones=False, kits=False, pool=False)
    field = field._replace(depot=np.zeros(12, dtype=np.int64), stock=np.full((2, 4), 3))
    guides = np.flatnonzero((field.resource == GUIDE) & (field.useful > 0))
    wanted = none.copy()
    wanted[guides] = 1
    room = whole_room(field)

    place_wanted(field, room, wanted, np.ones(12, dtype=np.int64))
    taken = thin(field, costs, room, none)

    worth = field.totals[field.start + 1]
    stayed = guides[room.lots[guides] > 0]
    assert taken == len(guides) - 3
    assert worth[stayed].min() >= np.sort(worth[guides])[-3]


def test_what_fits_is_left_as_it_is() -> None:
    field, costs, none = laid_out(5)
    room = whole_room(field)
    before = copy_of(room)

    assert thin(field, costs, room, none) == 0
    assert (room.lots == before.lots).all()
