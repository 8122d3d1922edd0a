"""The hash chain of a log, and a place on it."""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import accumulate
from typing import Annotated

import msgspec

from shared.ids import Head, Incarnation

Bytes8 = msgspec.Meta(min_length=8, max_length=8)
Bytes16 = msgspec.Meta(min_length=16, max_length=16)
Counter = Annotated[int, msgspec.Meta(ge=0, le=2**62)]

HEAD_BYTES = 16
ROOT: Head = Head(bytes(HEAD_BYTES))
"""The head of a log with nothing in it."""

MAX_BODY_BYTES = 65_536
"""The longest canonical body that travels: a store refuses a longer one when it is recorded."""


class Position(msgspec.Struct, frozen=True, array_like=True):
    """
    A place on a chain: the event ``(incarnation, seq)``, and the head that vouches for everything up to it.

    Two positions are the same place only when all three agree.
    """

    incarnation: Annotated[Incarnation, Bytes8]
    seq: Counter
    head: Annotated[Head, Bytes16]


START = Position(Incarnation(bytes(8)), 0, ROOT)
"""Before the first event of any log."""


def next_head(head: Head, body: bytes) -> Head:
    """
    Return the head after an event whose canonical bytes are *body* (``shared.events.canonical``).

    >>> next_head(ROOT, b"one").hex()
    '428bea961709c1b41606d8c5622fd530'
    """
    return Head(blake2b(head + body, digest_size=16).digest())


def heads_after(head: Head, bodies: Iterable[bytes]) -> list[Head]:
    """
    Return the head after each of *bodies* in turn. How the events are cut into frames or bundles changes nothing.

    >>> heads_after(ROOT, [b"one", b"two"]) == [a := next_head(ROOT, b"one"), next_head(a, b"two")]
    True
    """
    return list(accumulate(bodies, next_head, initial=head))[1:]
