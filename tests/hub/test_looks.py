"""What is worth opening once more, and which answers are repeated."""

from hypothesis import given
from hypothesis import strategies as st

from hub.looks import FORGET_S, REPEAT_S, TIMES, Looks, Remembered
from sync.stream import encrypt

ID = "0" * 32
FRAMES = encrypt(bytes(32), [b"one" * 20, b"two" * 30])
HEADER = b"CHQ2" + (100).to_bytes(2, "big") + bytes(100)
DATA = HEADER + FRAMES
NODE = b"a node.."
RECEIVED, HELD = Remembered(b"received", NODE), Remembered(b"held", NODE, settled=False)


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
    looks.answered(ID, RECEIVED)
    seen = []
    for _ in range(TIMES):
        seen.append(looks.answer(other))
        looks.answered(other, HELD)

    assert looks.answer(ID) == RECEIVED
    assert seen == [None] * TIMES
    assert looks.answer(other) == HELD


def test_an_answer_that_is_too_long_for_the_road_is_made_anew_and_one_that_fits_is_not() -> None:
    looks, long = Looks(), Remembered(bytes(9_000), NODE, most=None)
    looks.answered(ID, long)

    assert [looks.answer(ID, most) for most in (None, 10_000, 9_000, 8_999)] == [long, long, long, None]
    looks.answered(ID, Remembered(bytes(5_000), NODE, most=4_096))
    # The hub could not make it shorter.
    assert looks.answer(ID, 4_096) is not None
    assert looks.answer(ID, 2_048) is None


def test_who_asks_for_ever_less_is_answered_with_what_there_is_in_the_end() -> None:
    looks, made = Looks(), 0
    for most in range(60_000, 30_000, -100):
        if looks.answer(ID, most) is None:
            made += 1
            looks.answered(ID, Remembered(bytes(70_000), NODE, most))

    assert made == TIMES


def test_what_may_change_is_asked_anew_after_a_minute_and_all_is_forgiven_after_an_hour() -> None:
    now = [0.0]
    looks = Looks(now_s=lambda: now[0])
    for _ in range(TIMES):
        looks.answered(ID, HELD)
    now[0] = REPEAT_S
    after_a_minute = looks.answer(ID)
    looks.answered(ID, HELD)
    repeated = looks.answer(ID)
    now[0] = FORGET_S + 1
    looks.answered(ID, HELD)

    assert (after_a_minute, repeated, looks.answer(ID)) == (None, HELD, None)


def test_what_is_remembered_is_bounded_and_the_oldest_goes_first() -> None:
    looks = Looks(most=10, answers_bytes=30)
    for number in range(50):
        looks.opened(f"{number:032x}", bytes(9), 9)
        looks.answered(f"{number:032x}", Remembered(b"ten bytes.", NODE))
    looks.answered(f"{49:032x}", Remembered(b"ten bytes!", NODE))

    assert [number for number in range(50) if looks.answer(f"{number:032x}")] == [47, 48, 49]
    assert looks.may_open(f"{0:032x}", b"")


def test_a_bundle_that_is_forgotten_begins_anew() -> None:
    looks = Looks()
    for _ in range(TIMES):
        looks.opened(ID, b"x", 1)
    looks.answered(ID, RECEIVED)
    before = looks.may_open(ID, b"x")
    looks.forget(ID)

    assert (before, looks.may_open(ID, b"x"), looks.answer(ID)) == (False, True, None)
