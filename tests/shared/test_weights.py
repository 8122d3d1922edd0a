"""A school's urgency is the product of its weights, and never nothing."""

from hypothesis import given
from hypothesis import strategies as st

from shared.weights import Weights, of_wait


@given(rural=st.integers(1, 1000), level=st.integers(1, 1000), tongue=st.integers(1, 1000))
def test_no_school_counts_for_nothing(rural: int, level: int, tongue: int) -> None:
    weights = Weights(version=1, rurality={"a": rural}, level={"b": level}, language={"c": tongue})

    assert weights.urgency_pct("a", "b", ("c",)) >= 1
    assert weights.urgency_pct("", "", ()) == 100


@given(percents=st.dictionaries(st.integers(1, 12).map(str), st.integers(100, 1000)), cycles=st.integers(0, 20))
def test_who_waits_longer_than_is_named_counts_as_the_longest_that_is(percents: dict[str, int], cycles: int) -> None:
    longest = Weights(version=1, waited=percents).longest_wait

    assert of_wait(percents, cycles) == of_wait(percents, min(cycles, longest))
    assert of_wait(percents, 0) == 100
    assert of_wait(percents, longest + cycles) == percents.get(str(longest), 100)
