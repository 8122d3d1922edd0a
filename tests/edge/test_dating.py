from hypothesis import given
from hypothesis import strategies as st

from edge.dating import as_datetime


@given(st.integers())
def test_any_number_of_seconds_is_a_time_or_none(seconds: int) -> None:
    assert as_datetime(seconds) is None or -(10**12) < seconds < 10**12
