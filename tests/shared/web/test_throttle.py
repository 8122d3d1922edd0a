"""Waits grow with each failure, are forgotten in time, and no clock makes them longer than they are."""

from hypothesis import given
from hypothesis import strategies as st

from shared.web.throttle import FORGET_S, FREE_TRIES, LONGEST_WAIT_S, Throttle, after_failure, remaining_s, wait_s


@given(st.integers(0, 10_000))
def test_one_more_failure_never_shortens_the_wait(failures: int) -> None:
    assert wait_s(failures) <= wait_s(failures + 1) <= LONGEST_WAIT_S


@given(st.integers(0, FREE_TRIES - 1), st.integers(0, 2**33))
def test_the_first_tries_are_free_at_any_hour(failures: int, now_s: int) -> None:
    assert remaining_s(Throttle(failures, now_s), now_s) == 0


def test_failures_of_a_day_ago_are_forgotten() -> None:
    old = Throttle(FREE_TRIES + 3, last_s=1_000)

    assert after_failure(old, 1_000 + FORGET_S + 1) == Throttle(1, 1_000 + FORGET_S + 1)
    assert after_failure(old, 1_000 + FORGET_S).failures == FREE_TRIES + 4
