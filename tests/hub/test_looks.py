"""What is worth opening once more, and which answers are repeated."""

from hypothesis import given
from hypothesis import strategies as st

from hub.looks import FORGET_S, REPEAT_S, TIMES, Looks
from sync.stream import encrypt

ID = "0" * 32
FRAMES = encrypt(bytes(32), [b"one" * 20, b"two" * 30])
HEADER = b"CHQ2" + (100).to_bytes(2, "big") + bytes(100)
DATA = HEADER + FRAMES


def test_a_header_that_is_not_all_there_tells_nothing() -> None:
    looks = Looks()

    assert [looks.tells_more(ID, DATA[:size]) for size in (5, len(HEADER) - 1, len(HEADER))] == [False, False, True]


def test_only_another_whole_frame_tells_more() -> None:
    looks = Looks()
    looks.opened(ID, HEADER, len(HEADER))

    told = [size for size in range(len(HEADER), len(DATA)) if looks.tells_more(ID, DATA[:size])]

    assert told[0] == len(HEADER) + 3 + 60 + 16


def test_what_is_no_bundle_tells_so_at_once() -> None:
    assert Looks().tells_more(ID, b"hola")


@given(st.lists(st.integers(1, 400), min_size=1, max_size=300))
def test_whatever_the_pieces_no_more_is_opened_than_so_often_the_whole(pieces: list[int]) -> None:
    looks, size, opened = Looks(), 0, 0
    for piece in pieces:
        size += piece
        if looks.may_open(ID, bytes(size)):
            looks.opened(ID, bytes(size), size)
            opened += size

    assert opened <= TIMES * size


def test_thirty_equal_pieces_are_each_opened() -> None:
    looks = Looks()
    for number in range(1, 31):
        assert looks.may_open(ID, bytes(number * 900))
        looks.opened(ID, bytes(number * 900), 0)


def test_an_answer_that_stays_right_is_remembered_and_another_only_once_it_was_asked_for_too_often() -> None:
    looks, other = Looks(), "1" * 32
    looks.answered(ID, b"received", settled=True)
    seen = []
    for _ in range(TIMES):
        seen.append(looks.answer(other))
        looks.answered(other, b"held", settled=False)

    assert looks.answer(ID) == b"received"
    assert seen == [None] * TIMES
    assert looks.answer(other) == b"held"


def test_what_may_change_is_asked_anew_after_a_minute_and_all_is_forgiven_after_an_hour() -> None:
    now = [0.0]
    looks = Looks(now_s=lambda: now[0])
    for _ in range(TIMES):
        looks.answered(ID, b"held", settled=False)
    now[0] = REPEAT_S
    after_a_minute = looks.answer(ID)
    looks.answered(ID, b"held", settled=False)
    repeated = looks.answer(ID)
    now[0] = FORGET_S + 1
    looks.answered(ID, b"held", settled=False)

    assert (after_a_minute, repeated, looks.answer(ID)) == (None, b"held", None)


def test_what_is_remembered_is_bounded_and_the_oldest_goes_first() -> None:
    looks = Looks(most=10, answers_bytes=30)
    for number in range(50):
        looks.opened(f"{number:032x}", bytes(9), 9)
        looks.answered(f"{number:032x}", b"ten bytes.", settled=True)
    looks.answered(f"{49:032x}", b"ten bytes!", settled=True)

    assert [number for number in range(50) if looks.answer(f"{number:032x}")] == [47, 48, 49]
    assert looks.may_open(f"{0:032x}", b"")


def test_a_bundle_that_is_forgotten_begins_anew() -> None:
    looks = Looks()
    for _ in range(TIMES):
        looks.opened(ID, b"x", 1)
    looks.answered(ID, b"received", settled=True)
    before = looks.may_open(ID, b"x")
    looks.forget(ID)

    assert (before, looks.may_open(ID, b"x"), looks.answer(ID)) == (False, True, None)
