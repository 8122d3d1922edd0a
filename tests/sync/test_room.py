"""A node asks for answers as large as its road carries: less after each that was cut, and more after each that came."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sync.room import HEADER, LEAST_BYTES, MOST_BYTES, Room, said


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.lists(st.tuples(st.booleans(), st.integers(0, 10**6))))
def test_whatever_befell_the_answers_the_hub_is_told_what_is_within_the_bounds(
    by_pace: int, by_cuts: int, story: list[tuple[bool, int]]
) -> None:
    room = Room(by_pace, by_cuts)
    for came_whole, size in story:
        room.whole(size) if came_whole else room.failed(size)

        assert LEAST_BYTES <= room.bytes <= MOST_BYTES
        assert said(room.headers.get(HEADER, "").encode()) == (None if room.bytes == MOST_BYTES else room.bytes)


def test_every_cut_at_least_halves_what_is_asked_for_down_to_the_least() -> None:
    room, asked = Room(), []
    for _ in range(12):
        asked.append(room.bytes)
        room.failed(came=10**6)

    assert all(later == max(LEAST_BYTES, earlier // 2) for earlier, later in pairwise(asked))
    assert asked[-1] == LEAST_BYTES


def test_what_comes_whole_and_fills_the_room_doubles_it_until_nothing_need_be_said() -> None:
    room = Room()
    room.failed(came=0)
    for _ in range(8):
        room.whole(room.bytes)

    assert room.headers == {}


def test_a_small_answer_says_nothing_of_the_road() -> None:
    room = Room()
    room.failed(came=9_000)
    room.whole(70)

    assert room.bytes == 9_000


@given(st.binary(max_size=20))
def test_whatever_stands_in_the_header_is_a_size_within_the_bounds_or_nothing(header: bytes) -> None:
    found = said(header)

    assert found is None or LEAST_BYTES <= found < MOST_BYTES
