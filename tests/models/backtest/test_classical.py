"""The classical peers take any series: short, empty, with gaps."""

import numpy as np
import pytest

from models.backtest import classical
from models.backtest.columns import Freq
from tests.models.backtest.panels import table


@pytest.mark.parametrize("name", classical.NAMES)
@pytest.mark.parametrize("freq", Freq)
def test_each_gives_ordered_quantiles_for_every_series(name: str, freq: Freq) -> None:
    one = table(series=5, periods=30, freq=freq, zeros=0.5)
    one.y[0] = 0.0
    one.y[1, :] = np.nan
    one.y[2, :24] = np.nan
    one.y[3, 5:9] = np.nan

    answer = classical.classical(name, one, 26, 4)

    assert answer.weekly.shape == (5, 4, 3)
    assert np.isfinite(answer.weekly).all()
    assert (np.diff(answer.weekly, axis=2) >= 0).all()
    assert (answer.weekly[1] == 0).all()


def test_naive_repeats_the_last_value() -> None:
    one = table(series=3)

    answer = classical.classical("Naive", one, 20, 4)

    np.testing.assert_allclose(answer.weekly[:, :, 1], np.repeat(one.y[:, 19:20], 4, axis=1))


def test_the_seasonal_one_repeats_last_years_month() -> None:
    one = table(series=3, periods=40, freq=Freq.MONTH)

    answer = classical.classical("SeasonalNaive", one, 30, 4)

    np.testing.assert_allclose(answer.weekly[:, :, 1], one.y[:, 18:22])


def test_nothing_after_the_origin_is_looked_at() -> None:
    one, other = table(), table()
    other.y[:, 20:] = 0.0

    for name in classical.NAMES:
        before, after = (classical.classical(name, each, 20, 4).weekly for each in (one, other))
        np.testing.assert_array_equal(before, after)
