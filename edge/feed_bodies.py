"""What the region's items say, as this version of the program reads it."""

import logging
from functools import lru_cache
from typing import TypeVar

import msgspec

from shared.errors import BadInput
from sync.feed import FeedItem

T = TypeVar("T")
_log = logging.getLogger(__name__)


def read_body(item: FeedItem, shape: type[T]) -> T:
    """
    Read the body of an item, written as JSON or as MessagePack.

    >>> from sync.lives import HubIncarnation
    >>> life = HubIncarnation(1, bytes(8))
    >>> read_body(FeedItem((life, 1), "all", "x", "x", b'{"a": 1}'), dict[str, int])
    {'a': 1}

    Raises:
        BadInput: It has not the shape of its kind: a newer version made it, or nobody of ours.
    """
    decoder = msgspec.json.decode if item.body[:1] in b"{[" else msgspec.msgpack.decode
    try:
        return decoder(item.body, type=shape)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadInput(
            "No se entiende «%(subject)s» de la región. Se guarda hasta actualizar Chasqui.", subject=item.subject
        ) from error


@lru_cache(maxsize=256)
def tell_unreadable(kind: str, subject: str, number: int, why: str) -> None:
    """Log what this version cannot read, once while the program runs: pages ask again at each look."""
    _log.warning("item_unreadable kind=%s subject=%s number=%d error=%s", kind, subject, number, why)
