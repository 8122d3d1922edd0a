"""Alternating least squares: who shares a taste is brought together, and the result fits the same shelf."""

import numpy as np

from models.recommend_als import als
from shared.recommend import Learner, Material
from shared.recommend_scores import Uses
from shared.similarity import ItemId


def test_materials_of_one_taste_are_near_and_those_of_another_are_not() -> None:
    rows = [(who, item, 0, 50) for who in range(40) for item in ((0, 1, 2) if who % 2 else (3, 4, 5))]
    materials = tuple(Material(ItemId(name)) for name in "abcdef")
    told = Uses(materials, (Learner(),) * 40, np.zeros(40, dtype=np.int64), *np.array(rows).T)

    near = als(told, 1, 50).between([one.id for one in materials])

    assert near[0, 1] > 0.9
    assert near[0, 3] < 0.2
    assert np.diag(near).tolist() == [0] * 6
