"""What can still be read of a damaged SQLite file: by ranges of its rows, around the pages that cannot."""

import sqlite3
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

MOST_QUERIES = 200_000
"""Of one table, after which what lies between two rows that were read counts as lost."""
_TOP = 2**62
_WIDEST = 50_000
_ROWS_PER_PAGE = 512
"""More than a page of 4,096 bytes holds of any table of ours."""


@dataclass(slots=True)
class Rescued:
    """The rows of one table that could be read; *whole*: nothing stood in the way."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    whole: bool = True


class DamagedFile:
    """
    A file that may be damaged anywhere, opened to be read.

    It must be a copy: SQLite folds a journal into what it opens.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA query_only=ON")
        self._pages = max(path.stat().st_size // 4_096, 1)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def tables(self) -> dict[str, str]:
        """Return the names of the tables with how they were made; raises sqlite3.DatabaseError where none is told."""
        rows = self._db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sql for name, sql in rows if sql}

    def rescued(self, table: str, columns: tuple[str, ...], keys: tuple[str, ...]) -> Rescued:
        """
        Return what can be read of a table.

        Args:
            columns: Those to be read, of those the table has.
            keys: ``("rowid",)``, or the columns by which a table without row numbers is ordered.
        """
        found = Rescued(columns)
        names = ", ".join(columns)
        if keys != ("rowid",):
            self._from_both_ends(found, f"SELECT {names} FROM {table} ORDER BY ", keys)  # noqa: S608 - ours
            return found
        # The row's number comes along as the first column, for the search.
        select = f"SELECT rowid, {names} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"  # noqa: S608 - ours
        rows, found.whole = self._by_ranges(select)
        self._one_by_one(f"SELECT rowid, {names} FROM {table} WHERE rowid = ?", rows)  # noqa: S608 - ours
        found.rows = [rows[at] for at in sorted(rows)]
        return found

    def _by_ranges(self, select: str) -> tuple[dict[int, tuple[Any, ...]], bool]:
        """Return rows by their numbers, and whether none was in the way: halves of halves, the widest first."""
        rows: dict[int, tuple[Any, ...]] = {}
        whole, queries, waiting = True, 0, deque([(0, _TOP)])
        while waiting and queries < MOST_QUERIES:
            low, high = waiting.popleft()
            queries += 2
            upwards, ended = self._until_it_breaks(select, low, high)
            rows |= upwards
            if ended:
                continue
            whole = False
            downwards, _ = self._until_it_breaks(f"{select} DESC", low, high)
            rows |= downwards
            first, last = max(upwards, default=low - 1), min(downwards, default=high + 1)
            if last > _TOP:
                # Its right end cannot be read: no row lies further than so many pages hold.
                last = max(first, *rows, 0) + self._pages * _ROWS_PER_PAGE + 1
            if last - first > 2 or (last - first == 2 and (low, high) != (first + 1, first + 1)):
                middle = (first + last) // 2
                waiting += [(first + 1, middle), (middle + 1, last - 1)]
        return rows, whole

    def _one_by_one(self, select: str, rows: dict[int, tuple[Any, ...]]) -> None:
        """
        Ask for each row that stands in no gap too wide.

        A page that is out of order ends a range too early, silently; and Python drops the row before one that cannot be
        read.
        """
        known = sorted({0, *rows, max(rows, default=0) + self._pages})
        for before, after in pairwise(known):
            if after - before <= _WIDEST:
                for at in range(before + 1, after):
                    rows |= self._until_it_breaks(select, at)[0]

    def _until_it_breaks(self, select: str, *ends: int) -> tuple[dict[int, tuple[Any, ...]], bool]:
        """Return the rows of a query as far as they can be read in that order, and whether all can."""
        rows: dict[int, tuple[Any, ...]] = {}
        try:
            for at, *row in self._db.execute(select, ends):
                rows[at] = tuple(row)
        except (sqlite3.DatabaseError, OverflowError):
            return rows, False
        return rows, True

    def _from_both_ends(self, found: Rescued, select: str, keys: tuple[str, ...]) -> None:
        seen: dict[tuple[Any, ...], None] = {}
        for order in ("ASC", "DESC"):
            try:
                for row in self._db.execute(select + ", ".join(f"{key} {order}" for key in keys)):
                    seen.setdefault(tuple(row))
            except (sqlite3.DatabaseError, OverflowError):
                found.whole = False
                continue
            break
        found.rows = list(seen)
