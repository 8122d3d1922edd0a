"""What travels together, for a country at once: the kit rules of an instance and what of their parts is to spare."""

from dataclasses import dataclass
from math import lcm

import numpy as np

from hub.allocation.faults import Faults
from hub.allocation.grids import Grid
from hub.allocation.instance import Bools, Ints, Kits
from hub.allocation.naming import Index
from shared.sentences import N_

_NESTED = N_("«%(cell)s» es parte de un equipo y lleva otra parte: no se puede.")
_UNEVEN = N_("las cantidades «per» de los equipos no tienen un múltiplo común de a lo más %(most)s.")
_MOST_PER = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """The kit rules of the country: of which resource goes how much with which."""

    main: Ints
    part: Ints
    units: Ints
    per: Ints

    def __len__(self) -> int:
        return len(self.main)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The resources that each rule is of."""
        return list(zip(self.main.tolist(), self.part.tolist(), strict=True))


def rules_of(grid: Grid, resources: Index, faults: Faults) -> Rules:
    """Return the rules of the table of kits, in order of resource and part."""
    main, part = resources.find(grid, "resource", faults), resources.find(grid, "part", faults)
    for row in np.flatnonzero(np.isin(part, main)):
        faults.add(grid.file, int(grid.lines[row]), _NESTED, cell=str(grid["part"][row])[:40])
    if lcm(*grid["per"].tolist()) > _MOST_PER:
        faults.add(grid.file, None, _UNEVEN, most=_MOST_PER)
    order = np.lexsort((part, main))
    return Rules(*(np.asarray(one, dtype=np.int64)[order] for one in (main, part, grid["units"], grid["per"])))


def part_keys(rules: Rules, school: Ints, resource: Ints, dark: Bools, resources: int) -> Ints:
    """Return the keys (school x resources + resource) of the parts that pairs take along."""
    found = [
        school[(resource == main) & dark[school]] * resources + part
        for main, part in zip(rules.main, rules.part, strict=True)
    ]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def kits_of(rules: Rules, keys: Ints, dark: Bools, resources: int) -> Kits:
    """Return the rules of each pair at a school that needs kits; *keys* are those of all pairs."""
    school, resource = keys // resources, keys % resources
    found: list[list[Ints]] = [[], [], [], []]
    for main, part, units, per in zip(rules.main, rules.part, rules.units, rules.per, strict=True):
        at = np.flatnonzero((resource == main) & dark[school])
        rows = (
            at,
            np.searchsorted(keys, school[at] * resources + part),
            np.full(len(at), units),
            np.full(len(at), per),
        )
        for column, cells in zip(found, rows, strict=True):
            column.append(cells.astype(np.int64))
    columns = [np.concatenate(one) if one else np.zeros(0, dtype=np.int64) for one in found]
    kits = Kits(*columns)
    return kits.take(np.lexsort((kits.part, kits.main)))


def open_kits(kits: Kits, open_: Bools) -> Kits:
    """Return the rules of pairs that are *open_*: of what is never sent nothing goes along."""
    return kits.take(open_[kits.main])


def spare_of(kits: Kits, have: Ints) -> Ints:
    """Return the units of each kit part at its school that nothing there uses yet; 0 for every other pair."""
    whole = lcm(*np.unique(kits.per).tolist())
    taken = np.zeros(len(have), dtype=np.int64)
    np.add.at(taken, kits.part, have[kits.main] * kits.units * (whole // kits.per))
    spare, parts = np.zeros(len(have), dtype=np.int64), np.unique(kits.part)
    spare[parts] = np.maximum(0, have[parts] - -(-taken[parts] // whole))
    return spare
