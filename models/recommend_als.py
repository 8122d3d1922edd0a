"""Likeness by implicit alternating least squares, as Spark's ALS: the peer of the cosine, from every learner's row."""

import numpy as np

from shared.demand import Bools, Floats
from shared.recommend_scores import Uses
from shared.school_year import Week
from shared.similarity import Similarity, packed

_FACTORS, _ROUNDS, _PENALTY, _TRUST = 24, 8, 0.1, 10.0


def als(uses: Uses, origin: int, weight_pct: int, seed: int = 0) -> Similarity:
    """Return the cosine of the factors of materials, of who used what before *origin* (Hu, Koren and Volinsky)."""
    before = uses.until(origin)
    used = np.zeros((len(uses.learners), len(uses.materials)), dtype=bool)
    used[before.learner, before.item] = True
    factors = item_factors(used, np.random.default_rng(seed))
    lengths = np.linalg.norm(factors, axis=1, keepdims=True)
    unit = factors / np.where(lengths > 0, lengths, 1.0)
    alike = np.clip(unit @ unit.T, 0, 1)
    np.fill_diagonal(alike, 0)
    ids = tuple(one.id for one in uses.materials)
    return packed(ids, alike, until=Week(origin - 1), weight_pct=weight_pct)


def item_factors(used: Bools, rng: np.random.Generator) -> Floats:
    """
    Return the factors of materials (rows) that learners' use fits best.

    >>> found = item_factors(np.kron(np.eye(2), np.ones((6, 2))).astype(bool), np.random.default_rng(1))
    >>> bool(found[0] @ found[1] > found[0] @ found[2])
    True
    """
    items = rng.normal(0, 0.1, (used.shape[1], _FACTORS))
    for _ in range(_ROUNDS):
        people = _solved(used, items)
        items = _solved(used.T, people)
    return items


def _solved(used: Bools, other: Floats) -> Floats:
    """Return the factors of each row of *used*, those of its columns given."""
    of_all = other.T @ other + _PENALTY * np.eye(_FACTORS)
    found = np.zeros((used.shape[0], _FACTORS))
    for at, row in enumerate(used):
        mine = other[row]
        found[at] = np.linalg.solve(of_all + _TRUST * mine.T @ mine, (1 + _TRUST) * mine.sum(axis=0))
    return found
