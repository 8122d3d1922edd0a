"""The files of a bucket: written whole under a name of their own, read as far as they are asked for."""

import secrets
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub.tables import FOLDER
from shared.whole import make_folder, whole, write_whole

DEMAND, DATED, LEDGER = "demand", "dated", "ledger"
LAYERS = f"{FOLDER}/weekly_layers"
"""Where what a later night needs lies, in the lake."""
_ROWS = 8_192
"""Of a group: a reader of a few sites skips those of others."""
_WORDS, _ASKED = ("site", "school", "resource", "ugel", "source"), ("site", "stretch", "week")
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


def write(root: Path, layer: str, block: int, table: pa.Table) -> Part:
    """Write a part; it is on the disk when this returns."""
    folder = f"{FOLDER}/weekly_demand" if layer == DEMAND else f"{LAYERS}/{layer}"
    name = f"{folder}/{secrets.token_hex(12)}.parquet"
    make_folder(root / folder)
    words, asked = ([one for one in names if one in table.column_names] for names in (_WORDS, _ASKED))
    with whole(root / name) as file:
        pq.write_table(
            table, file, row_group_size=_ROWS, compression="lz4", use_dictionary=words, write_statistics=asked
        )
    return Part(layer, block, name, table.num_rows)


def write_bytes(root: Path, data: bytes, rows: int) -> Part:
    """Write a ledger; it is on the disk when this returns."""
    name = f"{LAYERS}/{LEDGER}/{secrets.token_hex(12)}.msgpack"
    make_folder((root / name).parent)
    write_whole(root / name, data)
    return Part(LEDGER, -1, name, rows)


def read(
    root: Path, held: Held, *, sites: Sequence[str] | None = None, stretches: Sequence[int] | None = None
) -> pa.Table:
    """Return the dated events of a file: those of some *sites*, or those of some *stretches* that a clock dates."""
    wanted = None
    if sites is not None:
        wanted = pc.field("site").isin(list(sites))
    if stretches is not None:
        wanted = pc.field("stretch").isin(list(stretches)) & ~pc.field("claimed")
    if held.dead:
        alive = pc.field("claimed") | ~pc.field("stretch").isin(held.dead)
        wanted = alive if wanted is None else wanted & alive
    return pq.read_table(root / held.name, filters=wanted, use_threads=False)


def sweep(root: Path, name: str, kept: Collection[str]) -> None:
    """Remove every file of *name* that is not *kept*: what a cut run left, and what no reader reads any more."""
    for folder in (f"{FOLDER}/{name}", f"{LAYERS}/{DATED}", f"{LAYERS}/{LEDGER}"):
        for path in (root / folder).glob("*"):
            if f"{folder}/{path.name}" not in kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def without(root: Path, name: str, schools: Sequence[str]) -> pa.Table:
    """Return the rows of a part of the table but those of some *schools*."""
    table = pq.ParquetFile(root / name).read(use_threads=False)
    return table.filter(pc.invert(pc.is_in(table["school"], value_set=pa.array(schools, pa.string()))))
