"""Weekly demand from elsewhere: rows of the panel that no node of ours recorded, each with its source."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hub import lake
from hub.importers.panel_rows import FIRST_WEEK, read_panel
from hub.panel import SCHEMA
from hub.store import Store
from shared import os_errors
from shared.clock import LIMA
from shared.dating import plausible
from shared.errors import BadInput, BadRow
from shared.imported import PREVIEWED, Imported, Outcome, outcome
from shared.sentences import Sentence
from shared.tabular import Mark

_NEEDED = ("school", "resource", "week", "units")
_DIGEST = "panel_digest"
_PARQUET = b"PAR1"
_GROUP = 65_536
"""Rows of the file that lie together: those of a few weeks of a region."""


def import_panel(
    store: Store, file: Path, *, dry_run: bool = False, accept: bool = False, decimal: Mark | None = None
) -> Imported:
    """
    Take a panel (Parquet, or a table) in place of the one imported before; the same file again changes nothing.

    Where a school has events of its own in the same week, those count and the row of the panel does not.

    Raises:
        BadInput: Not a table, or a column is missing; of a Parquet also any row that cannot be used.
    """
    refused: tuple[BadRow, ...] = ()
    last = _last_day(store)
    notes: tuple[Sentence, ...] = ()
    if _starts(file) == _PARQUET:
        panel = _conformed(_parquet(file))
    else:
        rows, refused, notes = read_panel(file, decimal, last)
        panel = pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA)
    _check(panel, last)
    notes = (*notes, *_strangers(store, panel))
    done = outcome(refused, good=panel.num_rows, dry_run=dry_run, accept=accept)
    digest = hashlib.sha256(b"".join(str(column).encode() for column in panel.schema) + file.read_bytes()).digest()
    known = store.setting(_DIGEST) == digest
    if done is Outcome.WRITTEN and not known:
        # A night reads the weeks that it touches.
        written = lake.write(store.config.lake_place, "panel", panel.sort_by("week"), group=_GROUP)
        store.replace_segments(written, "panel")
        store.set_setting(_DIGEST, digest)
    return Imported(
        read=panel.num_rows + len(refused),
        added=0 if known else panel.num_rows,
        refused=refused,
        notes=notes,
        preview=tuple(_shown(row) for row in panel.slice(0, PREVIEWED).to_pylist()),
        outcome=done,
    )


def _last_day(store: Store) -> date:
    """Return the last day of next year; of the last one that weeks are told of where the clock cannot be right."""
    now = store.clock.now()
    return date(now.astimezone(LIMA).year + 1 if plausible(int(now.timestamp())) else 2099, 12, 31)


def _strangers(store: Store, panel: pa.Table) -> list[Sentence]:
    known = {school.id for school in store.schools()}
    strangers = sorted(set(pc.unique(panel["school"]).to_pylist()) - known)
    told = "Servicios del panel que la región no conoce: %(n)s (%(some)s). Revise sus códigos o importe el padrón."
    return [Sentence(told, {"n": len(strangers), "some": ", ".join(strangers[:5])})] if strangers else []


def _starts(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_PARQUET))
    except OSError as error:
        raise BadInput(
            "No se puede abrir «%(file)s»: %(why)s. Revise la ruta y repita.",
            file=file,
            why=os_errors.reason(error),
        ) from error


def _parquet(file: Path) -> pa.Table:
    try:
        return pq.read_table(file)
    except (OSError, pa.ArrowException) as error:
        raise BadInput(
            "«%(file)s» no se puede leer como panel: %(problem)s. Use Parquet, CSV o XLSX.", file=file, problem=error
        ) from error


def _conformed(table: pa.Table) -> pa.Table:
    if missing := [name for name in _NEEDED if name not in table.column_names]:
        raise BadInput(
            "Al panel le faltan columnas: %(missing)s. Trae: %(columns)s.",
            missing=", ".join(missing),
            columns=", ".join(table.column_names),
        )
    columns: dict[str, Any] = {}
    for field in SCHEMA:
        if field.name in table.column_names:
            columns[field.name] = table[field.name]
        else:
            blank: Any = "imported" if field.name == "source" else "" if field.name == "ugel" else 0
            columns[field.name] = pa.array([blank] * table.num_rows, type=field.type)
    try:
        return pa.table(columns).cast(SCHEMA)
    except pa.ArrowException as error:
        raise BadInput("Una columna del panel no tiene el tipo debido: %(problem)s.", problem=error) from error


def _check(panel: pa.Table, last: date) -> None:
    if any(panel[field.name].null_count for field in SCHEMA):
        raise BadInput("El panel tiene celdas vacías. Complete o quite esas filas y repita.")
    if not pc.all(pc.equal(pc.day_of_week(panel["week"]), 0)).as_py() and panel.num_rows:
        raise BadInput("Las semanas del panel se nombran por su lunes. Corrija la columna week y repita.")
    ends = [] if not panel.num_rows else [pc.min(panel["week"]).as_py(), pc.max(panel["week"]).as_py()]
    if any(not FIRST_WEEK <= week <= last for week in ends):
        raise BadInput(
            "El panel va de %(start)s a %(end)s, y sus semanas deben ser de %(first)s a %(last)s. Revise los años.",
            start=ends[0],
            end=ends[1],
            first=FIRST_WEEK.year,
            last=last.year,
        )
    counts = [panel[field.name] for field in SCHEMA if pa.types.is_integer(field.type)]
    if panel.num_rows and min(pc.min(column).as_py() for column in counts) < 0:
        raise BadInput("El panel tiene cantidades negativas. Corrija esas filas y repita.")
    keys = panel.group_by(["school", "resource", "week"]).aggregate([])
    if keys.num_rows != panel.num_rows:
        raise BadInput("El panel repite una escuela, recurso y semana. Deje una fila de cada una y repita.")


def _shown(row: Mapping[str, Any]) -> dict[str, object]:
    return {name: str(row[name]) for name in (*_NEEDED, "source")}
