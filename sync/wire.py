"""Read and write the protocol's MessagePack: size first, then shape, and nothing that is not plain data."""

from typing import Any, TypeVar

import msgspec

from shared.errors import BadBundle
from shared.sentences import Sentence

T = TypeVar("T")
MAX_DEPTH = 32
"""Lists and maps within each other: what is deeper, whoever reads it far down its own calls cannot read."""

_encode = msgspec.msgpack.Encoder().encode


def pack(value: object) -> bytes:
    """
    Return *value* as MessagePack.

    >>> pack((1, b"a", "a")).hex()
    '9301c40161a161'
    """
    return _encode(value)


def unpack(data: bytes, shape: type[T], *, max_bytes: int, what: str) -> T:
    """
    Read *data* as a *shape*; *what* names it in the error. A length that lies allocates nothing.

    >>> unpack(pack([1, 2]), list[int], max_bytes=10, what="la lista")
    [1, 2]

    Raises:
        BadBundle: More than *max_bytes*, cut short, nested too deep, or of another shape.
    """
    if len(data) > max_bytes:
        raise BadBundle(
            "Se rechazó %(what)s: mide %(size)s bytes y el máximo es %(max_bytes)s. Vuelva a enviarlo.",
            what=Sentence(what),
            size=len(data),
            max_bytes=max_bytes,
        )
    try:
        return msgspec.msgpack.decode(data, type=shape)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadBundle(
            "No se puede leer %(what)s: %(problem)s. Vuelva a enviarlo; el original se conserva.",
            what=Sentence(what),
            problem=error,
        ) from error


def is_plain(value: Any, depth: int = MAX_DEPTH) -> bool:
    """
    Tell whether *value* is what a record may hold: no floats, no extension types, keys that are names or numbers.

    Lists and maps are within each other at most *depth* deep.

    >>> is_plain({7: ["a", b"b", None, True]}), is_plain([0.5]), is_plain([[]], depth=1)
    (True, False, False)
    """
    match value:
        case None | bool() | int() | str() | bytes():
            return True
        case list():
            return depth > 0 and all(is_plain(item, depth - 1) for item in value)
        case dict():
            return depth > 0 and all(
                isinstance(key, int | str) and is_plain(item, depth - 1) for key, item in value.items()
            )
        case _:
            return False


def is_shallow(value: Any, depth: int = MAX_DEPTH) -> bool:
    """
    Tell whether lists and maps are within each other at most *depth* deep in *value*, whatever else it holds.

    >>> is_shallow({7: [0.5]}), is_shallow([[]], depth=1)
    (True, False)
    """
    match value:
        case list() | tuple():
            return depth > 0 and all(is_shallow(item, depth - 1) for item in value)
        case dict():
            return depth > 0 and all(is_shallow(item, depth - 1) for pair in value.items() for item in pair)
        case _:
            return True
