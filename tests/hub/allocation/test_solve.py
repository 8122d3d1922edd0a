"""A division is within every limit, near the best there is, and never worth more than its bound."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.allocation.instance import Division, Instance, Kits
from hub.allocation.solve import divide
from tests.hub.allocation.drawn import broken, draw, lacking_parts
from tests.hub.allocation.milp import best_even_value, best_value

ALPHAS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 4.0])
SEEDS = st.integers(0, 1_000_000)


def met(instance: Instance, answer: Division) -> np.ndarray:
    return np.minimum(instance.pairs.least, answer.lots)


@given(SEEDS, st.integers(1, 12), st.floats(0, 1.5), st.booleans(), ALPHAS)
@settings(max_examples=150, deadline=None)
def test_whatever_is_asked_for_every_limit_is_kept(
    seed: int, schools: int, scarcity: float, money: bool, alpha: float
) -> None:
    instance = draw(seed, schools, locks=True, money=money, scarcity=scarcity, alpha=alpha)

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


@given(SEEDS, st.integers(1, 4), st.sampled_from([0.5, 1.0, 2.0]))
@settings(max_examples=40, deadline=None)
def test_where_evenness_counts_the_best_division_is_worth_no_more_than_the_bound(
    seed: int, schools: int, alpha: float
) -> None:
    instance = draw(seed, schools, locks=seed % 2 == 0, alpha=alpha, deep=3)

    answer = divide(instance)

    low, high = best_even_value(instance, met(instance, answer))
    assert answer.value <= high * (1 + 1e-6) + 1
    assert low * (1 - 1e-6) <= answer.bound + 1


@given(SEEDS, st.integers(1, 12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_where_only_stock_limits_the_division_is_the_best_there_is(seed: int, schools: int, locks: bool) -> None:
    instance = draw(seed, schools, kits=False, trips=False, zones=False, locks=locks)

    answer = divide(instance)

    assert answer.value == answer.bound == pytest.approx(best_value(instance, met(instance, answer)), abs=1)


def test_no_main_goes_without_its_part_in_a_thousand_instances() -> None:
    alone = [seed for seed in range(1_000) if lacking_parts(one := draw(seed, locks=True), divide(one).lots)]

    assert alone == []


@pytest.mark.parametrize("alpha", [0.0, 2.0])
def test_a_second_run_divides_alike(alpha: float) -> None:
    one, other = divide(draw(5, 40, alpha=alpha)), divide(draw(5, 40, alpha=alpha))

    assert (one.lots == other.lots).all()
    assert (one.value, one.bound) == (other.value, other.bound)


@given(SEEDS, ALPHAS)
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_kit_rules_changes_nothing(seed: int, alpha: float) -> None:
    instance = draw(seed, 12, alpha=alpha)
    order = np.random.default_rng(seed).permutation(len(instance.kits))
    kits = instance.kits
    shuffled = Kits(kits.main[order], kits.part[order], kits.units[order], kits.per[order])

    one, other = divide(instance), divide(replace(instance, kits=shuffled))

    assert (one.lots == other.lots).all()
    assert one.bound == other.bound


def test_from_the_prices_of_a_division_the_next_is_as_good_and_sooner() -> None:
    instance = draw(3, 300, alpha=2.0, deep=8)
    cold = divide(instance)

    warm = divide(instance, start=cold)

    assert warm.rounds == 1 < cold.rounds
    assert warm.value >= 0.999 * cold.value
    assert warm.gap_pct <= cold.gap_pct + 0.1
