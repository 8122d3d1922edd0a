"""A division is within every limit, near the best there is, and never worth more than its bound."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.instance import Division, Instance
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import broken, draw, lacking_parts
from tests.hub.allocation.milp import best_value

SEEDS = st.integers(0, 1_000_000)


def met(instance: Instance, answer: Division) -> np.ndarray:
    return np.minimum(instance.pairs.least, answer.lots)


@given(SEEDS, st.integers(1, 12), st.floats(0, 1.5), st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_is_asked_for_every_limit_is_kept(seed: int, schools: int, scarcity: float, money: bool) -> None:
    instance = draw(seed, schools, locks=True, money=money, scarcity=scarcity)

    answer = divide(instance)

    assert broken(instance, answer) == []
    assert answer.value <= answer.bound


@given(SEEDS, st.integers(1, 6), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_best_division_is_worth_no_more_than_the_bound(
    seed: int, schools: int, trips: bool, zones: bool, money: bool
) -> None:
    instance = draw(seed, schools, locks=seed % 2 == 0, trips=trips, zones=zones, money=money)

    answer = divide(instance)

    best = best_value(instance, met(instance, answer))
    assert answer.value <= best + 1
    assert best <= answer.bound + 1


@given(SEEDS, st.integers(1, 12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_where_only_stock_limits_the_division_is_the_best_there_is(seed: int, schools: int, locks: bool) -> None:
    instance = draw(seed, schools, kits=False, trips=False, zones=False, locks=locks)

    answer = divide(instance)

    assert answer.value == answer.bound == pytest.approx(best_value(instance, met(instance, answer)), abs=1)


def test_no_main_goes_without_its_part_in_a_thousand_instances() -> None:
    alone = [seed for seed in range(1_000) if lacking_parts(one := draw(seed, locks=True), divide(one).lots)]

    assert alone == []


def test_a_second_run_divides_alike() -> None:
    one, other = divide(draw(5, 40)), divide(draw(5, 40))

    assert (one.lots == other.lots).all()
    assert (one.value, one.bound) == (other.value, other.bound)
