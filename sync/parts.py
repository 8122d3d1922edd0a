"""An entry of the feed that is longer than a road carries at once comes in parts, over many attempts and restarts."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Any

import msgspec

from shared.errors import BadBundle
from shared.fact_fields import NUMBERS
from shared.ids import Head
from sync import rest
from sync.budget import Budget, squeeze
from sync.chain import Bytes16, Counter
from sync.feed import MAX_SLICE_BYTES, FeedEntry, Name, Slice, check_chain
from sync.lives import FeedPosition, HubIncarnation
from sync.rest import Have
from sync.wire import pack, unpack

FIELD = NUMBERS["parts"]
"""Of what a bundle says first (``health``): the parts that its node holds. Who says it reads parts and packed pages."""
LEAST_BYTES = 512
"""A part is not smaller: what stands around it would be most of it."""
_MOST_TOLD = 4


class Part(msgspec.Struct, frozen=True, array_like=True, tag="part"):
    """Some bytes, from *offset* on, of the packed entry of *stream* that follows *base*; ``head`` is that entry's."""

    stream: Name
    hub_incarnation: HubIncarnation
    base: FeedPosition | None
    head: Annotated[Head, Bytes16]
    total: Annotated[int, msgspec.Meta(ge=1, le=MAX_SLICE_BYTES)]
    offset: Counter
    data: bytes
    left: Counter = 1
    """Entries that are still to come, this one among them."""


class Begun(msgspec.Struct, frozen=True, array_like=True):
    """The first bytes of an entry, as a node keeps them: each came in a part that the hub signed."""

    stream: Name
    base: FeedPosition | None
    head: Annotated[Head, Bytes16]
    total: int
    data: bytes


@lru_cache(maxsize=16)
def packed(entry: FeedEntry) -> bytes:
    """Return an entry as its parts carry it."""
    return squeeze(pack(entry))


def part_of(
    entries: Sequence[FeedEntry], base: FeedPosition | None, had: Have | None, max_bytes: int | None,
    *, stream: str, hub_incarnation: HubIncarnation,
) -> Part | None:  # fmt: skip
    """
    Return the next part of the entry that follows *base* in *entries*, of about *max_bytes*; None where it goes whole.

    It goes on behind what a node *had* of this very entry. Of another one, or of nothing, it is the beginning, and that
    only of one that is longer than *max_bytes* (None: nothing is).
    """
    at = base.number if base else 0
    if at >= len(entries) or (base and (at < 1 or entries[at - 1].position != base)):
        return None
    if had is None and max_bytes is None:
        return None
    data = packed(entries[at])
    most = len(data) if max_bytes is None else max(LEAST_BYTES, max_bytes)
    offset = had.size if had is not None and had.size < len(data) and had.begins(data) else 0
    if not offset and len(data) <= most:
        return None
    some = data[offset : offset + most]
    return Part(stream, hub_incarnation, base, entries[at].head, len(data), offset, some, len(entries) - at)


def with_part(begun: Begun | None, part: Part) -> Begun | None:
    """Return what is had of an entry once *part* came; what was *begun* of another one gives way to a beginning."""
    same = begun is not None and (begun.base, begun.head, begun.total) == (part.base, part.head, part.total)
    had = begun.data if begun is not None and same else b""
    if part.offset > len(had) or not part.data or part.offset + len(part.data) > part.total:
        return begun
    data = had[: part.offset] + part.data
    # What is held beyond it stays, unless the hub says something else there: then what is held is not its.
    return begun if had.startswith(data) else Begun(part.stream, part.base, part.head, part.total, data)


def whole(begun: Begun, part: Part) -> Slice | None:
    """
    Return the page that its parts make, once *part* was the last of them.

    Raises:
        BadBundle: They make no entry, or another one than they said.
    """
    if len(begun.data) < begun.total:
        return None
    data = Budget(MAX_SLICE_BYTES).inflate(begun.data)
    entry = unpack(data, FeedEntry, max_bytes=MAX_SLICE_BYTES, what="la respuesta de la oficina")
    if entry.head != begun.head:
        raise BadBundle("La respuesta de la oficina no continúa la anterior. Se ignoró; avise a la oficina.")
    page = Slice(begun.stream, part.hub_incarnation, begun.base, (entry,), part.left - 1)
    check_chain(page)
    return page


def told(begun: Sequence[Begun]) -> list[list[Any]]:
    """Return what a bundle says of the parts that its node holds."""
    return [[one.stream, len(one.data), rest.of(one.data).digest] for one in begun]


def said(health: Mapping[int, Any]) -> dict[str, Have] | None:
    """
    Return what a bundle says of parts, by stream; None where its node knows nothing of parts.

    >>> said({FIELD: [["all", 9, "11d0e9ff88e465f4"], ["all"], 7]}), said({FIELD: []}), said({})
    ({'all': Have(size=9, digest='11d0e9ff88e465f4')}, {}, None)
    """
    found = health.get(FIELD)
    if not isinstance(found, list):
        return None
    return {one[0]: Have(one[1], one[2]) for one in found[:_MOST_TOLD] if _is_told(one)}


def _is_told(one: object) -> bool:
    match one:
        case [str(), int(size), str(digest)]:
            return 0 < size <= MAX_SLICE_BYTES and len(digest) == 16
        case _:
            return False
