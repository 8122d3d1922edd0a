"""What a school would get, refitted at each origin on what was known there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.ours import ours, past_origins
from models.backtest.rolling import Rolling, covariates
from shared import accuracy
from tests.models.backtest.panels import small_params, table

pytestmark = pytest.mark.train


@given(st.integers(1, 200), st.integers(1, 20))
def test_no_outcome_that_is_learned_from_is_one_to_choose_on_or_unknown(origin: int, horizon: int) -> None:
    learn, validate = past_origins(origin, horizon, small_params().backtest)

    assert all(at + horizon <= origin for at in [*learn, *validate])
    assert not learn or not validate or max(learn) + horizon <= min(validate)


def test_what_comes_after_the_origin_changes_no_answer() -> None:
    params = small_params()
    one, other = table(series=60, periods=60), table(series=60, periods=60)
    other.y[:, 52:] = 999.0
    static = covariates(one.static, len(one.ids))[1]

    mine, theirs = (ours(Rolling(each, 4, static), 52, params.backtest, params.train) for each in (one, other))

    for name in ("chasqui", "baseline", "network", "calblend"):
        np.testing.assert_array_equal(mine[name].weekly, theirs[name].weekly)
    assert not np.array_equal(mine["network"].weekly, mine["baseline"].weekly)


def test_columns_that_say_nothing_of_what_comes_are_not_looked_at_as_in_a_release() -> None:
    params, one = small_params(), table(series=60, periods=60)
    static = covariates(one.static, len(one.ids))[1]

    told, bare = (ours(Rolling(one, 4, each), 52, params.backtest, params.train) for each in (static, None))

    for name in ("chasqui", "network"):
        np.testing.assert_array_equal(told[name].weekly, bare[name].weekly)
    assert not np.array_equal(told["network"].weekly, told["baseline"].weekly)


@pytest.mark.parametrize("origin", [1, 2, 7, 12])
def test_short_histories_get_an_answer_all_the_same(origin: int) -> None:
    params = small_params()
    one = table(series=30, periods=20)

    found = ours(Rolling(one, 4, None), origin, params.backtest, params.train)

    assert all(np.isfinite(answer.weekly).all() for answer in found.values())
    assert accuracy.wql(one.came(origin, 4), found["chasqui"].weekly) < 1.0
