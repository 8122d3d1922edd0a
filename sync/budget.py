"""Deflate, within a budget: nobody's bytes unfold into more than was set aside for them."""

import zlib

from shared.errors import BadBundle

MAX_FRAME_BYTES = 2 * 1_048_576
"""The most that one frame may inflate to; a sealed frame is never longer either."""

_STORED, _DEFLATED = b"\0", b"\1"
_RAW_DEFLATE = -15


class Budget:
    """The bytes that may still be inflated: a decoder spends from it before it allocates."""

    def __init__(self, max_bytes: int) -> None:
        self.left = max_bytes

    def inflate(self, data: bytes) -> bytes:
        """
        Undo ``squeeze``.

        Raises:
            BadBundle: Damaged, or larger than what is left of the budget.
        """
        flag, body = data[:1], data[1:]
        plain = _inflated(body, self.left) if flag == _DEFLATED else body
        if flag not in (_STORED, _DEFLATED):
            raise BadBundle("Una parte del paquete está dañada. Vuelva a enviarlo.")
        self.spend(len(plain))
        return plain

    def spend(self, count: int) -> None:
        """
        Take *count* bytes from what is left.

        Raises:
            BadBundle: There are not so many.
        """
        if count > self.left:
            raise BadBundle("Una parte del paquete no cabe o está dañada. Vuelva a enviarlo.")
        self.left -= count


def squeeze(data: bytes) -> bytes:
    """
    Return *data* stored or deflated, whichever is smaller, behind a byte that says which.

    >>> len(squeeze(bytes(1000))) < 20, squeeze(b"ab")
    (True, b'\\x00ab')
    """
    deflated = (_DEFLATED + _deflated(data, strategy) for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY))
    return min(_STORED + data, *deflated, key=len)


def _deflated(data: bytes, strategy: int) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE, 9, strategy)
    return press.compress(data) + press.flush()


def _inflated(data: bytes, max_bytes: int) -> bytes:
    press = zlib.decompressobj(_RAW_DEFLATE)
    try:
        plain = press.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise BadBundle("Una parte del paquete está dañada. Vuelva a enviarlo.") from error
    if not press.eof or press.unused_data:
        raise BadBundle("Una parte del paquete no cabe o está cortada. Vuelva a enviarlo.")
    return plain
