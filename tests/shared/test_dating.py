"""One rule dates what names no day: the wall clock, unless it says the impossible or contradicts the hub."""

from hypothesis import given
from hypothesis import strategies as st

from shared.dating import PLAUSIBLE_FROM_S, PLAUSIBLE_UNTIL_S, STEP_S, Mark, anchor, moves, still_needed, unix_at

TRUE = 1_790_000_000
seconds = st.integers(0, 10**6)
walls = st.integers(-10, 2 * PLAUSIBLE_UNTIL_S) | st.integers(TRUE - 10**4, TRUE + 10**6)
hub_times = st.none() | st.integers(TRUE, TRUE + 10**6) | st.integers(0, 10**10)


@st.composite
def histories(draw: st.DrawFn) -> list[Mark]:
    """Return the marks of an incarnation, in order."""
    recorded = sorted(draw(st.lists(seconds, max_size=6)))
    return [Mark(3 * at + 1, when, draw(walls), draw(hub_times)) for at, when in enumerate(recorded)]


def test_the_edges_of_what_a_clock_may_say() -> None:
    said = [PLAUSIBLE_FROM_S - 1, PLAUSIBLE_FROM_S, PLAUSIBLE_UNTIL_S - 1, PLAUSIBLE_UNTIL_S]

    assert [unix_at([Mark(1, 0, wall)], 1, 0) for wall in said] == [None, *said[1:3], None]


def test_a_hub_that_lost_its_own_clock_anchors_nothing() -> None:
    assert anchor([Mark(1, 0, TRUE, hub_time=60), Mark(2, 9, TRUE + 9, hub_time=TRUE)]) == Mark(2, 9, TRUE + 9, TRUE)
    assert unix_at([Mark(1, 0, TRUE, hub_time=60)], 2, 5) == TRUE + 5


def test_of_several_times_of_the_hub_the_first_counts() -> None:
    marks = [Mark(1, 0, 0), Mark(2, 10, 0, TRUE), Mark(3, 20, 0, TRUE + 10**6)]

    assert [unix_at(marks, seq, 10 * seq) for seq in (1, 4)] == [TRUE, TRUE + 30]


@given(marks=histories(), later=st.integers(0, 10**5))
def test_what_is_kept_of_the_marks_dates_what_follows_as_all_of_them_do(marks: list[Mark], later: int) -> None:
    kept = still_needed(marks)
    seq, recorded_s = (marks[-1].seq + 1, marks[-1].recorded_s + later) if marks else (1, later)

    assert unix_at(kept, seq, recorded_s) == unix_at(marks, seq, recorded_s)
    assert still_needed(kept) == kept


@given(marks=histories(), wall=walls, hub_time=hub_times)
def test_a_mark_that_moves_nothing_leaves_every_time_as_it_was(
    marks: list[Mark], wall: int, hub_time: int | None
) -> None:
    end = marks[-1] if marks else Mark(0, 0, 0)
    new = Mark(end.seq + 3, end.recorded_s + 60, wall, hub_time)
    kept = still_needed(marks)
    places = [(mark.seq + 1, mark.recorded_s + 1) for mark in marks]

    assert moves(kept, new) == moves(marks, new)
    if not moves(marks, new):
        assert [unix_at(marks, *at) for at in places] == [unix_at([*marks, new], *at) for at in places]


def test_a_step_of_more_than_two_minutes_against_the_hub_moves_what_was_there() -> None:
    assert [moves([Mark(1, 0, TRUE)], Mark(2, 9, 0, TRUE + 9 + step)) for step in (STEP_S, STEP_S + 1)] == [False, True]
