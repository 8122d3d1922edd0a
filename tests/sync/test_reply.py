"""A reply comes back as it was sent, and what is none is refused before anything in it is believed."""

import pytest

from shared.errors import BadBundle
from sync.reply import MAX_REPLY_BYTES, MAX_SLICES, Reply, decode_reply, encode_reply
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
