"""What the time of year tells is found in each series alone, and nothing is made of chance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shared import accuracy, baseline
from shared.baseline import Method
from shared.features import History
from shared.seasons import season_of

MONTHS = 12
blocks = hnp.arrays(
    float,
    st.tuples(st.integers(1, 3), st.integers(1, 60)),
    elements=st.one_of(st.just(np.nan), st.integers(0, 500).map(float)),
)


def months(y: "np.ndarray", ahead: int = 4, first: int = 0) -> History:
    now = np.arange(first, first + y.shape[1] + ahead)
    known, future = now[: y.shape[1]], now[y.shape[1] :]
    return History(known, np.ones(known.size), y, np.zeros(y.shape, bool), future, np.ones(ahead), season=MONTHS)


def waves(periods: int, *, growth: float = 0.0, noise: float = 0.1, series: int = 30) -> "np.ndarray":
    rng = np.random.default_rng(8)
    t = np.arange(periods)
    year = 1 + 0.6 * np.sin(2 * np.pi * (t / MONTHS + rng.random((series, 1))))
    return 80 * year * np.exp(growth * t / MONTHS + rng.normal(0, noise, (series, periods)))


def loss(y: "np.ndarray", method: Method) -> float:
    past, came = y[:, :-4], y[:, -4:]
    return accuracy.wql(came, baseline.by_method(months(past), method))


def test_a_wave_of_the_year_is_found_and_carried_on() -> None:
    told = season_of(months(waves(60, noise=0.0)[:, :56]))

    shape = waves(60, noise=0.0)
    wanted = shape[:, 56:] / shape[:, :48].mean(axis=1, keepdims=True)
    found = told.ahead / told.past[:, :48].mean(axis=1, keepdims=True)
    assert np.abs(found / wanted - 1).mean() < 0.03


def test_chance_is_no_season() -> None:
    flat = 50 * np.exp(np.random.default_rng(2).normal(0, 0.3, (200, 60)))

    told = season_of(months(flat))

    assert np.abs(np.log(told.ahead)).mean() < 0.08
    assert told.told.all()


def test_growth_is_a_drift_of_the_level_and_no_season() -> None:
    told = season_of(months(waves(60, growth=0.3)))

    assert np.log(told.level[:, 24] / told.level[:, 48]).mean() == pytest.approx(-0.6, abs=0.1)


@pytest.mark.parametrize("y", [np.zeros((2, 60)), np.full((2, 60), np.nan), np.empty((2, 0)), np.ones((2, 15))])
def test_of_a_young_or_silent_series_nothing_is_said(y: "np.ndarray") -> None:
    told = season_of(months(y))

    assert not told.told.any()
    assert (told.past == 1).all()
    assert (told.ahead == 1).all()
    assert (told.level == 1).all()


@given(blocks, st.integers(1, 30))
@settings(max_examples=40, deadline=None)
def test_a_series_forecast_alone_or_with_an_emptier_past_is_the_same(block: "np.ndarray", before: int) -> None:
    longer = np.concatenate([np.full((len(block), before), np.nan), block], axis=1)

    together, alone = season_of(months(block)), season_of(months(block[:1]))
    earlier = season_of(months(longer, first=-before))

    assert alone.ahead[0] == pytest.approx(together.ahead[0], rel=1e-6)
    assert earlier.ahead == pytest.approx(together.ahead, rel=0.01)


@given(blocks)
@settings(max_examples=40, deadline=None)
def test_what_it_tells_is_bounded(block: "np.ndarray") -> None:
    told = season_of(months(block))

    for one in (told.past, told.ahead, told.level, told.wider):
        assert np.isfinite(one).all()
        assert ((one > 0.04) & (one < 25)).all()


@pytest.mark.parametrize(("periods", "growth"), [(60, 0.0), (60, 0.2), (28, 0.0), (28, 0.2)])
def test_strong_seasons_by_month_are_foreseen_better_than_by_last_year(periods: int, growth: float) -> None:
    y = waves(periods, growth=growth)

    assert loss(y, Method.SEASON_BLEND) < 0.92 * loss(y, Method.SEASONAL)
    assert loss(y, Method.SEASON_MEAN) < 0.95 * loss(y, Method.SEASONAL)


def test_a_steady_season_is_foreseen_best_by_all_of_its_past() -> None:
    y = waves(60, noise=0.2)

    assert loss(y, Method.SEASON_WINDOW) < loss(y, Method.SEASON_BLEND) < 0.6 * loss(y, Method.CALBLEND)
