"""Static columns become numbers that say something of many series, never which series it is."""

import numpy as np

from models.backtest.rolling import Rolling, covariates
from shared.school_year import Week
from tests.models.backtest.panels import table


def test_codes_and_columns_that_say_nothing_are_left_out() -> None:
    columns = {"district_id": "123", "same": "xxx", "flat": "777", "empty": ["", "", ""], "level": "PSP"}

    names, numbers = covariates({name: list(values) for name, values in columns.items()})

    assert names == ("level=P", "level=S")
    assert numbers is not None
    assert numbers.shape == (3, 2)


def test_a_column_with_a_value_for_each_series_is_left_out() -> None:
    assert covariates({"name": [f"escuela {at}" for at in range(40)]}) == ((), None)


def test_numbers_are_standardised_and_kept_in_bounds() -> None:
    _, numbers = covariates({"pupils": ["1"] * 99 + ["100000"]})

    assert numbers is not None
    assert numbers.max() == 3.0


def test_nothing_is_learned_from_a_period_without_a_school_day() -> None:
    one = table(series=2, periods=8)
    one.exposure[5] = 0.1
    source = Rolling(one, 4, None)

    came = source.outcome(source.history(Week(4)))

    assert np.isnan(came[:, 1]).all()
    assert not np.isnan(came[:, [0, 2, 3]]).any()
