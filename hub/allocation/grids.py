"""One table of an instance, from CSV or Parquet, in however many parts: columns as arrays, each row with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from hub.allocation import cells
from hub.allocation.cells import Column
from hub.allocation.faults import Faults
from hub.allocation.instance import Floats, Ints
from hub.allocation.tables import BY_NAME, MAX_UNITS, TableOf
from shared.errors import BadInput, BadRow
from shared.sentences import N_, Sentence
from shared.tabular import Column as Wanted
from shared.tabular import Mark, read_table
from shared.tabular.names import key

_CSV = (".csv", ".csv.gz", ".tsv", ".xlsx")
_QUANTILE = re.compile(r"[pq](\d{1,3}(?:[._]\d+)?)")
_SIMILAR = re.compile(r"[pq][\d._]+")
_TWO = N_("la tabla está dos veces, aquí y en «%(other)s». Deje una.")
_MISSING = N_("falta la columna %(columns)s.")
_DAMAGED = N_("no se puede leer como Parquet. Cópielo otra vez.")
_TWICE = N_("%(cell)s ya está en otra línea.")
_NO_CHANCE = N_("«%(column)s» no nombra una probabilidad: se escribe p10, p50, p90 o p2.5, hasta p100.")
_NO_QUANTILES = N_("faltan los cuantiles de la necesidad: columnas como p10, p50 y p90.")
_CROSSED = N_("los cuantiles no crecen: %(cell)s")
_NO_QUANTILE = N_("falta un cuantil: %(cell)s")
_UNREAD = N_("%(file)s: no se leyeron las columnas %(columns)s.")


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """The rows of one table, in the order of its file: arrays by the name of their column."""

    of: TableOf
    file: str
    lines: Ints
    columns: Mapping[str, Any]
    present: frozenset[str]
    """Columns that the file has; the others are blank."""
    chances: tuple[float, ...] = ()
    quantiles: Floats | None = None
    """Of a table of needs, rows x chances."""

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def take(self, rows: Ints) -> "Grid":
        """Return some of the rows, in the order in which they are named."""
        columns = {name: cells[rows] for name, cells in self.columns.items()}
        quantiles = None if self.quantiles is None else self.quantiles[rows]
        return replace(self, lines=self.lines[rows], columns=columns, quantiles=quantiles)


@dataclass(frozen=True, slots=True, eq=False)
class _Raw:
    """A table as read: cells by heading, and the line of each row."""

    file: str
    cells: Mapping[str, Any]
    lines: Ints
    delimiter: str = ""


def find(folder: Path, name: str) -> list[Path]:
    """Return the files or folders of a table: there should be one at most."""
    files = [folder / (name + ending) for ending in (*_CSV, ".parquet")] + [folder / name]
    return [path for path in files if path.exists()]


def read_grid(folder: Path, name: str, faults: Faults, notes: list[Sentence], mark: Mark | None = None) -> Grid:
    """Read a table of an instance; of one that may be absent and is, no rows. What is wrong goes into *faults*."""
    of, found = BY_NAME[name], find(folder, name)
    if not found:
        if of.needed:
            faults.add(f"{name}.csv", None, N_("falta la tabla: se escribe como CSV o Parquet."))
        return empty_grid(name)
    for other in found[1:]:
        faults.add(found[0].name, None, _TWO, other=other.name)
    grid = _grid(_raw(found[0], faults, notes), of, faults, notes, mark)
    # Arrow keeps what a table took for the next one, by chance: a third of all the memory that a country's plan needs.
    pa.default_memory_pool().release_unused()
    return grid


def empty_grid(name: str) -> Grid:
    """Return a table without rows."""
    of = BY_NAME[name]
    nothing = np.zeros(0, dtype=np.int64)
    columns = {one.name: cells.blank(one, 0) for one in of.fields}
    return Grid(of, f"{name}.csv", nothing, columns, frozenset(), (), np.zeros((0, 0)) if of.quantiles else None)


def frame_grid(name: str, frame: pd.DataFrame, faults: Faults, notes: list[Sentence]) -> Grid:
    """Return a table that is in memory, as if it had been written to Parquet and read."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return _grid(_of_arrow(name, table), BY_NAME[name], faults, notes, None)


def _raw(path: Path, faults: Faults, notes: list[Sentence]) -> _Raw:
    try:
        return _parquet(path) if path.is_dir() or path.suffix == ".parquet" else _text(path, faults, notes)
    except BadRow as error:
        faults.add(path.name, error.line, error.problem)
    except BadInput as error:
        faults.add(path.name, None, error.said)
    return _Raw(path.name, {}, np.zeros(0, dtype=np.int64))


