"""The truth of a simulated region lies beside what its schools recorded, week by week."""

import numpy as np
import pytest

from models.truth import Tally, Truth, simulate_truth
from shared import accuracy
from tests.models.tiny import tiny_params


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return simulate_truth(tiny_params(tmp_path_factory.mktemp("truth"), schools=12), seed=5)


def test_where_nothing_ran_out_what_was_recorded_is_what_was_needed(truth: Truth) -> None:
    plain = ~np.isnan(truth.panel.targets) & ~truth.panel.censored & truth.open

    np.testing.assert_array_equal(truth.panel.targets[plain], truth.need[plain])
    assert (truth.panel.targets <= truth.need)[truth.panel.censored].all()
    assert truth.panel.censored.any()


def test_choosing_never_looks_beyond_the_origin(truth: Truth) -> None:
    for origin in truth.held_out:
        assert truth.past(origin)
        assert all(truth.panel.history(one).future_weeks[-1] <= origin for one in truth.past(origin))


def test_a_period_with_a_closed_week_has_no_need_to_compare_with(truth: Truth) -> None:
    came = truth.came(truth.panel.history(truth.held_out[0])).copy()
    came[0, 3] = np.nan

    need = truth.period(truth.held_out[0], came)

    assert np.isnan(need[0])
    assert (~np.isnan(need)).any()


def test_a_tally_scores_all_that_it_took_in() -> None:
    tally = Tally([], [])
    tally.add(np.array([10.0]), np.array([[10.0, 10.0, 10.0]]))
    tally.add(np.array([[10.0]]), np.array([[[0.0, 0.0, 0.0]]]))

    assert tally.score(accuracy.bias) == -0.5
