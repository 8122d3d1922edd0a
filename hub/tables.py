"""Tables that Spark writes whole, beside the one in use: on the disk before they count, one job at a time."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hub.config import Config
from hub.rows import Dataset
from shared.sentences import N_
from shared.whole import DISK, Disk
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
    with WriterLock(config.folder / "tables.lock", _RUNS, folder=config.folder):
        yield


def keep(root: Path, path: str, disk: Disk = DISK) -> None:
    """Return once the table at *path* under *root*, and every folder on the way to it, is on the disk."""
    table = root / path
    for each in (*sorted(table.rglob("*"), reverse=True), table):
        disk.sync(each)
    for above in table.parents:
        disk.sync(above)
        if above == root:
            return


def paths(root: Path, table: Dataset) -> list[str]:
    """Return where the files of a table lie: those of its parts, or its one folder."""
    return [str(root / name) for name in table.files or (table.path,)]


def read(root: Path, table: Dataset, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the rows of a table, or some columns of them."""
    wanted = None if columns is None else list(columns)
    return pa.concat_tables([pq.read_table(path, columns=wanted) for path in paths(root, table)])


def are_there(root: Path, table: Dataset) -> bool:
    """Tell whether the files of a table are there still."""
    return all(Path(path).exists() for path in paths(root, table))


def sweep(root: Path, name: str, *, but: tuple[str, ...]) -> None:
    """Remove the results of table *name* but those named: a reader may be in the middle of the last one."""
    kept = {Path(path).name for path in but}
    for path in (root / FOLDER / name).iterdir():
        if path.name not in kept:
            forget(path)


def forget(path: Path) -> None:
    """Remove a table's folder, or one file of a table that is kept in parts."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
