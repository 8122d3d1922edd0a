"""The fallback: never crossing, never negative, never at a loss; and as good on the real panel as was measured."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shared import accuracy, baseline
from shared.baseline import Method
from shared.features import History, Pattern
from shared.resources import ResourceKind
from shared.school_year import week_of
from shared.seasons import season_of
from tests.shared.builders_forecast import history

USAGE = Path(__file__).resolve().parents[3] / "shared" / "data" / "usage"

blocks = hnp.arrays(
    float,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=70),
    elements=st.one_of(st.just(np.nan), st.integers(0, 500).map(float)),
)


@given(blocks, st.sampled_from(Method))
@settings(max_examples=100, deadline=None)
def test_quantiles_never_cross_and_are_never_negative(block: "np.ndarray", method: Method) -> None:
    quantiles = baseline.by_method(history(block), method)

    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=2) >= 0).all()
    assert (quantiles >= 0).all()


@given(blocks, st.sampled_from(ResourceKind))
@settings(max_examples=60, deadline=None)
def test_the_need_of_a_period_never_crosses_either(block: "np.ndarray", kind: ResourceKind) -> None:
    weekly, _ = baseline.weekly_quantiles(history(block))

    period = baseline.period_quantiles(weekly, [kind] * len(block))

    assert np.isfinite(period).all()
    assert (np.diff(period, axis=1) >= 0).all()


@pytest.mark.parametrize("values", [[np.nan] * 30, [0.0] * 30, [np.nan]])
def test_a_series_of_nothing_needs_nothing(values: list[float]) -> None:
    weekly, _ = baseline.weekly_quantiles(history(values))

    assert not weekly.any()


def test_one_known_week_is_spread_widely() -> None:
    (((p10, p50, p90), *_),) = baseline.weekly_quantiles(history([20.0]))[0]

    assert p10 <= 10 < p50 == 20
    assert p90 >= 40


def test_a_week_of_three_school_days_is_foreseen_lower() -> None:
    past = history([[10.0] * 12])
    short = History(past.weeks, past.exposure, past.y, past.censored, past.future_weeks, past.future * 0.64)

    assert baseline.long_window(short)[0, 0, 1] == pytest.approx(6.4)


def test_the_same_week_of_last_year_is_what_seasonal_naive_says() -> None:
    values = np.arange(1.0, 71.0)

    assert baseline.seasonal(history(values))[0, :, 1].tolist() == values[18:27].tolist()


def test_last_year_serves_from_the_first_week_of_which_it_tells_with_a_spread_that_is_not_nothing() -> None:
    values = 20 + 10 * np.sin(np.arange(24.0) / 4)
    one_year = replace(history(values), season=18, future_weeks=np.arange(24, 33), weeks=np.arange(24))
    short = replace(one_year, y=one_year.y.copy())
    short.y[:, :6] = np.nan

    found = baseline.seasonal(short)[0]

    assert found[:, 1].tolist() == values[6:15].tolist()
    assert (found[:, 2] > found[:, 1]).all()
    assert baseline.speaking(short, season_of(short))[Method.SEASONAL].all()
    assert not baseline.speaking(replace(short, season=40), season_of(short))[Method.SEASONAL].any()


def test_a_pattern_may_be_given_another_method() -> None:
    _, methods = baseline.weekly_quantiles(history([[5.0] * 9]), {Pattern.DENSE: Method.SEASONAL})

    assert methods == [Method.SEASONAL]


def test_the_p90_of_a_sum_is_less_than_the_sum_of_p90s() -> None:
    weekly = np.tile([4.0, 10.0, 20.0], (1, 9, 1))

    low, _, high = baseline.period_quantiles(weekly, [ResourceKind.CONSUMABLE])[0]

    assert low > 36
    assert high < 180


@pytest.mark.skipif(not USAGE.is_dir(), reason="the real panel is not beside this checkout")
def test_calblend_beats_naive_on_real_use_as_reported() -> None:
    y, exposure = _real_panel()
    loss = {"calblend": 0.0, "naive": 0.0}
    for origin in (31, 35, 39, 43, 47):
        ahead = np.arange(origin, origin + 4)
        known = np.zeros((len(y), origin), dtype=bool)
        past = History(np.arange(origin), exposure[:origin], y[:, :origin], known, ahead, exposure[ahead])
        loss["calblend"] += accuracy.pinball(y[:, ahead], baseline.calblend(past)).sum()
        loss["naive"] += accuracy.pinball(y[:, ahead], baseline.naive(past)).sum()

    assert loss["calblend"] / loss["naive"] == pytest.approx(0.846, abs=0.005)


def _real_panel() -> tuple["np.ndarray", "np.ndarray"]:
    with (USAGE / "learnplatform_calendar.csv").open() as file:
        days = {week_of(date.fromisoformat(row["ds"])): int(row["school_days"]) for row in csv.DictReader(file)}
    with (USAGE / "learnplatform_weekly.csv").open() as file:
        rows = [
            (row["unique_id"], week_of(date.fromisoformat(row["ds"])), float(row["y"])) for row in csv.DictReader(file)
        ]
    place = {name: at for at, name in enumerate(sorted({name for name, _, _ in rows}))}
    y = np.zeros((len(place), len(days)))
    for name, week, value in rows:
        y[place[name], week - min(days)] = value
    return y, 0.1 + 0.9 * np.array([days[week] for week in sorted(days)]) / 5
