"""
The code under a printed paper: whose school, which one, what it says; signed by its laptop, checked without internet.

``PL1.<school>.<doc>.<signature>``: capitals, figures, points and hyphens alone, so that a QR code of it stays small.
*doc* is ``<kind>-<name>-<mark>``; the mark is 40 bits over what the paper says, so that it is not another paper's.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from shared.errors import BadInput, Untrusted
from shared.ids import SchoolId
from sync.keys import PAPER, SIGNATURE_BYTES, NodeKeys, base32, from_base32, verify
from sync.wire import pack

_VERSION = "PL1"
_MARK = 8
_LETTERS = -(-SIGNATURE_BYTES * 8 // 5)
_DOC = re.compile(r"([AEPU])-([0-9A-Z-]{1,24})-([0-9A-Z]{8})")
_NAME = re.compile(r"[0-9A-Z][0-9A-Z-]{0,23}")
_HYPHENS = str.maketrans(dict.fromkeys("'’´`\u2010\u2011\u2012\u2013\u2014", "-"))
"""What a scanner that types for another keyboard sends where a hyphen is."""
MOST = 200
"""Letters of a code."""


class Kind(StrEnum):
    """Which paper it is."""

    ACTA = "A"
    PACKING = "E"
    UGEL = "U"
    LOAN = "P"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of *school*: what names it, and all that it says as plain values."""

    school: SchoolId
    kind: Kind
    name: str
    content: object
    """What ``sync.wire.pack`` takes."""

    @property
    def doc(self) -> str:
        """Return what names this very paper; two that say different things have different ones."""
        name = self.name.upper()
        if not _NAME.fullmatch(name):
            name = base32(blake2b(self.name.encode(), digest_size=10).digest(), 16)
        digest = blake2b(pack((self.school, self.kind.value, self.name, self.content)), digest_size=5).digest()
        return f"{self.kind.value}-{name}-{base32(digest, _MARK)}"


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it was read; of one typed by hand, which is the *doc* alone, the rest is empty."""

    doc: str
    school: str = ""
    signature: bytes = b""

    @property
    def kind(self) -> Kind:
        """Return which paper it is of."""
        return Kind(self.doc[0])


def code_of(paper: Paper, keys: NodeKeys) -> str:
    """Return the code that is printed under *paper* as QR."""
    signature = keys.sign(PAPER, _message(paper.school, paper.doc))
    return f"{_VERSION}.{paper.school}.{paper.doc}.{_spelled(signature)}"


def read_code(text: str) -> Code:
    """
    Read a code that was scanned, or a *doc* that was typed; small letters, blanks and other hyphens are put right.

    >>> read_code(" a'000123'0123abcd").doc
    'A-000123-0123ABCD'

    Raises:
        BadInput: It is neither.
    """
    plain = "".join(text[: 2 * MOST].split()).translate(_HYPHENS).upper()
    parts = plain.split(".")
    if len(plain) > MOST or not _DOC.fullmatch(parts[2] if len(parts) == 4 else plain):
        raise BadInput("Ese código no es de un papel de Chasqui, o está incompleto. Léalo otra vez, o escríbalo.")
    if len(parts) != 4:
        return Code(plain)
    return Code(parts[2], parts[1], _signature(parts[3]) if parts[0] == _VERSION else b"")


def is_signed_by(code: Code, verify_key: bytes) -> bool:
    """Tell whether the laptop with this public key signed it: another letter, school or laptop, and it did not."""
    try:
        verify(verify_key, PAPER, _message(code.school, code.doc), code.signature)
    except Untrusted:
        return False
    return True


def named(doc: str) -> str:
    """
    Return a document's name without its mark: what stays while it says another thing.

    >>> named("A-000123-0123ABCD")
    'A-000123'
    """
    return doc.rpartition("-")[0]


def _message(school: str, doc: str) -> bytes:
    return f"{school}.{doc}".encode()


def _spelled(signature: bytes) -> str:
    # 512 bits and three of nothing: 103 letters.
    return base32(signature + b"\0", _LETTERS)


def _signature(text: str) -> bytes:
    """Return the signature that *text* spells; empty where it spells none."""
    try:
        number = from_base32(text)
    except ValueError:
        return b""
    spare = _LETTERS * 5 - SIGNATURE_BYTES * 8
    if len(text) != _LETTERS or number & ((1 << spare) - 1):
        return b""
    return (number >> spare).to_bytes(SIGNATURE_BYTES, "big")
