"""What comes back for a bundle, by HTTP or on a stick: the ack, and pages of the feed."""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from sync.ack import MAX_ACK_BYTES
from sync.feed import MAX_SLICE_BYTES
from sync.keys import SIGNATURE_BYTES
from sync.wire import pack, unpack

MAX_SLICES = 8
_LENGTH_OF = {0xC4: 1, 0xC5: 2, 0xC6: 4}
"""How many bytes say the length of a string of bytes, by how MessagePack begins it."""
MAX_REPLY_BYTES = 2 * MAX_SLICE_BYTES


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """
    What comes back for a bundle: the body of an HTTP 200, and of a reply file on a stick.

    A signed ack, and pages each signed or sealed by itself: a reply needs no envelope of its own. On a stick the pages
    that are for every school lie in replies of their own, whose ack is empty.
    """

    ack: Annotated[bytes, msgspec.Meta(max_length=MAX_ACK_BYTES + SIGNATURE_BYTES)]
    slices: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=MAX_SLICES)] = ()


class CutReply(Reply, frozen=True, array_like=True):
    """What came whole of a reply before the road broke: the ack, and the first of the pages, maybe all of them."""


def encode_reply(reply: Reply) -> bytes:
    """
    Return the reply as it travels.

    >>> decode_reply(encode_reply(Reply(b"signed ack"))).ack
    b'signed ack'
    """
    return pack(reply)


def decode_reply(data: bytes) -> Reply:
    """
    Read a reply. Nothing in it is verified yet: see ``open_ack`` and ``open_slice``.

    Raises:
        BadBundle: Too long, or no reply at all (a captive portal answers with a page).
    """
    return unpack(data, Reply, max_bytes=MAX_REPLY_BYTES, what="la respuesta de la oficina")


def begun(data: bytes) -> CutReply | None:
    """
    Return what is whole of the first bytes of a reply, as if it had been cut after them; None before the ack is.

    Nothing in it is verified yet, and nothing of what is not whole is in it.

    >>> whole = encode_reply(Reply(b"signed ack", (b"one page", b"another")))
    >>> begun(whole[:-1]), begun(whole[:8])
    (CutReply(ack=b'signed ack', slices=(b'one page',)), None)
    """
    strings = _strings(data, 1)
    ack, end = next(strings, (b"", 0)) if data[:1] in (b"\x91", b"\x92") else (b"", 0)
    if not end or len(ack) > MAX_ACK_BYTES + SIGNATURE_BYTES:
        return None
    count = data[end] - 0x90 if data[:1] == b"\x92" and end < len(data) else 0
    if not 0 <= count <= MAX_SLICES:
        return None
    return CutReply(ack, tuple(page for _, (page, _) in zip(range(count), _strings(data, end + 1), strict=False)))


def _strings(data: bytes, at: int) -> Iterator[tuple[bytes, int]]:
    """Give the strings of bytes that stand end to end from *at* on, as far as they are whole, and where each ends."""
    while at < len(data) and (width := _LENGTH_OF.get(data[at])):
        start = at + 1 + width
        at = start + int.from_bytes(data[at + 1 : start])
        if max(start, at) > len(data):
            return
        yield data[start:at], at
