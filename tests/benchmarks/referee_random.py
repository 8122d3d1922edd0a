"""Random instances with everything in them and locks of all kinds, divided, and checked from their files alone."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import pandas as pd

from hub.allocation.files import read_instance
from hub.allocation.plan_files import write_plan
from hub.allocation.settings import Settings
from hub.allocation.solve import divide
from hub.allocation.writing import write_instance
from hub.verify.plan import verify
from tests.hub.allocation.drawn import lacking_parts
from tests.hub.allocation.tabled import CYCLE, Tables, whole_tables

KINDS = ("exact", "min", "max", "exclude")


def faults(seeds: Iterable[int]) -> list[str]:
    """Return what is wrong with the plans of the instances of *seeds*: a limit exceeded, a kit torn, a false figure."""
    return [f"{seed}: {one}" for seed in seeds for one in _faults(*drawn(seed))]


def drawn(seed: int) -> tuple[Tables, Settings]:
    """Draw an instance: of 1 to 16 schools, any alpha, with or without money, and locks that may contradict."""
    rng = np.random.default_rng(seed)
    tables = whole_tables(seed, int(rng.integers(1, 17)))
    settings = msgspec.structs.replace(
        CYCLE,
        alpha=float(rng.choice([0.0, 0.5, 1.0, 2.0, 4.0])),
        money=None if rng.random() < 0.5 else float(rng.integers(0, 5_000)),
        guarantee_pct=int(rng.choice([0, 0, 30])),
    )
    return tables | {"locks": _locks(tables, rng)}, settings


def _locks(tables: Tables, rng: np.random.Generator) -> pd.DataFrame:
    """Draw up to forty locks: of any pair, often the same, of none, of far more than there is."""
    count = int(rng.integers(0, 41))
    schools, resources = tables["schools"]["school_id"].to_numpy(), tables["resources"]["resource_id"].to_numpy()
    pairs = rng.integers(0, len(schools), count), rng.integers(0, len(resources), count)
    kind, units = rng.choice(KINDS, count), rng.choice([0, 1, 7, 40, 100_000], count)
    lots = tables["resources"]["lot"].to_numpy()[pairs[1]]
    return pd.DataFrame(
        {
            "school_id": schools[pairs[0]],
            "resource_id": resources[pairs[1]],
            "kind": kind,
            "units": np.where(kind == "exact", units * lots, units),
            "class": rng.integers(0, 4, count),
            "author": "Ana",
            "reason": "porque sí",
            "expires": rng.choice(["", "2026-07-01", "2026-06-30"], count),
        }
    )


def _faults(tables: Tables, settings: Settings) -> list[str]:
    with TemporaryDirectory() as name:
        folder, plan = Path(name) / "instance", Path(name) / "plan"
        write_instance(folder, tables, settings)
        read = read_instance(folder)
        answer = divide(read.instance)
        write_plan(plan, read, answer, csv=False, seconds=0)
        found = [one.text() for one in verify(folder, plan).findings]
    return found + [f"{pair}: part missing" for pair in lacking_parts(read.instance, answer.lots)]
