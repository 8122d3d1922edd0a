"""Made-up instances (``hub.allocation.generate``), read as a plan reads them, and what is then really needed."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from hub.allocation.assembling import Assembled
from hub.allocation.files import read_instance
from hub.allocation.generate import generate
from hub.allocation.instance import Ints
from hub.allocation.writing import write_instance
from tests.benchmarks.processes import call

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """An instance, and the units that each of its pairs will really need: no way of dividing may look at them."""

    read: Assembled
    needed: Floats

    @property
    def have(self) -> Ints:
        """Units that each pair has before the plan."""
        return self.read.asked.on_hand + self.read.asked.in_transit


def draw(schools: int, seed: int, *, apart: bool = False) -> Drawn:
    """
    Return the instance of *schools* schools that *seed* gives.

    *apart*: it is made up in a process of its own, so that this one's memory is that of who reads it and divides.
    """
    with TemporaryDirectory() as folder:
        what = Path(folder), schools, seed
        numbers, resources, units = call(write, *what)[0] if apart else write(*what)
        read = read_instance(Path(folder))
    pairs, ids = read.instance.pairs, read.instance.resources.id.astype(str)
    at = np.searchsorted(pairs.school * len(ids) + pairs.resource, numbers * len(ids) + np.searchsorted(ids, resources))
    needed = np.zeros(len(pairs))
    needed[at] = units
    return Drawn(read, needed)


def write(folder: Path, schools: int, seed: int) -> tuple[Ints, NDArray[np.str_], Floats]:
    """Write an instance into *folder*; return of each row of its needs the school, the resource and the real need."""
    drawn = generate(schools, seed)
    write_instance(folder, drawn.tables, drawn.settings)
    needs = drawn.tables["needs"]
    # Schools are numbered in the order of their ids.
    numbers = needs["school_id"].str.slice(0, 7).astype(int).to_numpy()
    return numbers, needs["resource_id"].to_numpy().astype(str), drawn.needed
