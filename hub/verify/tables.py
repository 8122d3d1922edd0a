"""The tables of an instance or a plan as they lie on the disk, with our names for their columns."""

import re
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from shared.errors import BadInput
from shared.tabular import read_table

Table: TypeAlias = pd.DataFrame
NAMES = {
    "school": "school_id", "codigo": "school_id", "almacen": "depot", "zona": "zone", "peso_pct": "weight_pct",
    "matricula": "enrolment", "quintil": "quintile", "ruralidad": "rurality", "lengua": "language", "nivel": "level",
    "energia": "power", "cobertura": "coverage", "costo_viaje": "trip_cost", "turno": "asked_turn",
    "recurso": "resource_id", "lote": "lot", "valor": "value", "volume_l": "volume", "volumen": "volume",
    "weight_kg": "weight", "peso": "weight", "costo": "cost", "requisitos": "requirements", "tiene": "on_hand",
    "en_camino": "in_transit", "pedido": "asked", "unidades": "units", "tipo": "kind", "clase": "class",
    "pack": "pack_id", "motivo": "reason", "vence": "expires", "ciclo": "cycle", "lotes": "lots",
    "espera": "waited", "contado": "counted", "supuesto": "assumed", "hasta": "most",
}  # fmt: skip
"""Other names of columns; those that mean different things in different tables are in ``OF_TABLE``."""
OF_TABLE = {
    "resources": {"resource": "resource_id"}, "needs": {"resource": "resource_id"},
    "doubted": {"resource": "resource_id"},
    "pack_worth": {"valor": "worth"},
    "stock": {"resource": "resource_id", "depot_id": "depot"}, "locks": {"resource": "resource_id"},
    "earlier": {"resource": "resource_id"}, "last_plan": {"resource": "resource_id"},
    "kits": {"resource_id": "resource", "recurso": "resource"}, "depots": {"depot": "depot_id", "almacen": "depot_id"},
    "zones": {"zone": "zone_id", "zona": "zone_id", "depot_id": "depot", "volume_l": "volume_l",
              "weight_kg": "weight_kg"},
}  # fmt: skip
_ENDINGS = (".csv", ".csv.gz", ".tsv", ".xlsx")
_BLANKS = ("", "sd", "s/d", "sn", "nd", "n/d", "na", "n/a", "null", "none", "nan")


def read(folder: Path, name: str) -> Table:
    """
    Return a table, with the line of each row; one that is not there has no rows and no columns.

    Raises:
        BadInput: It cannot be read.
    """
    for ending in _ENDINGS:
        if (folder / (name + ending)).exists():
            found = read_table(folder / (name + ending))
            rows = [dict(row.cells) for row in found.rows]
            table = pd.DataFrame(rows, columns=list(found.columns))
            return _named(name, table, [row.line for row in found.rows])
    for path in (folder / f"{name}.parquet", folder / name):
        if path.exists():
            try:
                table = pd.read_parquet(path)
            except (OSError, ValueError) as error:
                raise BadInput("«%(path)s» no se puede leer como Parquet. Cópielo otra vez.", path=path) from error
            return _named(name, table, list(range(1, len(table) + 1)))
    return pd.DataFrame({"line": pd.Series(dtype=int)})


def _named(name: str, table: Table, lines: list[int]) -> Table:
    own = NAMES | OF_TABLE.get(name, {})
    headings = {heading: _plain(str(heading)) for heading in table.columns}
    table = table.rename(columns={heading: own.get(word, word) for heading, word in headings.items()})
    table = table.assign(line=lines)
    table.attrs["name"] = name
    return table


def _plain(heading: str) -> str:
    return heading.strip().lower().translate(str.maketrans("áéíóúñ", "aeioun"))


def text(table: Table, name: str) -> Any:
    """Return a column as text, blank where there is none."""
    if name not in table:
        return pd.Series("", index=table.index, dtype=object)
    cells = table[name]
    return cells.where(cells.notna(), "").astype(str).str.strip()


def number(table: Table, name: str, blank: float, *, comma: bool = False) -> Any:
    """
    Return a column as numbers; *comma* is how decimals are marked where a cell can be read both ways.

    Raises:
        BadInput: A cell is no number.
    """
    if name not in table:
        return pd.Series(blank, index=table.index, dtype=float)
    cells = table[name]
    if cells.dtype == object:
        every = cells.where(cells.notna(), "").astype(str).str.strip()
        comma = comma or bool(every.str.fullmatch(r"-?\d*,(\d{1,2}|\d{4,})|-?\d{4,},\d+|-?0,\d+").any())
        points = every.map(lambda cell: _point(cell, comma=comma))
        cells = pd.to_numeric(points, errors="coerce")
        if len(strange := every[cells.isna() & points.notna()]):
            raise BadInput(
                "%(table)s, columna %(column)s: «%(cell)s» no es un número. Corríjalo y repita; no se revisó nada.",
                table=table.attrs.get("name", ""), column=name, cell=str(strange.iloc[0])[:40],
            )  # fmt: skip
    return cells.astype(float).fillna(blank)


def _point(cell: str, *, comma: bool) -> str | None:
    if cell.lower() in _BLANKS:
        return None
    plain = re.sub(r"[\s']", "", cell)
    return plain.replace(".", "").replace(",", ".") if comma and "," in plain else plain.replace(",", "")
