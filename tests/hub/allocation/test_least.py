"""What locks ask for goes before all else, the first class first; what cannot be met is left, and is no error."""

from dataclasses import replace

import numpy as np
import pytest

from hub.allocation.field import lay_out
from hub.allocation.least import place_least
from hub.allocation.room import whole_room
from tests.hub.allocation.drawn import CHARGER, GUIDE, TABLET, draw


def scarce_guides(least: np.ndarray, rank: np.ndarray, stock: int, spread: int = 0) -> np.ndarray:
    """Return what of *least* each pair gets where there are only *stock* lots of each resource."""
    instance = draw(4, 5, trips=False, zones=False, pool=False)
    schools = replace(instance.schools, depot=np.zeros(5, dtype=np.int64))
    limits = replace(instance.limits, stock=np.full((2, 4), stock))
    pairs = replace(instance.pairs, least=least, rank=rank, most=np.full(20, 9))
    field = lay_out(replace(instance, schools=schools, limits=limits, pairs=pairs))
    return place_least(field, whole_room(field), rank)


def at(pair: int, lots: int) -> np.ndarray:
    least = np.zeros(20, dtype=np.int64)
    least[pair] = lots
    return least


@pytest.mark.parametrize(("first", "second"), [(4 + GUIDE, 8 + GUIDE), (8 + GUIDE, 4 + GUIDE)])
def test_the_first_class_is_met_before_the_second(first: int, second: int) -> None:
    rank = at(first, 1) + at(second, 2)

    placed = scarce_guides(at(first, 3) + at(second, 3), rank, stock=4)

    assert placed[[first, second]].tolist() == [3, 1]


def test_what_cannot_be_met_is_left_open() -> None:
    assert scarce_guides(at(GUIDE, 7), at(0, 0), stock=4)[GUIDE] == 4


def test_what_is_asked_beyond_what_may_be_sent_is_left_open() -> None:
    assert scarce_guides(at(GUIDE, 50), at(0, 0), stock=40)[GUIDE] == 9


def test_a_lock_takes_the_parts_along_that_it_needs() -> None:
    instance = draw(3, trips=False, zones=False)
    main = int(instance.kits.main[instance.kits.main % 4 == TABLET][0])
    instance.pairs.spare[:] = 0
    instance.limits.stock[:] = 50
    instance.pairs.least[main] = 3
    field = lay_out(instance)
    room = whole_room(field)

    place_least(field, room, instance.pairs.rank)

    # 15 tablets, a charger for 10 of them, two chargers in a lot.
    assert room.lots[main - TABLET + CHARGER] == 1
