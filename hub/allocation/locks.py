"""Locks in force: what people laid down for a pair, as the least and the most lots of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hub.allocation.cells import NO_DAY
from hub.allocation.faults import Faults
from hub.allocation.grids import Grid
from hub.allocation.instance import NO_LIMIT, Ints
from hub.allocation.tables import BLANK
from shared.sentences import N_, Sentence

_NO_UNITS = N_("falta %(column)s: «%(cell)s» necesita una cantidad.")
_NOT_LOTS = N_("%(cell)s unidades no son lotes enteros: no se puede enviar exactamente eso.")
_EXPIRED = N_("locks: vencieron antes del ciclo y no cuentan: %(count)s.")


@dataclass(frozen=True, slots=True, eq=False)
class Locks:
    """One row for each lock in force, in lots, in order of school and resource."""

    school: Ints
    resource: Ints
    least: Ints
    most: Ints
    rank: Ints
    line: Ints
    """Of the file: where its author and reason are."""

    def __len__(self) -> int:
        return len(self.school)


def locks_of(grid: Grid, school: Ints, resource: Ints, lot: Ints, *, first_day: int, faults: Faults) -> Locks:
    """
    Return the locks of a table, of which *school* and *resource* are the places of each row's names.

    *lot* is the units in a lot of each row's resource; a lock that expires before *first_day* is left out.
    """
    kind, units = grid["kind"].astype(str), grid["units"]
    without = (units == BLANK) & (kind != "exclude")
    faults.add_all(grid.file, _rows(grid, without, kind), _NO_UNITS, column="units")
    broken = (kind == "exact") & (units % np.maximum(lot, 1) != 0) & ~without
    faults.add_all(grid.file, _rows(grid, broken, units), _NOT_LOTS)
    up, down = -(-units // np.maximum(lot, 1)), units // np.maximum(lot, 1)
    least = np.where(np.isin(kind, ("exact", "min")), up, 0)
    most = np.where(np.isin(kind, ("exact", "max")), down, np.where(kind == "exclude", 0, NO_LIMIT))
    here = (grid["expires"] == NO_DAY) | (grid["expires"] >= first_day)
    chosen = [one[here] for one in (school, resource, least, most, grid["class"], grid.lines)]
    order = np.lexsort(chosen[::-1])
    return Locks(*(np.asarray(one, dtype=np.int64)[order] for one in chosen))


def told(grid: Grid, locks: Locks) -> list[Sentence]:
    """Return what is to be said of the locks that do not count."""
    gone = len(grid) - len(locks)
    return [Sentence(_EXPIRED, {"count": gone})] if gone else []


def of_pairs(locks: Locks, at: Ints, pairs: int) -> tuple[Ints, Ints, Ints]:
    """
    Return the least and most lots of each pair and the class of what asks for the least; *at* is each lock's pair.

    Of several that ask for lots the largest holds, and among those that ask for as much the first class.
    """
    least, rank = np.zeros(pairs, dtype=np.int64), np.zeros(pairs, dtype=np.int64)
    most = np.full(pairs, NO_LIMIT, dtype=np.int64)
    np.minimum.at(most, at, locks.most)
    np.maximum.at(least, at, locks.least)
    holds = (locks.least > 0) & (locks.least == least[at])
    rank[at[holds]] = NO_LIMIT
    np.minimum.at(rank, at[holds], locks.rank[holds])
    return least, most, rank


def _rows(grid: Grid, wrong: Any, cells: Any) -> Any:
    return ((int(grid.lines[row]), str(cells[row])) for row in np.flatnonzero(wrong))
