"""There is always a next attempt."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sync.backoff import next_delay_s


@given(st.integers(0, 10**9), st.integers())
def test_a_delay_is_finite_and_below_its_ceiling(attempt: int, seed: int) -> None:
    delay_s = next_delay_s(attempt, 30, 3600, Random(seed))

    assert 0 <= delay_s <= min(3600, 30 * 2 ** min(attempt, 20))


def test_the_whole_range_is_used_so_that_nodes_do_not_come_together() -> None:
    delays = [next_delay_s(20, 30, 3600, Random(seed)) for seed in range(200)]

    assert min(delays) < 360
    assert max(delays) > 3240
