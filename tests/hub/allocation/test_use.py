"""What a division uses is counted as a division placed lot by lot would use it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.room import shift, whole_room
from hub.allocation.use import add_all, nothing_used
from tests.hub.allocation.fields import laid_out


@given(st.integers(0, 100_000))
@settings(deadline=None)
def test_use_and_room_add_up_to_what_there_was(seed: int) -> None:
    field, _, none = laid_out(seed)
    lots = np.random.default_rng(seed).integers(0, 3, len(none))
    room, used = whole_room(field), nothing_used(field)

    add_all(field, used, lots)
    for pair in np.flatnonzero(lots):
        shift(field, room, pair, lots[pair])

    assert (used.stock == room.used).all()
    assert (used.zone_ml[:-1] + room.zone_ml[:-1] == field.zone_ml[:-1]).all()
    assert (used.zone_g[:-1] + room.zone_g[:-1] == field.zone_g[:-1]).all()
    assert (used.trips + room.trips == field.trips).all()