def _text(path: Path, faults: Faults, notes: list[Sentence]) -> _Raw:
    # No column is looked for by the reader: a heading of two meanings must not be one of them by chance.
    table = read_table(path)
    for refused in table.refused:
        faults.add(path.name, refused.line, refused.problem)
    notes += table.notes
    columns = {name: np.array([row[name] for row in table.rows], dtype=object) for name in table.columns}
    return _Raw(path.name, columns, np.array([row.line for row in table.rows], dtype=np.int64), table.delimiter)


def _parquet(path: Path) -> _Raw:
    try:
        # In one thread: with more, what Arrow holds at its most differs by chance from run to run.
        table = pq.read_table(path, use_threads=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(_DAMAGED) from error
    return _of_arrow(path.name, table)


def _of_arrow(name: str, table: pa.Table) -> _Raw:
    columns = {name: _cells_of(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    return _Raw(name, columns, np.arange(1, table.num_rows + 1))


def _cells_of(column: pa.ChunkedArray) -> Any:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_decimal(column.type):
        column = column.cast(pa.float64())
    if pa.types.is_integer(column.type) and column.null_count:
        column = column.cast(pa.float64())
    return column.to_pandas(date_as_object=True).to_numpy()


def _grid(raw: _Raw, of: TableOf, faults: Faults, notes: list[Sentence], mark: Mark | None) -> Grid:
    headings = list(raw.cells)
    spelt = {one.name: Wanted(one.name, one.others).among(headings) for one in of.fields}
    if raw.cells and (missing := [one.name for one in of.fields if one.needed and spelt[one.name] is None]):
        faults.add(raw.file, None, _MISSING, columns=", ".join(missing))
    chances = _chances(raw, faults) if of.quantiles else {}
    read = {*spelt.values(), *chances}
    if unread := [one for one in headings if one not in read]:
        notes.append(Sentence(_UNREAD, {"file": raw.file, "columns": ", ".join(unread[:20])}))

    def column(heading: str) -> Column:
        return Column(raw.file, heading, raw.cells[heading], raw.lines, faults, mark, raw.delimiter)

    columns = {}
    for one in of.fields:
        heading = spelt[one.name]
        columns[one.name] = cells.blank(one, len(raw.lines)) if heading is None else cells.read(column(heading), one)
    quantiles = _quantiles([column(heading) for heading in chances], faults, raw) if of.quantiles else None
    present = frozenset(name for name, heading in spelt.items() if heading is not None)
    grid = Grid(of, raw.file, raw.lines, columns, present, tuple(chances.values()), quantiles)
    _check_once(grid, faults)
    return grid


def _chances(raw: _Raw, faults: Faults) -> dict[str, float]:
    """Return the headings that name a probability, in order of it."""
    known = {key(name) for one in BY_NAME["needs"].fields for name in (one.name, *one.others)}
    found: dict[str, float] = {}
    for heading in raw.cells:
        name = heading.strip().lower()
        if key(heading) in known or not _SIMILAR.fullmatch(name):
            continue
        match = _QUANTILE.fullmatch(name)
        percent = float(match[1].replace("_", ".")) if match else 101.0
        if percent > 100 or percent / 100 in found.values():
            faults.add(raw.file, None, _NO_CHANCE, column=heading)
        else:
            found[heading] = percent / 100
    if raw.cells and not found:
        faults.add(raw.file, None, _NO_QUANTILES)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _quantiles(columns: Sequence[Column], faults: Faults, raw: _Raw) -> Floats:
    if not columns:
        return np.zeros((len(raw.lines), 0))
    found = np.column_stack([cells.numbers(one, least=0, most=MAX_UNITS) for one in columns])
    empty = np.isnan(found).any(axis=1)
    crossed = (np.diff(found, axis=1) < 0).any(axis=1)
    for wrong, words in ((empty, _NO_QUANTILE), (crossed, _CROSSED)):
        rows = np.flatnonzero(wrong)
        faults.add_all(raw.file, ((raw.lines[row], " ".join(f"{q:g}" for q in found[row])) for row in rows), words)
    return found


def _check_once(grid: Grid, faults: Faults) -> None:
    if not grid.of.key or len(grid) < 2:
        return
    frame = pd.DataFrame({name: grid[name] for name in grid.of.key})
    rows = np.flatnonzero(frame.duplicated())
    said = (" ".join(str(one) for one in frame.iloc[row]) for row in rows)
    faults.add_all(grid.file, zip(grid.lines[rows], said, strict=True), _TWICE)
