"""Computed tables beside the one in use: whole files that count once they are listed, one job at a time."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from hub.config import Config
from hub.lake_place import Root, place_of, write_table
from hub.postgres import one_job
from hub.rows import Dataset
from shared.sentences import N_
from sync.lock import WriterLock

FOLDER = "tables"
_RUNS = N_(
    "Otro cálculo de la región está en marcha en «%(folder)s». Espere a que termine y repita. No se cambió nada."
)


@contextmanager
def one_at_a_time(config: Config) -> Iterator[None]:
    """
    Keep other jobs out: one that sweeps would take a half-written table for a leftover.

    Raises:
        DatabaseBusy: Another job is under way.
    """
    config.folder.mkdir(parents=True, exist_ok=True)
    with WriterLock(config.folder / "tables.lock", _RUNS, folder=config.folder), one_job(config.database_url):
        yield


def new_name(name: str) -> str:
    """Return a name for a file of table *name* that no other file has."""
    return f"{FOLDER}/{name}/{secrets.token_hex(12)}.parquet"


def write(root: Root, name: str, rows: pa.Table) -> str:
    """Write a table of one file, and return where it lies; it is there to stay when this returns."""
    path = new_name(name)
    write_table(root, path, rows)
    return path


def names(table: Dataset) -> tuple[str, ...]:
    """Return the files of a table: those of its parts, or its one; an earlier version had a folder of them."""
    return table.files or (table.path,)


def paths(root: Path, table: Dataset) -> list[str]:
    """Return where the files of a table lie, in a folder of this machine."""
    return [str(root / name) for name in names(table)]


def read(root: Root, table: Dataset, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of a table, or some columns of them."""
    return rows_of(root, names(table), columns)


def rows_of(root: Root, files: Sequence[str], columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of some files, or some columns of them."""
    place = place_of(root)
    return pa.concat_tables([place.rows(name, columns) for name in files])


def are_there(root: Root, table: Dataset) -> bool:
    """Tell whether the files of a table are there still."""
    place = place_of(root)
    return all(place.has(name) for name in names(table))


def sweep(root: Root, name: str, *, but: Sequence[str]) -> None:
    """Remove the results of table *name* but those named: a reader may be in the middle of the last one."""
    place, kept = place_of(root), {Path(path).name for path in but}
    for one in place.names(f"{FOLDER}/{name}"):
        if Path(one).name not in kept:
            place.remove(one)
