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


def draw(schools: int, seed: int) -> Drawn:
    """Return the instance of *schools* schools that *seed* gives."""
    drawn = generate(schools, seed)
    with TemporaryDirectory() as folder:
        write_instance(Path(folder), drawn.tables, drawn.settings)
        read = read_instance(Path(folder))
    pairs, ids = read.instance.pairs, read.instance.resources.id
    needs = drawn.tables["needs"]
    # Schools are numbered in the order of their ids.
    school = needs["school_id"].str.slice(0, 7).astype(int).to_numpy()
    resource = np.searchsorted(ids.astype(str), needs["resource_id"].to_numpy().astype(str))
    at = np.searchsorted(pairs.school * len(ids) + pairs.resource, school * len(ids) + resource)
    needed = np.zeros(len(pairs))
    needed[at] = drawn.needed
    return Drawn(read, needed)
