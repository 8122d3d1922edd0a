"""The ids of an instance in one order, and where each row of a table points: an id that is not there is a fault."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hub.allocation.faults import Faults
from hub.allocation.grids import Grid
from hub.allocation.instance import Ints, Names
from hub.allocation.tables import POOL
from shared.sentences import N_, Sentence

_UNKNOWN = N_("«%(cell)s» no está en %(table)s.")
_OTHER_DEPOT = N_("la zona «%(cell)s» es de otro almacén que la escuela.")
_RESERVED = N_("«%(cell)s» es la reserva nacional y no puede ser un almacén.")
_SERVES_NOBODY = N_("stock: ninguna escuela se sirve de estos almacenes: %(depots)s.")


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Ids in order, and where they are."""

    ids: Names
    table: str
    _at: pd.Index = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_at", pd.Index(self.ids, dtype=object))

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, grid: Grid, column: str, faults: Faults) -> Ints:
        """Return the place of each cell; of one that is not there 0, and a fault."""
        at = np.asarray(self._at.get_indexer(grid[column]), dtype=np.int64)
        for row in np.flatnonzero(at < 0):
            faults.add(grid.file, int(grid.lines[row]), _UNKNOWN, cell=str(grid[column][row])[:40], table=self.table)
        return np.maximum(at, 0)

    def places(self, names: Names) -> Ints:
        """Return the place of each of *names*, which are all there."""
        at = np.asarray(self._at.get_indexer(names), dtype=np.int64)
        assert (at >= 0).all(), f"not in {self.table}: {names[at < 0][:3]}"
        return at


def in_order(grid: Grid, column: str) -> tuple[Grid, Index]:
    """Return a table in the order of its ids, and these."""
    rows = grid.take(np.argsort(grid[column].astype(str), kind="stable"))
    return rows, Index(rows[column], grid.of.name)


def depots_of(schools: Grid, depots: Grid, stock: Grid, faults: Faults, notes: list[Sentence]) -> Index:
    """
    Return the depots: those of their table, which then names all, or those that schools and stock name.

    A school without one has the depot of the empty name, which has nothing.
    """
    for grid, column in ((schools, "depot"), (depots, "depot_id")):
        for row in np.flatnonzero(grid[column] == POOL):
            faults.add(grid.file, int(grid.lines[row]), _RESERVED, cell=POOL)
    serving, holding = set(schools["depot"]), set(stock["depot"]) - {POOL}
    known = set(depots["depot_id"])
    if len(depots):
        for grid in (schools, stock):
            _check(grid, "depot", known | {"", POOL}, "depots", faults)
    elif lost := sorted(holding - serving):
        notes.append(Sentence(_SERVES_NOBODY, {"depots": ", ".join(lost[:20])}))
    return Index(_names(known | serving | holding), "depots")


def zones_of(schools: Grid, zones: Grid, faults: Faults) -> Index:
    """Return the roads; where their table is there, it names all of them, and each is of its schools' depot."""
    known = set(zones["zone_id"])
    if len(zones):
        _check(schools, "zone", known | {""}, "zones", faults)
    depot_of = dict(zip(zones["zone_id"], zones["depot"], strict=True))
    for row, (zone, depot) in enumerate(zip(schools["zone"], schools["depot"], strict=True)):
        if depot_of.get(zone, "") not in ("", depot):
            faults.add(schools.file, int(schools.lines[row]), _OTHER_DEPOT, cell=zone)
    return Index(_names((known | set(schools["zone"])) - {""}), "zones")


def _check(grid: Grid, column: str, known: set[str], table: str, faults: Faults) -> None:
    for line, cell in zip(grid.lines, grid[column], strict=True):
        if cell not in known:
            faults.add(grid.file, int(line), _UNKNOWN, cell=cell[:40], table=table)


def _names(names: set[str] | Sequence[str]) -> Names:
    return np.array(sorted(names), dtype=object)
