"""Weekly demand from elsewhere: rows of the panel that no node of ours recorded, each with its source."""

import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq

from hub import lake
from hub.panel import SCHEMA
from hub.store import Store
from shared.errors import BadInput
from shared.imported import Imported, outcome

_NEEDED = ("school", "resource", "week", "units")
_DIGEST = "panel_digest"


def import_panel(store: Store, file: Path, *, dry_run: bool = False) -> Imported:
    """
    Take a panel (Parquet, or CSV by its name) in place of the one imported before; the same file again changes nothing.

    Where a school has events of its own in the same week, those count and the row of the panel does not.

    Raises:
        BadInput: Not a table, a column is missing, a week that is no Monday, a negative number, or a row twice.
    """
    table = _conformed(_read(file))
    done = outcome((), good=1, dry_run=dry_run, accept=False)
    digest = hashlib.sha256(b"".join(str(column).encode() for column in table.schema) + _bytes(file)).digest()
    if store.setting(_DIGEST) == digest:
        return Imported(table.num_rows, 0, outcome=done)
    if not dry_run:
        written = lake.write(store.config.lake_folder, "panel", table)
        store.replace_segments(written, "panel")
        store.set_setting(_DIGEST, digest)
    return Imported(table.num_rows, table.num_rows, outcome=done)


def _read(file: Path) -> pa.Table:
    try:
        if file.suffix == ".csv":
            as_text = pv.ConvertOptions(column_types={"school": pa.string(), "week": pa.date32()})
            return pv.read_csv(file, convert_options=as_text)
        return pq.read_table(file)
    except (OSError, pa.ArrowException) as error:
        raise BadInput(
            "«%(file)s» no se puede leer como panel: %(problem)s. Use Parquet o CSV.", file=file, problem=error
        ) from error


def _conformed(table: pa.Table) -> pa.Table:
    if missing := [name for name in _NEEDED if name not in table.column_names]:
        raise BadInput(
            "Al panel le faltan columnas: %(missing)s. Trae: %(found)s.",
            missing=", ".join(missing),
            found=", ".join(table.column_names),
        )
    columns: dict[str, Any] = {}
    for field in SCHEMA:
        if field.name in table.column_names:
            columns[field.name] = table[field.name]
        else:
            blank: Any = "imported" if field.name == "source" else "" if field.name == "ugel" else 0
            columns[field.name] = pa.array([blank] * table.num_rows, type=field.type)
    try:
        panel = pa.table(columns).cast(SCHEMA)
    except pa.ArrowException as error:
        raise BadInput("Una columna del panel no tiene el tipo debido: %(problem)s.", problem=error) from error
    _check(panel)
    return panel


def _check(panel: pa.Table) -> None:
    if any(panel[field.name].null_count for field in SCHEMA):
        raise BadInput("El panel tiene celdas vacías. Complete o quite esas filas y repita.")
    if not pc.all(pc.equal(pc.day_of_week(panel["week"]), 0)).as_py():
        raise BadInput("Las semanas del panel se nombran por su lunes. Corrija la columna week y repita.")
    counts = [panel[field.name] for field in SCHEMA if pa.types.is_integer(field.type)]
    if panel.num_rows and min(pc.min(column).as_py() for column in counts) < 0:
        raise BadInput("El panel tiene cantidades negativas. Corrija esas filas y repita.")
    keys = panel.group_by(["school", "resource", "week"]).aggregate([])
    if keys.num_rows != panel.num_rows:
        raise BadInput("El panel repite una escuela, recurso y semana. Deje una fila de cada una y repita.")


def _bytes(file: Path) -> bytes:
    return file.read_bytes()
