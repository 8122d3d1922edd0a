"""In whatever order the rows of the tables came, the plan is the same."""

from typing import Any

import msgspec
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.assembling import Assembled
from hub.allocation.files import from_frames
from hub.allocation.solve import divide
from tests.hub.allocation.tabled import CYCLE, shuffled, whole_tables

SEEDS = st.integers(0, 10_000)


def plan(of: Assembled) -> tuple[Any, ...]:
    answer, pairs = divide(of.instance), of.instance.pairs
    sent = {
        (str(of.instance.schools.id[pairs.school[at]]), str(of.instance.resources.id[pairs.resource[at]])): int(lots)
        for at, lots in enumerate(answer.lots)
        if lots
    }
    return sent, answer.value, answer.bound, answer.from_pool.tolist(), answer.prices.stock.tolist()


@given(SEEDS, st.sampled_from([0.0, 2.0]))
@settings(max_examples=10, deadline=None)
def test_schools_pairs_kits_and_whatever_else_in_another_order_is_the_same_plan(seed: int, alpha: float) -> None:
    tables, setting = whole_tables(seed, 12), msgspec.structs.replace(CYCLE, alpha=alpha, money=4_000.0)

    one = plan(from_frames(tables, setting, "región"))
    other = plan(from_frames(shuffled(tables, seed + 1), setting, "región"))

    assert one[0]
    assert other == one


@given(SEEDS)
@settings(max_examples=10, deadline=None)
def test_locks_in_another_order_and_contradicting_each_other_are_the_same_plan(seed: int) -> None:
    tables, rng = whole_tables(seed, 12), np.random.default_rng(seed)
    pairs = tables["needs"].sample(n=30, replace=True, random_state=seed)[["school_id", "resource_id"]]
    locks = pairs.assign(
        kind=rng.choice(["min", "max", "exclude"], 30, p=[0.7, 0.2, 0.1]), units=rng.integers(1, 9, 30),
        **{"class": rng.integers(0, 3, 30)}, author="Ana", reason="porque sí", expires="",
    )  # fmt: skip

    one = plan(from_frames(tables | {"locks": locks}, CYCLE, "región"))
    other = plan(from_frames(tables | {"locks": locks.iloc[::-1]}, CYCLE, "región"))
    third = plan(from_frames(tables | {"locks": locks.iloc[rng.permutation(30)]}, CYCLE, "región"))

    assert one[0]
    assert one == other == third
