from hypothesis import given
from hypothesis import strategies as st

from edge.dating import STEP_S, Mark, as_datetime, moves, unix_at

TRUE = 1_790_000_000


def test_a_fact_before_any_mark_has_no_time() -> None:
    assert unix_at([], 1, 10) is None


def test_the_last_mark_before_a_fact_counts() -> None:
    marks = [Mark(1, 0, TRUE), Mark(5, 100, TRUE + 5_000)]

    assert [unix_at(marks, seq, 100) for seq in (4, 6)] == [TRUE + 100, TRUE + 5_000]


def test_a_clock_that_agrees_with_the_hub_is_left_alone() -> None:
    assert not moves([Mark(1, 0, TRUE)], Mark(9, 60, TRUE + 60, TRUE + 60 + STEP_S))


@given(st.integers(-(2**40), 2**40))
def test_whatever_the_wall_said_an_anchor_dates_its_whole_incarnation(wall: int) -> None:
    marks = [Mark(1, 0, wall), Mark(9, 500, wall + 500, TRUE)]
    found = unix_at(marks, 2, 100)

    assert found is not None
    assert abs(found - (TRUE - 400)) <= STEP_S


@given(st.integers())
def test_any_number_of_seconds_is_a_time_or_none(seconds: int) -> None:
    assert as_datetime(seconds) is None or -(10**12) < seconds < 10**12
