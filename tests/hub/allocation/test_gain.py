"""What more worth is worth: all of it at alpha 0, and less the better off a school is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from hub.allocation.gain import gain, urgency
from tests.hub.allocation.fields import laid_out

ALPHAS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])


@given(st.integers(0, 1_000), ALPHAS, st.floats(0, 1), st.floats(0.001, 1))
@settings(deadline=None)
def test_a_gain_is_the_sum_of_the_urgencies_on_the_way(seed: int, alpha: float, have: float, more: float) -> None:
    field = laid_out(seed)[0]._replace(alpha=alpha)
    need = float(field.need[0])

    found = gain(field, 0, have * need, more * need)

    steps, _ = quad(lambda at: urgency(field, 0, at * need), have, have + more)
    assert found == pytest.approx(steps * need, rel=1e-6)


@given(st.integers(0, 1_000), st.floats(0, 1), st.floats(0.01, 1))
@settings(deadline=None)
def test_the_worse_off_a_school_is_the_more_it_counts(seed: int, have: float, more: float) -> None:
    field = laid_out(seed)[0]._replace(alpha=2.0)

    assert urgency(field, 0, have * field.need[0]) > urgency(field, 0, (have + more) * field.need[0])


def test_a_school_without_need_is_not_in_the_objective() -> None:
    field = laid_out(1)[0]
    field = field._replace(alpha=2.0, need=np.zeros_like(field.need))

    assert urgency(field, 0, 5.0) == gain(field, 0, 0.0, 5.0) == 0
