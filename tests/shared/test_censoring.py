"""A week without stock is lifted: never below what was asked for, never read as low need, and right in the mean."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.censoring import Shown, lift


def shown(y: np.ndarray, out: np.ndarray) -> Shown:
    """Return what weeks show of which the share *out* had no stock; nothing was asked for then."""
    return Shown(served=y, seen=1.0 - out)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.booleans(), st.data())
@settings(max_examples=80, deadline=None)
def test_lifting_never_lowers_a_week_and_leaves_the_others_alone(
    values: list[int], told: bool, data: st.DataObject
) -> None:
    censored = np.array([data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))])
    seen = data.draw(st.lists(st.one_of(st.floats(0, 1), st.just(np.nan)), min_size=len(values), max_size=len(values)))
    y = np.array([values], dtype=float)

    lifted = lift(y, censored, np.ones(len(values)), Shown(y * 0.5, np.array([seen])) if told else None)

    assert np.isfinite(lifted).all()
    assert (lifted >= y).all()
    assert (lifted == y)[~censored].all()


def test_the_days_with_stock_stand_for_the_others() -> None:
    rng = np.random.default_rng(1)
    need = rng.poisson(rng.gamma(2, 10, (200, 30)))
    out = np.where(rng.random(need.shape) < 0.3, 0.4, 0.0)
    served = rng.binomial(need, 1 - out).astype(float)

    lifted = lift(served, out > 0, np.ones(30), shown(served, out))

    assert served[out > 0].sum() < 0.65 * need[out > 0].sum()
    assert lifted[out > 0].sum() == pytest.approx(need[out > 0].sum(), rel=0.05)


def test_a_peak_cut_off_by_too_few_devices_is_lifted_to_what_such_weeks_reach() -> None:
    rng = np.random.default_rng(2)
    need = np.maximum(np.rint(rng.normal(20, 6, (200, 40))), 0)
    served = np.minimum(need, 24.0)
    short = need > 24

    lifted = lift(served, short, np.ones(40), Shown(served, np.full(need.shape, np.nan)))

    assert lifted[short].sum() == pytest.approx(need[short].sum(), rel=0.05)


def test_a_week_of_which_next_to_nothing_was_seen_counts_as_usual() -> None:
    y = np.array([[20.0, 22.0, 18.0, 1.0]])
    out = np.array([[0.0, 0.0, 0.0, 0.8]])

    assert lift(y, out > 0, np.ones(4), shown(y, out))[0, -1] >= 20


def test_a_short_week_of_the_calendar_is_lifted_for_its_days_only() -> None:
    y = np.array([[10.0, 10.0, 10.0, 0.0]])
    out = np.array([[0.0, 0.0, 0.0, 1.0]])

    assert lift(y, out > 0, np.array([1.0, 1.0, 1.0, 0.5]), shown(y, out))[0, -1] == pytest.approx(5)
