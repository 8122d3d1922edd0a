"""The rows of a table for other programs, a few thousand in memory at a time, from the first or from any other on."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
import pyarrow as pa

from hub import tables
from hub.lake_place import Root, place_of
from hub.rows import Dataset

BATCH, PART = 5_000, 1_000
"""Rows at a time: of what lies in files, and of what the database is asked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """A table for other programs: its columns, and its rows, which are read once, as they are asked for."""

    header: pa.Schema
    rows: Iterable[pa.RecordBatch]
    version: str = ""
    """Another one: the table is no longer the same, and a page of it goes on from no page of the one before."""
    after: Callable[[int], Iterable[pa.RecordBatch]] | None = None
    """What gives its rows but the first so many, where that is quicker than to read those too."""


def rows_from(report: Report, first: int) -> Iterator[pa.RecordBatch]:
    """
    Give the rows but the *first* so many.

    >>> batches = [pa.RecordBatch.from_pydict({"n": some}) for some in ([1, 2, 3], [4, 5])]
    >>> [one["n"].to_pylist() for one in rows_from(Report(batches[0].schema, batches), 2)]
    [[3], [4, 5]]
    """
    if report.after is not None:
        yield from report.after(first)
        return
    for batch in report.rows:
        if first < len(batch):
            yield batch.slice(first)
        first = max(0, first - len(batch))


def header_of(*kinds_and_names: Any) -> pa.Schema:
    """
    Return columns from their kinds, each before the names of those that are of it.

    >>> header_of(pa.string(), "school site", pa.int64(), "units").names
    ['school', 'site', 'units']
    """
    pairs = zip(kinds_and_names[::2], kinds_and_names[1::2], strict=True)
    return pa.schema([(name, kind) for kind, names in pairs for name in names.split()])


def of_rows(header: pa.Schema, rows: Iterable[Mapping[str, Any]], version: str = "") -> Report:
    """Return a table of *rows*, which need not all be in memory."""
    found = iter(rows)

    def batches() -> Iterator[pa.RecordBatch]:
        while some := list(islice(found, BATCH)):
            yield pa.RecordBatch.from_pylist(some, schema=header)

    return Report(header, batches(), version)


def of_parts(header: pa.Schema, read: Callable[[int, int], Sequence[Mapping[str, Any]]], *, version: str) -> Report:
    """Return a table of which *read* gives at most so many rows (its second argument) but the first (its first)."""

    def after(first: int) -> Iterator[pa.RecordBatch]:
        while some := read(first, PART):
            yield pa.RecordBatch.from_pylist(list(some), schema=header)
            if len(some) < PART:
                break
            first += len(some)

    return Report(header, after(0), version, after)


def of_files(
    root: Root,
    known: Dataset,
    header: pa.Schema,
    told: Callable[[pa.RecordBatch], pa.RecordBatch],
    *,
    version: str,
    columns: Sequence[str] | None = None,
) -> Report:
    """Return a table of what is *told* of the rows of a computed one, in the order in which they lie."""

    def after(first: int) -> Iterator[pa.RecordBatch]:
        return map(told, _read(root, known, columns, first))

    return Report(header, after(0), version, after)


def version_of(*what: object) -> str:
    """Return what differs where anything of *what* does."""
    return hashlib.sha256(msgspec.msgpack.encode(what, enc_hook=str)).hexdigest()[:32]


def _read(root: Root, known: Dataset, columns: Sequence[str] | None, first: int) -> Iterator[pa.RecordBatch]:
    """Give the rows of a computed table but the first: of a file that is left out, only how many it has is read."""
    place = place_of(root)
    for name in _files(root, known):
        file = place.parquet(name)
        rows = file.metadata.num_rows
        if first >= rows:
            first -= rows
            continue
        for batch in file.iter_batches(BATCH, columns=None if columns is None else list(columns)):
            if first < len(batch):
                yield batch.slice(first)
            first = max(0, first - len(batch))


def _files(root: Root, known: Dataset) -> Iterator[str]:
    for name in tables.names(known):
        # An earlier version wrote a table as a folder of files.
        inside = [] if name.endswith(".parquet") else place_of(root).names(name)
        yield from sorted(one for one in inside if one.endswith(".parquet")) or [name]
