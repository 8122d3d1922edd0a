"""
Frames: the events of a frame in as few bytes as they go into, and back.

Records of a kind that is common in the frame become a group of columns; the rest travel as they are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec

from shared.errors import BadBundle, BadInput, NewerFormat
from shared.events import KIND, Fields
from sync.budget import MAX_FRAME_BYTES, Budget, squeeze
from sync.codings import LIMIT
from sync.columns import Column, columns_of, plain_values, records_of
from sync.tables import Tables
from sync.wire import is_plain, pack, unpack

FRAME_VERSION = 1
MAX_FRAME_EVENTS = 1_500
MAX_GROUPS = 15
MAX_COLUMNS = 64
COMMON = 12
"""So many records of a kind make a group of columns worth its overhead."""


class Group(msgspec.Struct, frozen=True, array_like=True):
    """All records of one kind."""

    kind: int
    columns: Annotated[list[Column], msgspec.Meta(max_length=MAX_COLUMNS)]


class Wire(msgspec.Struct, frozen=True, array_like=True):
    """A frame as it travels. ``order`` has one byte per record: its group, or the number of groups for ``rows``."""

    version: int
    count: Annotated[int, msgspec.Meta(ge=1, le=MAX_FRAME_EVENTS)]
    groups: Annotated[list[Group], msgspec.Meta(max_length=MAX_GROUPS)]
    order: bytes = b""
    rows: bytes = b""


class _Peek(msgspec.Struct, frozen=True, array_like=True):
    version: int


def encode_frame(records: Sequence[Fields], tables: Tables) -> bytes:
    """
    Return *records* as one frame, adding the names it defines to *tables*.

    >>> frame = encode_frame([{0: 1, 1: 60 * n, 8: "tablet"} for n in range(1000)], Tables())
    >>> len(frame) < 60
    True

    Raises:
        BadInput: No record, too many, or a value that may not travel (a float).
    """
    if not 1 <= len(records) <= MAX_FRAME_EVENTS:
        raise BadInput(
            "Un bloque lleva de 1 a %(most)s registros; se pidieron %(count)s.",
            most=MAX_FRAME_EVENTS,
            count=len(records),
        )
    if not all(is_plain(record) for record in records):
        raise BadInput("Un registro contiene un valor que no puede viajar (por ejemplo, un decimal). Avise a soporte.")
    kinds = _common_kinds(records)
    order = bytes(kinds.get(_kind(record), len(kinds)) for record in records)
    members = _members(records, order, len(kinds))
    groups = [Group(kind or 0, columns_of(members[at], tables)) for kind, at in kinds.items()]
    rows = squeeze(pack(members[-1])) if members[-1] else b""
    wire = Wire(FRAME_VERSION, len(records), groups, squeeze(order) if any(order) or not groups else b"", rows)
    return pack(_trimmed(wire))


def decode_frame(data: bytes, tables: Tables, budget: Budget | None = None) -> list[dict[int, Any]]:
    """
    Undo ``encode_frame``, adding the names that the frame defines to *tables*.

    >>> records = [{0: 1, 8: "tablet", 99: ["new"]}, {0: 77, 5: b"k"}]
    >>> decode_frame(encode_frame(records, Tables()), Tables()) == records
    True

    Raises:
        NewerFormat: A later version's frame, shape, coding or reference.
        BadBundle: Damaged, or beyond a bound.
    """
    budget = budget or Budget(MAX_FRAME_BYTES)
    if unpack(data, _Peek, max_bytes=MAX_FRAME_BYTES, what="un bloque del paquete").version != FRAME_VERSION:
        raise NewerFormat("Un bloque viene en un formato más nuevo. Se guarda hasta actualizar este equipo.")
    wire = unpack(data, Wire, max_bytes=MAX_FRAME_BYTES, what="un bloque del paquete")
    order = budget.inflate(wire.order) if wire.order else bytes(wire.count)
    counts = Counter(order)
    if len(order) != wire.count or any(at > len(wire.groups) for at in counts):
        raise BadBundle("Un bloque del paquete no tiene los registros que dice. Vuelva a enviarlo.")
    members: list[Iterator[dict[int, Any]]] = [
        iter(records_of(group.kind, group.columns, counts[at], tables, budget)) for at, group in enumerate(wire.groups)
    ]
    members.append(iter(_rows(wire.rows, counts[len(wire.groups)], budget)))
    return [next(members[at]) for at in order]


def _trimmed(wire: Wire) -> list[Any]:
    """Return a frame without what is empty at its end and at the end of its columns: that is what a reader assumes."""
    groups = [
        [group.kind, [_short(msgspec.structs.astuple(column)) for column in group.columns]] for group in wire.groups
    ]
    return _short((wire.version, wire.count, groups, wire.order, wire.rows))


def _short(fields: Sequence[Any]) -> list[Any]:
    kept = list(fields)
    while kept[-1] == b"":
        kept.pop()
    return kept


def _kind(record: Fields) -> int | None:
    kind = record.get(KIND)
    return kind if type(kind) is int and -LIMIT < kind < LIMIT else None


def _common_kinds(records: Sequence[Fields]) -> dict[int | None, int]:
    """Return the kinds that get columns, each with its place."""
    counts: Counter[int] = Counter(kind for record in records if (kind := _kind(record)) is not None)
    common = (kind for kind, count in counts.most_common(MAX_GROUPS) if count >= COMMON)
    return {kind: at for at, kind in enumerate(kind for kind in common if _width(records, kind) <= MAX_COLUMNS)}


def _width(records: Sequence[Fields], kind: int) -> int:
    return len({number for record in records if _kind(record) == kind for number in record})


def _members(records: Sequence[Fields], order: bytes, groups: int) -> list[list[Fields]]:
    members: list[list[Fields]] = [[] for _ in range(groups + 1)]
    for record, at in zip(records, order, strict=True):
        members[at].append(record)
    return members


def _rows(rows: bytes, count: int, budget: Budget) -> list[dict[int, Any]]:
    data = budget.inflate(rows) if rows else b"\x90"
    return plain_values(unpack(data, list[dict[int, Any]], max_bytes=MAX_FRAME_BYTES, what="un bloque"), count)
