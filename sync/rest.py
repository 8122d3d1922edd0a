"""The rest of an answer that was cut: a node says what came of it, and the hub goes on behind that."""

import re
from hashlib import blake2b
from typing import NamedTuple

HEADER = "Have"
PARTIAL = 206
"""What the hub answers where only the rest comes."""
_SAID = re.compile(rb"([1-9][0-9]{0,7})-([0-9a-f]{16})")


class Have(NamedTuple):
    """The first bytes of an answer: how many, and their digest, for only of the very same answer the rest is wanted."""

    size: int
    digest: str

    def begins(self, answer: bytes) -> bool:
        """
        Tell whether these are the first bytes of *answer*.

        >>> of(b"an ans").begins(b"an answer"), of(b"an ans").begins(b"another"), of(b"an answer").begins(b"an ans")
        (True, False, False)
        """
        return self.size <= len(answer) and self == of(answer[: self.size])


def of(came: bytes) -> Have:
    """Return what is said of the bytes that came."""
    return Have(len(came), blake2b(came, digest_size=8).hexdigest())


def headers(came: bytes) -> dict[str, str]:
    """
    Return what a request says of the bytes that came of its answer before: nothing where none did.

    >>> headers(b"an ans"), headers(b"")
    ({'Have': '6-11d0e9ff88e465f4'}, {})
    """
    have = of(came)
    return {HEADER: f"{have.size}-{have.digest}"} if came else {}


def said(header: bytes) -> Have | None:
    """
    Return what a request says that it has; None where it says nothing that can be read.

    >>> said(b"6-11d0e9ff88e465f4") == of(b"an ans"), said(b"6-9"), said(b"")
    (True, None, None)
    """
    found = _SAID.fullmatch(header)
    return Have(int(found[1]), found[2].decode()) if found else None
