"""Content packs from the files of an instance, and the choice of them as a table of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import numpy as np
import pandas as pd

from hub.allocation.faults import Faults
from hub.allocation.grids import Grid, empty_grid, frame_grid, read_grid
from hub.allocation.instance import Bools, Ints, Names
from hub.allocation.naming import Index, in_order
from hub.allocation.packs import MAX_OFFERED, Offers, choose
from shared.sentences import N_, Sentence
from shared.tabular import Mark

_READ = ("schools", "packs", "pack_worth")
_CIRCLE = N_("hay paquetes que se esperan unos a otros: %(cell)s.")
_TOO_MANY = N_("a «%(cell)s» se le ofrecen más de %(most)s paquetes.")
_UNKNOWN = N_("«%(cell)s» no está en %(table)s.")


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """What schools may be sent of packs, and how schools and packs are called."""

    schools: Names
    packs: Names
    offers: Offers


def read_packs(folder: Path, *, mark: Mark | None = None) -> Offered:
    """
    Read the packs of an instance; without the tables nothing is offered.

    Raises:
        BadInput: Something in them is wrong: the first faults with file and line.
    """
    faults, notes = Faults(), list[Sentence]()
    grids = [read_grid(folder, name, faults, notes, mark) for name in _READ]
    return _offered(grids, faults, folder)


def packs_of_frames(tables: Mapping[str, pd.DataFrame], name: str) -> Offered:
    """
    Return the packs of tables that are in memory, as ``read_packs`` reads them once written.

    Raises:
        BadInput: Something in them is wrong; *name* says what they are.
    """
    faults, notes = Faults(), list[Sentence]()
    grids = [frame_grid(one, tables[one], faults, notes) if one in tables else empty_grid(one) for one in _READ]
    return _offered(grids, faults, Path(name))


def _offered(grids: Sequence[Grid], faults: Faults, folder: Path) -> Offered:
    schools, packs, worth = grids
    faults.stop(folder)
    schools, school_ids = in_order(schools, "school_id")
    packs, pack_ids = in_order(packs, "pack_id")
    needs = _needs(packs, pack_ids, faults)
    school, pack = school_ids.find(worth, "school_id", faults), pack_ids.find(worth, "pack_id", faults)
    faults.stop(folder)
    offers = _offers(schools, packs, worth, school * len(packs) + pack, needs)
    for at in np.flatnonzero(np.diff(offers.first) > MAX_OFFERED):
        faults.add(worth.file, None, _TOO_MANY, cell=str(school_ids.ids[at]), most=MAX_OFFERED)
    faults.stop(folder)
    return Offered(school_ids.ids, pack_ids.ids, offers)


def choice(offered: Offered) -> pd.DataFrame:
    """Return the packs that each school gets, in order of school and pack."""
    offers = offered.offers
    rows = np.flatnonzero(choose(offers))
    return pd.DataFrame({
        "school_id": offered.schools[offers.school[rows]], "pack_id": offered.packs[offers.pack[rows]],
        "worth": offers.worth[rows], "storage_mb": offers.storage[rows] / 1_000, "sync_mb": offers.sync[rows] / 1_000,
    })  # fmt: skip


def _needs(packs: Grid, ids: Index, faults: Faults) -> Bools:
    """Tell of each pack on which others it builds, those that these build on among them."""
    place = {name: at for at, name in enumerate(ids.ids)}
    direct: dict[int, set[int]] = {}
    for at, after in enumerate(packs["after"]):
        for name in after:
            if name not in place:
                faults.add(packs.file, int(packs.lines[at]), _UNKNOWN, cell=name[:40], table="packs")
        direct[at] = {place[name] for name in after if name in place}
    found = np.zeros((len(ids), len(ids)), dtype=bool)
    try:
        for at in TopologicalSorter(direct).static_order():
            for one in direct[at]:
                found[at] |= found[one]
                found[at, one] = True
    except CycleError as error:
        faults.add(packs.file, None, _CIRCLE, cell=" > ".join(str(ids.ids[at]) for at in error.args[1]))
    return found


def _offers(schools: Grid, packs: Grid, worth: Grid, keys: Ints, needs: Bools) -> Offers:
    size, here = len(packs), worth["held"] == 1
    held, offered = keys[here], keys[~here]
    wanted = np.unique(offered)
    # What a pack builds on is offered with it, though it be of no worth there itself.
    more = [wanted[needs[wanted % max(size, 1), at]] // max(size, 1) * size + at for at in range(size)]
    every = np.setdiff1d(np.unique(np.concatenate([wanted, *more])), held)
    school, pack = np.divmod(every, max(size, 1))
    values = np.zeros(len(every), dtype=np.int64)
    values[np.searchsorted(every, offered)] = worth["worth"][~here]
    first = np.searchsorted(school, np.arange(len(schools) + 1))
    return Offers(
        school=school,
        first=first,
        pack=pack,
        worth=values,
        storage=packs["storage_mb"][pack],
        sync=packs["sync_mb"][pack],
        after=_bits(every, school, pack, first, needs),
        free=schools["free_mb"],
        window=schools["sync_mb"],
    )


def _bits(every: Ints, school: Ints, pack: Ints, first: Ints, needs: Bools) -> Ints:
    """Return for each offer the bits of those to the same school that it builds on; what is held is none of them."""
    size, found = needs.shape[0], np.zeros(len(every), dtype=np.int64)
    for at in range(size):
        rows = np.flatnonzero(needs[pack, at])
        key = school[rows] * size + at
        place = np.searchsorted(every, key)
        there = place < len(every)
        there[there] = every[place[there]] == key[there]
        rows, place = rows[there], place[there]
        nth = place - first[school[rows]]
        found[rows[nth < MAX_OFFERED]] |= np.int64(1) << nth[nth < MAX_OFFERED]
    return found
