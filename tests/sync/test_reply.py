"""A reply comes back as it was sent, and what is none is refused before anything in it is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle
from sync.reply import MAX_REPLY_BYTES, MAX_SLICES, Reply, begun, decode_reply, encode_reply
from sync.wire import pack


@pytest.mark.parametrize("data", [b"", b"<html>", pack((b"a", [b""] * (MAX_SLICES + 1))), pack((b"a" * 2_000, []))])
def test_what_is_no_reply_is_refused(data: bytes) -> None:
    with pytest.raises(BadBundle):
        decode_reply(data)


def test_a_reply_comes_back() -> None:
    assert decode_reply(encode_reply(Reply(b"ack", (b"one", b"two")))) == Reply(b"ack", (b"one", b"two"))


def test_a_reply_longer_than_any_of_ours_is_not_read() -> None:
    with pytest.raises(BadBundle, match="mide"):
        decode_reply(encode_reply(Reply(b"ack", (bytes(MAX_REPLY_BYTES),))))


replies = st.builds(
    lambda ack, sizes: Reply(ack, tuple(bytes([number]) * size for number, size in enumerate(sizes))),
    st.binary(min_size=1, max_size=300),
    st.lists(st.integers(0, 300) | st.just(70_000), max_size=MAX_SLICES),
)


@given(reply=replies, where=st.floats(0, 1))
def test_of_any_beginning_of_a_reply_exactly_what_is_whole_is_read(reply: Reply, where: float) -> None:
    data = encode_reply(reply)
    size = int(where * len(data))
    ends = [len(encode_reply(Reply(reply.ack, reply.slices[:count]))) for count in range(len(reply.slices) + 1)]
    found = begun(data[:size])

    if found is None:
        assert size < ends[0] - 1
    else:
        assert found.ack == reply.ack
        assert found.slices == reply.slices[: max(0, sum(end <= size for end in ends) - 1)]


@given(st.binary(max_size=80))
def test_what_is_no_beginning_of_a_reply_is_none_or_made_of_its_bytes(data: bytes) -> None:
    found = begun(data)

    assert found is None or (found.ack in data and all(page in data for page in found.slices))


@pytest.mark.parametrize(
    "data", [b"", b"\x92", b"\x92\xc4", b"\x92\xc4\x00", b"\x93\xc4\x01a\x90", b"<html>", b'{"held": 3}']
)
def test_what_has_no_ack_is_nothing(data: bytes) -> None:
    found = begun(data)

    assert found is None or found.ack == b""


def test_more_pages_than_a_reply_holds_or_an_ack_that_is_too_long_is_nothing() -> None:
    assert begun(pack((b"a", [b""] * (MAX_SLICES + 1)))) is None
    assert begun(pack((b"a" * 2_000, []))) is None
