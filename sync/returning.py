"""
What a node gives back to a restored hub: the signed items that it holds and that the hub lost.

They come after the events of a bundle told in full, each a frame of its own: a cut brings the events first.
"""

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

from shared.errors import BadBundle, Untrusted
from sync.budget import Budget, squeeze
from sync.feed import MAX_SLICE_BYTES, FeedItem, verify_item
from sync.keys import HubPublic
from sync.stream import decrypt, encrypt
from sync.wire import pack, unpack

MAX_RETURNED = 64
"""Items in a bundle."""
RETURNED_BYTES = 65_536
"""Of the items in a bundle together; one alone may be longer."""


def to_give_back(lost: Iterable[FeedItem], hub: HubPublic) -> list[FeedItem]:
    """Return the first of *lost*, as many as a bundle takes; those that *hub* would not know for its own left out."""
    chosen: list[FeedItem] = []
    used = 0
    for item in lost:
        used += len(pack(item))
        if chosen and (used > RETURNED_BYTES or len(chosen) == MAX_RETURNED):
            break
        if is_of(item, hub):
            chosen.append(item)
    return chosen


def is_of(item: FeedItem, hub: HubPublic) -> bool:
    """Tell whether *hub* signed an item."""
    try:
        verify_item(item, hub)
    except Untrusted:
        return False
    return True


def sealed_items(secret: bytes, items: Collection[FeedItem]) -> bytes:
    """Return *items* as they follow the events of the bundle with this *secret*; nothing where there are none."""
    return encrypt(_key(secret), [squeeze(pack(item)) for item in items]) if items else b""


def items_in(secret: bytes, data: bytes, at: int, count: int) -> Iterator[tuple[FeedItem, int]]:
    """
    Give the items at offset *at* as far as they are there, each with the offset after it. Nobody vouches for them yet.

    Raises:
        BadBundle: Damaged, too large, or more or fewer than *count*.
    """
    budget = Budget(MAX_SLICE_BYTES)
    for number, (plain, after, last) in enumerate(decrypt(_key(secret), data, at), start=1):
        if last != (number == count):
            raise BadBundle("El paquete trae otra cantidad de decisiones que la anunciada. Vuelva a enviarlo.")
        yield unpack(budget.inflate(plain), FeedItem, max_bytes=MAX_SLICE_BYTES, what="una decisión devuelta"), after


def _key(secret: bytes) -> bytes:
    return blake2b(b"", key=secret, digest_size=32, person=b"chasqui/returned").digest()
