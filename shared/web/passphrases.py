"""What people prove themselves with: passphrases, pictures and PINs, and what is kept of them."""

import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.errors import BadInput

PICTURES = ("sun", "corn", "fish", "key", "hill", "ball", "moon", "flower", "bell")
"""Icons of the pictures that a pupil taps, three in order."""
PICTURES_IN_SECRET = 3
PIN_DIGITS = 4
MIN_PASSPHRASE = 10
# 19 MiB and two passes: OWASP's minimum for Argon2id, and what a laptop of 2 GB can spare per sign-in.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_secret(secret: str) -> str:
    """Return the Argon2id hash of a passphrase, or of pictures joined by ``pictures_secret``."""
    return _HASHER.hash(secret)


def matches(kept: str, secret: str) -> bool:
    """Tell whether *secret* is what ``hash_secret`` hashed; only where nobody guesses: it knows no delays."""
    try:
        return _HASHER.verify(kept, secret[:200])
    except (VerificationError, InvalidHashError):
        return False


def kept_of_nobody() -> str:
    """Return what might have been kept of a secret that nobody has: it takes as long to check as any other."""
    salt, digest = (_in_64(secrets.token_bytes(size)) for size in (_HASHER.salt_len, _HASHER.hash_len))
    return f"$argon2id$v=19$m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}${salt}${digest}"


def _in_64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def check_passphrase(passphrase: str) -> str:
    """
    Return *passphrase* when it may be used.

    Raises:
        BadInput: Shorter than ten characters.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise BadInput(
            "La clave necesita %(least)s caracteres o más. Cuatro palabras sirven.",
            least=MIN_PASSPHRASE,
        )
    return passphrase


def pictures_secret(pictures: list[str]) -> str:
    """
    Return the text that stands for pictures tapped in order.

    >>> pictures_secret(["sun", "corn", "fish"])
    'sun corn fish'
    """
    return " ".join(pictures)


def draw_pictures() -> list[str]:
    """Return three pictures at random for a pupil; the same one may come twice."""
    return [secrets.choice(PICTURES) for _ in range(PICTURES_IN_SECRET)]


def pin_secret(pin: str) -> str:
    """
    Return the text that stands for a PIN, and for no pictures.

    >>> pin_secret("0427")
    'pin 0427'
    """
    return f"pin {pin}"


def draw_pin() -> str:
    """Return a PIN at random for a pupil."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
