"""The tree peers learn what all series share, and give ordered quantiles."""

from dataclasses import replace

import numpy as np
import pytest

from models.backtest.trees import lightgbm, spark_forest
from shared import accuracy
from tests.models.backtest.panels import small_params, table


def test_lightgbm_is_the_same_twice_and_better_than_saying_nothing() -> None:
    one, settings = table(series=60, periods=40), small_params().backtest.lightgbm

    first, second = (lightgbm(one, 36, 4, settings).weekly for _ in range(2))

    np.testing.assert_array_equal(first, second)
    assert (np.diff(first, axis=2) >= 0).all()
    assert accuracy.wql(one.came(36, 4), first) < 0.8 * accuracy.wql(one.came(36, 4), np.zeros_like(first))


def test_without_a_past_to_learn_from_nothing_is_said() -> None:
    assert not lightgbm(table(), 3, 4, small_params().backtest.lightgbm).weekly.any()


def test_static_columns_may_have_any_name() -> None:
    one, settings = table(), small_params().backtest.lightgbm
    zones = one.static["power"]

    plain, odd = (
        lightgbm(replace(one, static=dict.fromkeys(names, zones)), 20, 4, settings).weekly
        for names in (["zone", "sector", "area"], ["step", 'S/. {"a": [0]}, b', "lag1"])
    )

    np.testing.assert_array_equal(plain, odd)


@pytest.mark.spark
def test_the_forest_of_spark_gives_an_interval_around_its_mean(spark: object) -> None:
    one = table(series=40, periods=30)

    weekly = spark_forest(one, 26, 4, small_params().backtest.forest, spark).weekly

    assert weekly.shape == (40, 4, 3)
    assert (np.diff(weekly, axis=2) >= 0).all()
    assert 0.5 < accuracy.coverage(one.came(26, 4), weekly) <= 1.0
