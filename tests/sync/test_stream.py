"""Each frame verifies alone, only in its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle
from sync.stream import LENGTH_BYTES, TAG_BYTES, decrypt, encrypt

KEY = b"k" * 32
FRAMES = [b"one", b"two, longer", b"three"]


def sizes(frames: list[bytes]) -> list[int]:
    return [len(frame) + LENGTH_BYTES + TAG_BYTES for frame in frames]


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5))
def test_frames_come_back_in_order_and_only_the_last_says_so(frames: list[bytes]) -> None:
    found = list(decrypt(KEY, b"before" + encrypt(KEY, frames), 6))

    assert [plain for plain, _, _ in found] == frames
    assert [last for _, _, last in found] == [False] * (len(frames) - 1) + [True]


@settings(max_examples=100)
@given(st.integers(0, 200))
def test_a_cut_gives_the_frames_that_are_all_there(cut: int) -> None:
    data = encrypt(KEY, FRAMES)[:cut]
    whole = sum(1 for at in range(1, 4) if sum(sizes(FRAMES[:at])) <= len(data))

    assert [plain for plain, _, _ in decrypt(KEY, data, 0)] == FRAMES[:whole]


def test_frames_in_another_order_do_not_verify() -> None:
    data = encrypt(KEY, [b"one", b"two"])
    first = len(encrypt(KEY, [b"one"]))
    swapped = data[first:] + data[:first]

    with pytest.raises(BadBundle):
        list(decrypt(KEY, swapped, 0))


def test_bytes_after_the_last_frame_are_refused_after_it() -> None:
    reading = decrypt(KEY, encrypt(KEY, [b"one"]) + b"x", 0)

    assert next(reading)[0] == b"one"
    with pytest.raises(BadBundle):
        next(reading)


@pytest.mark.parametrize("length", [b"\0\0\0", b"\xff\xff\xff"])
def test_an_impossible_length_is_refused(length: bytes) -> None:
    data = encrypt(KEY, [b"one"])

    with pytest.raises(BadBundle):
        list(decrypt(KEY, length + data[LENGTH_BYTES:], 0))
