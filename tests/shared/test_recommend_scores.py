"""Scores of recommendations: what was known before an origin, what came after, and when likeness may be used."""

import numpy as np
import pytest

from shared.recommend import Learner, Material, Shelf, Step
from shared.recommend_scores import (
    Held,
    Uses,
    best_weight,
    counts,
    gain,
    held_out,
    most_used,
    recommender,
    score,
    trained,
)  # fmt: skip
from shared.similarity import ItemId

ITEMS = tuple(ItemId(name) for name in "abcdefghijklmnopqrstuvwx")
MATERIALS = tuple(Material(item) for item in ITEMS)


def uses(*rows: tuple[int, int, int, int], learners: int = 2, rooms: int = 1) -> Uses:
    room = np.arange(learners) % rooms
    table = np.array(sorted(rows, key=lambda row: row[2]), dtype=np.int64).reshape(-1, 4)
    return Uses(MATERIALS, (Learner(),) * learners, room, *table.T)


def chains(*, alike: bool, seed: int = 3) -> Uses:
    """Learners in mixed classes, each of one of twelve tastes: from the first of a chain to its second, or anywhere."""
    rng = np.random.default_rng(seed)
    rows = []
    for learner in range(360):
        taste, week = int(rng.integers(12)), int(rng.integers(1, 12))
        then = taste if alike else int(rng.integers(12))
        rows += [(learner, 2 * taste, 0, 100), (learner, 2 * then + 1, week, 100)]
    return uses(*rows, learners=360, rooms=12)


def test_pairs_are_counted_by_who_used_one_and_then_the_other() -> None:
    users, after = counts(uses((0, 0, 1, 50), (0, 1, 2, 50), (1, 1, 1, 50), (1, 0, 1, 50), (0, 0, 5, 90)))

    assert (users["a"], users["b"], users["c"]) == (2, 2, 0)
    assert (after["a", "b"], after["b", "a"]) == (2, 1)


def test_what_comes_after_an_origin_is_not_known_at_it() -> None:
    [one] = held_out(uses((0, 0, 1, 40), (0, 0, 3, 70), (0, 1, 4, 10), (0, 2, 9, 10)), 4, 4)

    assert one.past == {"a": Step(70, 1)}
    assert one.next == {"b"}
    assert dict(one.ever) == {"a": 1}


def test_what_was_finished_is_not_what_comes_next() -> None:
    assert held_out(uses((0, 0, 1, 100), (0, 0, 5, 100)), 4) == []


def test_what_a_class_uses_is_what_each_of_its_learners_used_last_and_not_what_another_class_does() -> None:
    told = uses((0, 0, 1, 5), (1, 1, 2, 5), (0, 0, 3, 5), (0, 2, 6, 5), (1, 2, 6, 5), rooms=2)
    first, second = held_out(told, 4)

    assert (dict(first.in_class), dict(first.ever)) == ({"a": 1.0}, {"a": 1})
    assert (dict(second.in_class), dict(second.ever)) == ({"b": 1.0}, {"b": 1})


def test_a_ranker_that_knows_scores_one_and_one_that_knows_nothing_scores_nothing() -> None:
    held = held_out(uses((0, 0, 1, 40), (0, 1, 4, 10)), 4)

    assert [float(part[0]) for part in score(held, lambda one, _: sorted(one.next))] == [1, 1, 1, 1]
    assert [float(part[0]) for part in score(held, lambda *_: [])] == [0, 0, 0, 0]


def test_five_count_for_recall_and_the_first_right_one_for_the_rank() -> None:
    one = Held(Learner(), {}, {}, {}, frozenset({ItemId("x"), ItemId("y")}))
    ranked = [ItemId(name) for name in ("p", "x", "q", "r", "s", "y")]

    found = score([one], lambda *_: ranked)

    assert (float(found.recall[0]), float(found.mrr[0])) == (0.5, 0.5)


def test_an_interval_of_what_is_the_same_is_nothing() -> None:
    same = np.random.default_rng(1).random(50)

    assert gain(same, same) == (0, 0, 0)
    assert gain(same + 0.1, same).low == pytest.approx(0.1)


def test_likeness_is_used_where_it_finds_more_than_the_class_does() -> None:
    told = chains(alike=True)
    weight = best_weight(told, [6, 8])

    held = held_out(told, 10, 2)
    mine = score(held, recommender(Shelf(MATERIALS, trained(told, 10, weight))))
    assert weight > 0
    assert gain(mine.recall_new, score(held, most_used).recall_new).low > 0


def test_where_likeness_is_chance_the_class_decides() -> None:
    assert best_weight(chains(alike=False), [6, 8]) == 0


def test_without_any_use_there_is_nothing_to_choose() -> None:
    assert best_weight(uses(), [4]) == 0
