"""The files of a bucket: written whole under a name of their own, read as far as they are asked for."""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub.lake_place import Root, place_of, write_table
from hub.tables import FOLDER
from hub.weekly.words import is_in
from shared.whole import DISK, Disk

DEMAND, DATED, LEDGER = "demand", "dated", "ledger"
LAYERS = f"{FOLDER}/weekly_layers"
"""Where what a later night needs lies, in the lake."""
_ROWS = 4_096
"""Of a group: a reader of a few sites skips those of others."""
_DATED_WORDS, _DEMAND_WORDS = ("site", "school", "resource"), ("school", "ugel", "resource", "source")
_WORDS, _ASKED = {*_DATED_WORDS, *_DEMAND_WORDS}, {"site", "stretch", "week"}
"""Columns of few different words, and those by which readers skip."""


class Held(msgspec.Struct, array_like=True):
    """A file of dated events, and the stretches whose clock-dated events it holds no longer."""

    name: str
    dead: list[int] = []


class Part(msgspec.Struct, array_like=True):
    """A file to be listed."""

    layer: str
    block: int
    name: str
    rows: int


def write(root: Root, layer: str, block: int, table: pa.Table, disk: Disk = DISK) -> Part:
    """Write a part; it is on the disk when this returns, as far as *disk* makes it so."""
    folder = f"{FOLDER}/weekly_demand" if layer == DEMAND else f"{LAYERS}/{layer}"
    name = f"{folder}/{secrets.token_hex(12)}.parquet"
    there = set(table.column_names)
    words, asked = sorted(there & _WORDS), sorted(there & _ASKED)
    # How a column lies in memory here is nothing to who reads the file elsewhere: to them a word is a string.
    how = {"use_dictionary": words, "write_statistics": asked, "store_schema": False}
    write_table(root, name, table, disk, row_group_size=_ROWS, compression="lz4", **how)
    return Part(layer, block, name, table.num_rows)


def write_bytes(root: Root, data: bytes, rows: int, disk: Disk = DISK) -> Part:
    """Write a ledger; it is on the disk when this returns, as far as *disk* makes it so."""
    name = f"{LAYERS}/{LEDGER}/{secrets.token_hex(12)}.msgpack"
    place_of(root).write(name, lambda file: file.write(data), disk)
    return Part(LEDGER, -1, name, rows)


def read(
    root: Root, held: Held, *, sites: Sequence[str] | None = None, stretches: Sequence[int] | None = None,
    columns: Sequence[str] | None = None,
) -> pa.Table:  # fmt: skip
    """
    Return the dated events of a file: those of some *sites*, or those of some *stretches* that a clock dates.

    *columns*: these alone, ``site`` among them.
    """
    asked = {"columns": None if columns is None or held.dead else list(columns)}
    rows = _near(place_of(root).parquet(held.name, _DATED_WORDS), sites, asked)
    if sites is not None:
        rows = rows.filter(is_in(rows["site"], sites))
    if stretches is not None:
        rows = rows.filter(pc.and_(is_in(rows["stretch"], stretches), pc.invert(rows["claimed"])))
    if held.dead:
        rows = rows.filter(pc.or_(rows["claimed"], pc.invert(is_in(rows["stretch"], held.dead))))
    return rows if columns is None else rows.select(columns)


def _near(file: pq.ParquetFile, sites: Sequence[str] | None, asked: Mapping[str, list[str] | None]) -> pa.Table:
    """Return the groups of rows among which those of *sites* may be."""
    if sites is None:
        return file.read(use_threads=False, **asked)
    about, at = file.metadata, file.schema_arrow.get_field_index("site")
    bounds = [about.row_group(group).column(at).statistics for group in range(about.num_row_groups)]
    groups = [
        group for group, one in enumerate(bounds)
        if one is None or not one.has_min_max or any(one.min <= site <= one.max for site in sites)
    ]  # fmt: skip
    return file.read_row_groups(groups, use_threads=False, **asked)


def there(root: Root, name: str) -> Iterator[str]:
    """Give every file of *name* that lies in the lake."""
    for folder in (f"{FOLDER}/{name}", f"{LAYERS}/{DATED}", f"{LAYERS}/{LEDGER}"):
        yield from place_of(root).names(folder)


def sweep(root: Root, name: str, kept: Collection[str]) -> None:
    """Remove every file of *name* that is not *kept*: what a cut run left, and what no reader reads any more."""
    for one in there(root, name):
        if one not in kept:
            place_of(root).remove(one)


def without(root: Root, name: str, schools: Sequence[str]) -> pa.Table:
    """Return the rows of a part of the table but those of some *schools*."""
    table = place_of(root).parquet(name, _DEMAND_WORDS).read(use_threads=False)
    return table.filter(pc.invert(is_in(table["school"], schools)))


def of_schools(table: pa.Table, schools: Sequence[str]) -> pa.Table:
    """Return the rows of some *schools*."""
    return table.filter(is_in(table["school"], schools))
