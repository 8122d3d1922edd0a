"""Rows of the trees know the past and the calendar ahead, never what came."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.lags import as_quantiles, learn_rows, names, rows_at
from tests.models.backtest.panels import table


@given(st.integers(1, 26), st.integers(1, 4))
def test_rows_are_the_same_whatever_comes_after_the_origin(origin: int, horizon: int) -> None:
    one, other = table(), table()
    other.y[:, origin:] = 999.0

    np.testing.assert_array_equal(rows_at(one, origin, horizon).x, rows_at(other, origin, horizon).x)


def test_what_is_learned_was_known_at_the_origin() -> None:
    one, other = table(), table()
    other.y[:, 20:] = 999.0

    mine, theirs = (learn_rows(each, 20, 4, 10_000) for each in (one, other))

    np.testing.assert_array_equal(mine.target, theirs.target)
    assert len(mine.target) == 12 * 4 * 11


def test_every_column_has_a_name() -> None:
    one = table()

    assert rows_at(one, 20, 4).x.shape == (12 * 4, len(names(one.static)))


def test_predictions_go_back_to_their_series_and_step() -> None:
    one = table(series=3)
    rows = rows_at(one, 20, 4)

    back = as_quantiles([rows.target * share for share in (0.5, 1.0, 2.0)], rows.scale, 4)

    np.testing.assert_allclose(back[:, :, 1], one.came(20, 4))
