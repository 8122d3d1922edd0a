"""Evenness has the usual measures."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hub.allocation.measures import gini, jain


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_gini_index_is_between_zero_and_one_whatever_the_order(values: list[float]) -> None:
    found = gini(np.array(values))

    assert -1e-9 <= found < 1
    assert abs(found - gini(np.array(values[::-1]))) < 1e-9


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_jain_s_index_is_one_where_all_are_alike_and_never_more(values: list[float]) -> None:
    assert jain(np.array(values)) <= 1 + 1e-9
    assert abs(jain(np.array([0.4] * len(values))) - 1) < 1e-9
