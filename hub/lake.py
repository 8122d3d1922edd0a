"""The lake: immutable Parquet files, written whole or not at all; only files that the store lists count."""

import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shared.events import KIND, OCCURRED, PRECISION, RECORDED, SOURCE, SOURCE_KEY
from shared.facts import NUMBERS
from shared.ids import Head, Incarnation
from sync.bundle import Frame

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
        for name in ("units", "seconds", "progress_pct", "learners", "peak", "wall", "hub_time")
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
        *((name, kind) for name, (_, kind) in _FIELDS.items()),
        ("received_s", pa.int64()),
        ("body", pa.binary()),
    ]
)
"""Of a segment: the event's identity, the fields that the jobs read, and its canonical bytes, which are the record."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is on the disk, whole."""

    name: str
    rows: int
    bytes: int


def segment_of(frames: Sequence[Frame], *, node: str, site: str, received_s: int) -> pa.Table:
    """
    Return new events as a table of ``SCHEMA``.

    A field of a type that this version does not expect is empty in its column and whole in ``body``.
    """
    places = [(frame, at) for frame in frames for at in range(len(frame.heads))]
    columns: dict[str, list[Any]] = {
        "node": [node] * len(places),
        "site": [site] * len(places),
        "incarnation": [frame.incarnation for frame, _ in places],
        "seq": [frame.first_seq + at for frame, at in places],
        "head": [frame.heads[at] for frame, at in places],
        "received_s": [received_s] * len(places),
        "body": [frame.bodies[at] for frame, at in places],
    }
    for name, (number, kind) in _FIELDS.items():
        columns[name] = [_fitting(frame.records[at].get(number), kind) for frame, at in places]
    return pa.table(columns, schema=SCHEMA)


def write(root: Path, folder: str, table: pa.Table) -> Written:
    """
    Write a table under a new name so that it is on the disk when this returns.

    A file that nobody lists, because the power failed before the store did, is harmless.
    """
    name = f"{folder}/{secrets.token_hex(12)}.parquet"
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    pq.write_table(table, temporary, compression="zstd")
    with temporary.open("rb+") as file:
        os.fsync(file.fileno())
    temporary.replace(path)
    _sync_folder(path.parent)
    return Written(name, table.num_rows, path.stat().st_size)


def events_in(
    root: Path, segment: str, incarnation: Incarnation, first_seq: int, last_seq: int
) -> Iterator[tuple[int, Head, bytes]]:
    """Give (seq, head, canonical bytes) of a run of events in a segment, in order."""
    table = pq.read_table(root / segment, columns=["incarnation", "seq", "head", "body"])
    seq = table["seq"]
    mine = pc.and_(pc.greater_equal(seq, first_seq), pc.less_equal(seq, last_seq))
    mine = pc.and_(mine, pc.equal(table["incarnation"], pa.scalar(incarnation, pa.binary(8))))
    part = table.filter(mine).sort_by("seq")
    yield from zip(*(part[name].to_pylist() for name in ("seq", "head", "body")), strict=True)


def _fitting(value: Any, kind: Any) -> Any:
    if type(value) is not _PLAIN[kind] or (isinstance(value, int) and not -(2**63) <= value < 2**63):
        return None
    return value


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
