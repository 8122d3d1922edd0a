"""
The encrypted frames of a bundle: each is verified alone, in its place.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015), as age has it: ChaCha20-Poly1305 under a key of
this bundle alone; the nonce is the frame's number and whether it is the last.
"""

from collections.abc import Iterator, Sequence

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from shared.errors import BadBundle
from sync.budget import MAX_FRAME_BYTES

LENGTH_BYTES = 3
TAG_BYTES: int = sodium.crypto_aead_chacha20poly1305_ietf_ABYTES
_LAST = 1 << 8 * LENGTH_BYTES - 1
_MAX_SEALED_BYTES = MAX_FRAME_BYTES + TAG_BYTES


def encrypt(key: bytes, frames: Sequence[bytes]) -> bytes:
    """
    Encrypt each frame so that it is verified alone, in its place, and the last one as the last.

    *key* must never encrypt anything else.
    """
    parts = []
    for at, frame in enumerate(frames, start=1):
        last = at == len(frames)
        sealed = sodium.crypto_aead_chacha20poly1305_ietf_encrypt(frame, None, _nonce(at, last=last), key)
        parts += [(len(sealed) | _LAST * last).to_bytes(LENGTH_BYTES, "big"), sealed]
    return b"".join(parts)


def frame_bytes(data: bytes, at: int = 0) -> int:
    """
    Return how many bytes the frame at offset *at* takes with its length; those of the length where even that is cut.

    >>> frame_bytes(encrypt(bytes(32), [b"four"]))
    23
    """
    return LENGTH_BYTES + (int.from_bytes(data[at : at + LENGTH_BYTES], "big") & _LAST - 1)


def has_next(data: bytes, at: int) -> bool:
    """
    Tell whether to decrypt the frame at offset *at* would tell anything: it is all there, or can be no frame.

    >>> sealed = encrypt(bytes(32), [b"four"])
    >>> has_next(sealed, 0), has_next(sealed[:-1], 0)
    (True, False)
    """
    size = frame_bytes(data, at)
    known = len(data) >= at + LENGTH_BYTES
    return len(data) >= at + size or (known and not _is_possible(size))


def decrypt(key: bytes, data: bytes, at: int, *, alone: bool = True) -> Iterator[tuple[bytes, int, bool]]:
    """
    Decrypt the stream at offset *at*, as far as its frames are all there.

    For each: the plain bytes, the offset after it, and whether it is the last. *alone*: nothing may follow that one.

    Raises:
        BadBundle: A frame that is all there and does not verify, or bytes after the last one.
    """
    number, last = 0, False
    while not last and len(data) >= at + LENGTH_BYTES:
        end = at + frame_bytes(data, at)
        sealed = data[at + LENGTH_BYTES : end]
        if not _is_possible(end - at):
            raise BadBundle("Un bloque del paquete tiene un tamaño imposible. Se pide de nuevo desde ahí.")
        if len(data) < end:
            return
        number, last = number + 1, bool(data[at] >> 7)
        yield _opened(sealed, _nonce(number, last=last), key), end, last
        at = end
    if alone and last and at < len(data):
        raise BadBundle("El paquete trae bytes de más después de su final. Lo demás sí se recibió.")


def _is_possible(size: int) -> bool:
    return TAG_BYTES <= size - LENGTH_BYTES <= _MAX_SEALED_BYTES


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _opened(sealed: bytes, nonce: bytes, key: bytes) -> bytes:
    try:
        plain: bytes = sodium.crypto_aead_chacha20poly1305_ietf_decrypt(sealed, None, nonce, key)
    except (CryptoError, RuntimeError, ValueError) as error:
        raise BadBundle("Un bloque del paquete llegó dañado. Se pide de nuevo desde ahí.") from error
    return plain
