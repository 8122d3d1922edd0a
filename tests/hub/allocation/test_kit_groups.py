"""Pairs that kits tie together are found, with loads in whole numbers."""

from dataclasses import replace

import numpy as np
import pytest

from hub.allocation.instance import Kits
from hub.allocation.kit_groups import group_kits
from shared.errors import BadInput
from tests.hub.allocation.drawn import CHARGER, GUIDE, ROUTER, TABLET, draw


def kits(*rules: tuple[int, int, int, int]) -> Kits:
    return Kits(*np.array(rules, dtype=np.int64).T.copy())


def test_two_mains_of_one_part_are_one_group_that_counts_in_a_common_fraction() -> None:
    rules = kits((4 + TABLET, 4 + CHARGER, 1, 10), (4 + ROUTER, 4 + CHARGER, 2, 3))

    groups = group_kits(replace(draw(1), kits=rules))

    assert groups.main.tolist() == [4 + TABLET, 4 + ROUTER]
    # Thirtieths of a charger: 5 tablets take 15 of them, a router 20, and a lot of 2 chargers carries 60.
    assert groups.load.tolist() == [15, 20]
    assert groups.carries.tolist() == [60]
    assert groups.of_school.tolist() == [0, 0, 1, 1, 1, 1, 1]


def test_groups_that_share_nothing_stay_apart() -> None:
    groups = group_kits(replace(draw(1), kits=kits((TABLET, CHARGER, 1, 1), (ROUTER, GUIDE, 1, 1))))

    assert groups.of_pair[[TABLET, CHARGER]].tolist() == [0, 0]
    assert groups.of_pair[[ROUTER, GUIDE]].tolist() == [1, 1]


def test_one_main_with_two_parts_joins_what_each_of_them_is_in() -> None:
    rules = kits((TABLET, CHARGER, 1, 1), (ROUTER, GUIDE, 1, 1), (ROUTER, CHARGER, 1, 1))

    groups = group_kits(replace(draw(1), kits=rules))

    assert groups.mains.tolist() == [0, 2]
    assert groups.part.tolist() == [CHARGER, GUIDE]


@pytest.mark.parametrize("rule", [(CHARGER, GUIDE, 1, 1), (TABLET, 4 + GUIDE, 1, 1)])
def test_a_part_of_a_part_or_at_another_school_is_refused(rule: tuple[int, int, int, int]) -> None:
    with pytest.raises(BadInput, match="equipo"):
        group_kits(replace(draw(1), kits=kits((TABLET, CHARGER, 1, 1), rule)))
