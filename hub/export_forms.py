"""How a table for other programs is written: CSV for spreadsheets of Peru, pages of JSON, Parquet."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from hub.export_rows import Report, rows_from
from shared import os_errors
from shared.errors import BadInput
from shared.sentences import N_
from shared.tabular.written import in_parts
from shared.whole import whole

CSV, JSON, PARQUET = "csv", "json", "parquet"
TYPES: Mapping[str, str] = {
    CSV: "text/csv; charset=utf-8",
    JSON: "application/json",
    PARQUET: "application/vnd.apache.parquet",
}
UNWRITTEN = N_("No se pudo escribir «%(file)s»: %(reason)s. Elija otra carpeta.")
PAGE, MOST = 1_000, 10_000
"""Rows of a page of JSON, and the most of them."""

Value = str | int | float | bool | None


class Page(msgspec.Struct, forbid_unknown_fields=True):
    """Some rows of a table."""

    name: str
    version: str
    """What the table was computed from; where it differs from the page before, begin anew."""
    columns: list[str]
    rows: list[dict[str, Value]]
    next: str | None
    """The address of the rows after these; null: there are none."""


def csv(report: Report) -> Iterator[str]:
    """Give CSV bit by bit: dates as ISO 8601, ``si`` and ``no``, nothing where nothing is known or told."""
    return in_parts(report.header.names, (map(_cells, _rows(batch)) for batch in report.rows))


def page(
    report: Report, name: str, first: int, most: int, after: Callable[[int], str], **more_told: object
) -> Iterator[bytes]:
    """Give at most *most* rows, bit by bit, from the one numbered *first* (from 0) on; *after* is where more are."""
    told = {**more_told, "name": name, "version": report.version, "columns": report.header.names}
    yield msgspec.json.encode(told)[:-1] + b',"rows":['
    count, more = 0, False
    for batch in rows_from(report, first):
        some = batch.slice(0, most - count)
        if len(some):
            rows = b",".join(
                msgspec.json.encode(dict(zip(batch.schema.names, row, strict=True))) for row in _rows(some)
            )
            yield (b"," if count else b"") + rows
        count += len(some)
        more = len(some) < len(batch)
        if more:
            break
    yield b'],"next":' + msgspec.json.encode(after(first + count) if more else None) + b"}"


def parquet(report: Report, into: IO[bytes]) -> None:
    """Write Parquet, a part of it in memory at a time."""
    with pq.ParquetWriter(into, report.header) as writer:
        for batch in report.rows:
            writer.write_batch(batch)


def write(report: Report, name: str, file: Path) -> int:
    """
    Write a table into *file*, in the form that its name ends with, and return how many rows it has.

    A file of before stays until this one is whole.

    Raises:
        BadInput: Its name ends otherwise, or it cannot be written.
    """
    form = file.suffix.lower().removeprefix(".")
    if form not in TYPES:
        raise BadInput("«%(file)s» debe terminar en .csv, .json o .parquet. No se escribió nada.", file=file)
    counted = _Counted(report.rows)
    report = replace(report, rows=counted, after=None)
    try:
        with whole(file) as part:
            if form == PARQUET:
                parquet(report, part)
            elif form == CSV:
                part.writelines(bit.encode() for bit in csv(report))
            else:
                part.writelines(page(report, name, 0, sys.maxsize, str))
    except OSError as error:
        raise BadInput(UNWRITTEN, file=file, reason=os_errors.reason(error)) from error
    return counted.rows


class _Counted:
    """Batches, and how many rows were in those that were read."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.rows = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self._batches:
            self.rows += len(batch)
            yield batch


def _rows(batch: pa.RecordBatch) -> Iterator[Sequence[Any]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _cells(row: Sequence[Any]) -> list[object]:
    return [_cell(value) for value in row]


def _cell(value: Value | date) -> object:
    if isinstance(value, bool):
        return "si" if value else "no"
    return value.isoformat() if isinstance(value, date) else value
