"""The lake: immutable Parquet files, written whole or not at all; only files that the store lists count."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub.lake_place import Root, place_of
from shared.events import KIND, OCCURRED, PRECISION, RECORDED, SOURCE, SOURCE_KEY
from shared.fact_fields import NUMBERS
from shared.ids import Incarnation
from shared.whole import DISK, Disk
from sync.opened import Frame

_FIELDS: dict[str, tuple[int, Any]] = {
    "kind": (KIND, pa.int64()),
    "recorded_s": (RECORDED, pa.int64()),
    "occurred_value": (OCCURRED, pa.int64()),
    "precision": (PRECISION, pa.int64()),
    "source": (SOURCE, pa.string()),
    "source_key": (SOURCE_KEY, pa.binary()),
    "learner": (NUMBERS["learner"], pa.binary()),
    **{name: (NUMBERS[name], pa.string()) for name in ("school", "resource", "content", "action")},
    **{
        name: (NUMBERS[name], pa.int64())
        for name in ("units", "seconds", "progress_pct", "learners", "peak", "score", "wall", "hub_time")
    },
    "whole_week": (NUMBERS["whole_week"], pa.bool_()),
}
_PLAIN: dict[Any, type] = {pa.int64(): int, pa.string(): str, pa.binary(): bytes, pa.bool_(): bool}

SCHEMA = pa.schema(
    [
        ("node", pa.string()),
        ("site", pa.string()),
        ("incarnation", pa.binary(8)),
        ("seq", pa.int64()),
        ("head", pa.binary(16)),
        ("depth", pa.int64()),
        *((name, kind) for name, (_, kind) in _FIELDS.items()),
        ("received_s", pa.int64()),
        ("body", pa.binary()),
    ]
)
"""
Of a segment: the event's identity, how many events deep it lies in its chain (1 for the first), the fields that the
jobs read, and its canonical bytes, which are the record.
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is in the lake, whole."""

    name: str
    rows: int
    bytes: int


def segment_of(frames: Sequence[Frame], *, depth: int, node: str, site: str, received_s: int) -> pa.Table:
    """
    Return new events as a table of ``SCHEMA``; what they follow is *depth* events deep.

    A field of a type that this version does not expect is empty in its column and whole in ``body``.
    """
    places = [(frame, at) for frame in frames for at in range(len(frame.heads))]
    columns: dict[str, list[Any]] = {
        "node": [node] * len(places),
        "site": [site] * len(places),
        "incarnation": [frame.incarnation for frame, _ in places],
        "seq": [frame.first_seq + at for frame, at in places],
        "head": [frame.heads[at] for frame, at in places],
        "depth": list(range(depth + 1, depth + 1 + len(places))),
        "received_s": [received_s] * len(places),
        "body": [frame.bodies[at] for frame, at in places],
    }
    # A use has a third of the columns: the others are not looked for in every record.
    present = {number for frame in frames for record in frame.records for number in record}
    for name, (number, kind) in _FIELDS.items():
        values = [record.get(number) for frame in frames for record in frame.records] if number in present else []
        columns[name] = _all_fitting(values, kind) or [None] * len(places)
    return pa.table(columns, schema=SCHEMA)


def write(root: Root, folder: str, table: pa.Table, disk: Disk = DISK, *, group: int | None = None) -> Written:
    """
    Write a table under a new name so that it, and every folder made for it, is on the disk when this returns.

    *group*: of so many rows a reader who asks for a few skips all or none.

    A file that nobody lists, because the power failed before the store did, is harmless.
    """
    name = f"{folder}/{secrets.token_hex(12)}.parquet"
    size = place_of(root).write(name, lambda file: pq.write_table(table, file, group, compression="zstd"), disk)
    return Written(name, table.num_rows, size)


def rows_of(root: Root, segment: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a segment in the order of their chain, without the columns that only the jobs read."""
    columns = ["site", "incarnation", "seq", "head", "depth", "received_s", "body"]
    yield from place_of(root).rows(segment, columns).sort_by("depth").to_pylist()


def events_in(
    root: Root, segment: str, incarnation: Incarnation, first_seq: int, last_seq: int
) -> Iterator[tuple[int, bytes, int]]:
    """Give (seq, canonical bytes, when the hub received it) of a run of events in a segment, in order."""
    table = place_of(root).rows(segment, ["incarnation", "seq", "body", "received_s"])
    seq = table["seq"]
    mine = pc.and_(pc.greater_equal(seq, first_seq), pc.less_equal(seq, last_seq))
    mine = pc.and_(mine, pc.equal(table["incarnation"], pa.scalar(incarnation, pa.binary(8))))
    part = table.filter(mine).sort_by("seq")
    yield from zip(*(part[name].to_pylist() for name in ("seq", "body", "received_s")), strict=True)


def _all_fitting(values: list[Any], kind: Any) -> list[Any]:
    """Return *values* with None in place of each that its column does not hold; mostly there is none to look at."""
    plain = _PLAIN[kind]
    if set(map(type, values)) == {plain} and (plain is not int or -(2**63) <= min(values) <= max(values) < 2**63):
        return values
    return [_fitting(value, kind) for value in values]


def _fitting(value: Any, kind: Any) -> Any:
    if type(value) is not _PLAIN[kind] or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        return None
    return value
