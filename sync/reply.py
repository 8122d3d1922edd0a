"""What comes back for a bundle, by HTTP or on a stick: the ack, and pages of the feed."""

from typing import Annotated

import msgspec

from sync.ack import MAX_ACK_BYTES
from sync.feed import MAX_SLICE_BYTES
from sync.keys import SIGNATURE_BYTES
from sync.wire import pack, unpack

MAX_SLICES = 8
MAX_REPLY_BYTES = 2 * MAX_SLICE_BYTES


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """
    What comes back for a bundle: the body of an HTTP 200, and of a reply file on a stick.

    A signed ack, and pages each signed or sealed by itself: a reply needs no envelope of its own. On a stick the pages
    that are for every school lie in replies of their own, whose ack is empty.
    """

    ack: Annotated[bytes, msgspec.Meta(max_length=MAX_ACK_BYTES + SIGNATURE_BYTES)]
    slices: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=MAX_SLICES)] = ()


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
