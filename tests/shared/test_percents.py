"""A share that is nearly all or nearly nothing is not told as all or nothing."""

from hypothesis import given
from hypothesis import strategies as st

from shared.percents import to_decimals

counts = st.integers(1, 10_000_000)


@given(counts, counts, st.integers(0, 3))
def test_only_all_is_a_hundred_and_only_none_is_nothing(part: int, more: int, decimals: int) -> None:
    some = to_decimals(100 * part / (part + more), decimals)

    assert 0 < some < 100
    assert to_decimals(100 * part / part, decimals) == 100
    assert to_decimals(0, decimals) == 0


@given(st.floats(-300, 300), st.integers(0, 3))
def test_no_share_moves_by_more_than_its_last_decimal(value: float, decimals: int) -> None:
    assert abs(to_decimals(value, decimals) - value) <= 1.001 * 10.0**-decimals


def test_what_reckoning_leaves_of_a_whole_is_the_whole() -> None:
    assert (to_decimals(100 - 1e-12, 1), to_decimals(1e-12, 1), to_decimals(-1e-12)) == (100, 0, 0)
