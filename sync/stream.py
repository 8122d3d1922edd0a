"""The encrypted frames of a bundle (libsodium secretstream): each is verified alone, in its place."""

from collections.abc import Iterator, Sequence
from typing import Any

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from shared.errors import BadBundle
from sync.budget import MAX_FRAME_BYTES

HEADER_BYTES: int = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_OVERHEAD: int = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_MORE: int = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST: int = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_LENGTH_BYTES = 3
_MAX_SEALED_BYTES = MAX_FRAME_BYTES + _OVERHEAD + 16


def encrypt(key: bytes, frames: Sequence[bytes]) -> bytes:
    """Encrypt each frame so that it is verified alone, in its place, and the last one as the last."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    parts = [sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)]
    for at, frame in enumerate(frames, start=1):
        tag = _LAST if at == len(frames) else _MORE
        sealed = sodium.crypto_secretstream_xchacha20poly1305_push(state, frame, None, tag)
        parts += [len(sealed).to_bytes(_LENGTH_BYTES, "big"), sealed]
    return b"".join(parts)


def decrypt(key: bytes, data: bytes, at: int) -> Iterator[tuple[bytes, int, bool]]:
    """
    Decrypt the stream at offset *at*, as far as its frames are all there.

    For each: the plain bytes, the offset after it, and whether it is the last.

    Raises:
        BadBundle: A frame that is all there and does not verify, or bytes after the last one.
    """
    if len(data) < at + HEADER_BYTES:
        return
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, data[at : at + HEADER_BYTES], key)
    at += HEADER_BYTES
    last = False
    while not last and len(data) >= at + _LENGTH_BYTES:
        size = int.from_bytes(data[at : at + _LENGTH_BYTES], "big")
        sealed = data[at + _LENGTH_BYTES : at + _LENGTH_BYTES + size]
        if not _OVERHEAD <= size <= _MAX_SEALED_BYTES:
            raise BadBundle("Un bloque del paquete tiene un tamaño imposible. Se pide de nuevo desde ahí.")
        if len(sealed) < size:
            return
        plain, tag = _pull(state, sealed)
        at += _LENGTH_BYTES + size
        last = tag == _LAST
        yield plain, at, last
    if last and at < len(data):
        raise BadBundle("El paquete trae bytes de más después de su final. Lo demás sí se recibió.")


def _pull(state: Any, sealed: bytes) -> tuple[bytes, int]:
    try:
        return sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
    except (CryptoError, RuntimeError, ValueError) as error:
        raise BadBundle("Un bloque del paquete llegó dañado. Se pide de nuevo desde ahí.") from error
