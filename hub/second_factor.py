"""Codes of a telephone that change every half minute (RFC 6238, SHA-1, six digits), and codes for who lost it."""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES, RECOVERY_DIGITS = 10, 10
_AROUND = (0, -1, 1)
"""Steps of which a code is taken: this one, and for clocks that are not quite the same the one before and after."""
_ISSUER = "Chasqui"


def new_secret() -> bytes:
    """Draw a secret for a telephone."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(unix_s: int) -> int:
    """Return in which half minute an instant lies."""
    return unix_s // STEP_S


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """
    Return the code of a step.

    >>> code_at(b"12345678901234567890", step_of(59), 8)
    '94287082'
    """
    digest = hmac.digest(secret, struct.pack(">Q", step), hashlib.sha1)
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0xF)
    return str((number & 0x7FFF_FFFF) % 10**digits).zfill(digits)


def matching(secret: bytes, said: str, now_s: int, last: int = -1) -> int | None:
    """
    Return of which step a code is, or None where it is of none: each counts once, so none before or at *last* is taken.

    No code is of an empty secret, which everybody could compute.

    >>> secret = b"12345678901234567890"
    >>> matching(secret, "287 082", 59), matching(secret, "287082", 59, last=1)
    (1, None)
    """
    if not secret:
        return None
    code = digits_of(said)
    found = [step for step in (step_of(now_s) + away for away in _AROUND) if step > last]
    return next((step for step in found if hmac.compare_digest(code_at(secret, step), code)), None)


def digits_of(said: str) -> str:
    """Return what somebody wrote of a code, without blanks and dashes; what is no digit stays, and matches nothing."""
    return "".join(said.split()).replace("-", "").encode("ascii", "replace").decode()


def spelled(secret: bytes) -> str:
    """
    Return a secret as who has no camera types it.

    >>> spelled(bytes(20))
    'AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA'
    """
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def read_spelled(text: str) -> bytes | None:
    """Return the secret that ``spelled`` gave, or None where it is none."""
    try:
        found = base64.b32decode("".join(text.split()).upper())
    except ValueError:
        return None
    return found if len(found) == SECRET_BYTES else None


def address(secret: bytes, login: str) -> str:
    """Return what the QR code says to the program of the telephone."""
    label = quote(f"{_ISSUER}:{login}")
    told = {"secret": spelled(secret).replace(" ", ""), "issuer": _ISSUER, "digits": DIGITS, "period": STEP_S}
    return f"otpauth://totp/{label}?{urlencode(told)}"


def new_recovery() -> list[str]:
    """Draw codes that each count once, for whoever has no telephone."""
    drawn = (str(secrets.randbelow(10**RECOVERY_DIGITS)).zfill(RECOVERY_DIGITS) for _ in range(RECOVERY_CODES))
    return [f"{one[:5]}-{one[5:]}" for one in drawn]


def kept_of(recovery: str) -> str:
    """Return what is kept of a code for who has no telephone."""
    return hashlib.sha256(digits_of(recovery).encode()).hexdigest()
