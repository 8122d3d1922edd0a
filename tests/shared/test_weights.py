"""A school's urgency is the product of its weights, and never nothing."""

from hypothesis import given
from hypothesis import strategies as st

from shared.weights import Weights


@given(rural=st.integers(1, 1000), level=st.integers(1, 1000), tongue=st.integers(1, 1000))
def test_no_school_counts_for_nothing(rural: int, level: int, tongue: int) -> None:
    weights = Weights(version=1, rurality={"a": rural}, level={"b": level}, language={"c": tongue})

    assert weights.urgency_pct("a", "b", ("c",)) >= 1
    assert weights.urgency_pct("", "", ()) == 100
