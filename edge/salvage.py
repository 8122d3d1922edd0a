"""A new database out of what can still be read of a damaged one, and of its copies of the last days."""

import logging
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.damaged_file import DamagedFile
from edge.database import Database
from edge.folds import TABLES as FOLDS
from edge.mended_log import Mended, Part, mend, parts_of
from shared.clock import Clock
from shared.errors import NotReady

_LOG = ("events", "sealed")
_VOCABULARY = ("names", "shapes")
"""What records are spelt with: only added to, so that a copy's is the same as far as it goes."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came of it: of the log, in records, and which other tables may lack something."""

    log: Mended
    tables: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing at all is missing."""
        return not (self.log.lost or self.log.at_region or self.tables)


@dataclass(slots=True)
class _Read:
    """One file, read as far as it can be."""

    tables: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def rows_of(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table by the names of their columns."""
        columns = self.columns.get(table, ())
        return [dict(zip(columns, row, strict=True)) for row in self.tables.get(table, [])]


def salvage(damaged: Path, copies: Sequence[Path], into: Path, clock: Clock) -> Salvaged:
    """
    Make the database *into* of a damaged one; both it and the *copies*, the newest first, are only read.

    *damaged* must be a copy of the file with its journal: SQLite writes to what it opens.

    Raises:
        NotReady: Nothing can be read of any of them.
    """
    with Database(into, clock, create=True) as db:
        schema = _schema(db)
    files = [found for path in (damaged, *copies) if (found := _read(path, schema)) is not None]
    if not files:
        raise NotReady(
            "De «%(name)s» no se puede leer nada, y no hay copias automáticas. No la borre: copie la carpeta y avise a "
            "soporte.",
            name=damaged.name,
        )
    return _built(files, into, clock, schema)


def _schema(db: Database) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the columns and the key of each table that is carried over as it is, or read for the log."""
    found = {}
    skipped = {*FOLDS, "sessions"}
    for name, sql in db.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
        if name in skipped or name.startswith(("sqlite_", "_")):
            continue
        info = db.rows(f"PRAGMA table_info({name})")
        keys = tuple(row[1] for row in sorted(info, key=lambda row: row[5]) if row[5])
        found[name] = (tuple(row[1] for row in info), keys if "WITHOUT ROWID" in sql else ("rowid",))
    return found


def _read(path: Path, schema: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]) -> _Read | None:
    try:
        file = DamagedFile(path)
    except sqlite3.DatabaseError as error:
        _log.warning("not read file=%s error=%s", path.name, error)
        return None
    with closing(file):
        try:
            there = file.tables()
        except sqlite3.DatabaseError as error:
            _log.warning("not read file=%s error=%s", path.name, error)
            return None
        read = _Read()
        for name, (columns, keys) in schema.items():
            # A table, or a column, that an older program did not have is not missing.
            has = tuple(one for one in columns if one in there.get(name, ""))
            if name not in there or not has:
                continue
            found = file.rescued(name, has, keys)
            read.tables[name], read.columns[name] = found.rows, has
            if not found.whole:
                read.broken.add(name)
    return read


def _built(files: Sequence[_Read], into: Path, clock: Clock, schema: Mapping[str, Any]) -> Salvaged:
    broken = {name for name in schema if name in files[0].broken or name not in files[0].tables}
    with closing(sqlite3.connect(into)) as connection, connection:
        for name in schema:
            if name in _LOG:
                continue
            # In a copy stands also what was deleted since: it helps out only where something is missing.
            for one in files if name in broken or name in _VOCABULARY else files[:1]:
                _fill(connection, name, one)
    with Database(into, clock) as db:
        parts: list[Part] = [parts_of(db, one.rows_of("events"), one.rows_of("sealed")) for one in files]
        mended = mend(db, parts, openings_known="incarnations" not in broken or len(files) > 1)
    return Salvaged(mended, tuple(sorted(broken - {*_LOG, *_VOCABULARY})))


def _fill(connection: sqlite3.Connection, name: str, read: _Read) -> None:
    columns = read.columns.get(name, ())
    blanks = ", ".join("?" * len(columns))
    for row in read.tables.get(name, []):
        try:
            connection.execute(f"INSERT OR IGNORE INTO {name} ({', '.join(columns)}) VALUES ({blanks})", row)  # noqa: S608 - ours
        except (sqlite3.DatabaseError, OverflowError):
            # A row of garbage, or one that may not come twice.
            continue
