"""Static columns become numbers that say something of many series, never which series it is."""

from dataclasses import replace

import numpy as np

from models.backtest.rolling import Rolling, covariates
from shared.school_year import Week
from tests.models.backtest.panels import table


def test_codes_and_columns_that_say_nothing_are_left_out() -> None:
    columns = {"district_id": "123", "same": "xxx", "flat": "777", "empty": ["", "", ""], "level": "PSP"}

    names, numbers = covariates({name: list(values) for name, values in columns.items()}, 3)

    assert names == ("level=P", "level=S")
    assert numbers.shape == (3, 2)


def test_a_column_with_a_value_for_each_series_is_left_out() -> None:
    names, numbers = covariates({"name": [f"escuela {at}" for at in range(40)]}, 40)

    assert names == ()
    assert numbers.shape == (40, 0)


def test_numbers_are_standardised_and_kept_in_bounds() -> None:
    _, numbers = covariates({"pupils": ["1"] * 99 + ["100000"]}, 100)

    assert numbers.max() == 3.0


def test_nothing_is_learned_from_a_period_without_a_school_day() -> None:
    one = table(series=2, periods=8)
    one.exposure[5] = 0.1
    source = Rolling(one, 4, None)

    came = source.outcome(source.history(Week(4)))

    assert np.isnan(came[:, 1]).all()
    assert not np.isnan(came[:, [0, 2, 3]]).any()


def test_what_a_lagged_column_told_later_is_not_known_yet() -> None:
    one = table(series=3, periods=12)
    told = np.random.default_rng(0).random((3, 12))
    later = told.copy()
    later[:, 8:] = 99.0
    static = np.zeros((3, 1))

    mine, theirs = (Rolling(replace(one, lagged={"progress": each}), 4, static) for each in (told, later))

    np.testing.assert_array_equal(mine.covariates(Week(8)), theirs.covariates(Week(8)))
    assert mine.width == 2


def test_without_static_numbers_nothing_else_is_looked_at() -> None:
    one = replace(table(series=3, periods=12), lagged={"progress": np.ones((3, 12))})

    assert Rolling(one, 4, None).covariates(Week(8)) is None
    assert Rolling(one, 4, None).width == 0
