"""An instance of real schools: who and where they are is the ministry's, what they need and what there is is drawn."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from hub.allocation.generate import Country, Generated, generate_in
from hub.allocation.instance import Floats
from hub.importers.schools import read_schools
from hub.region_rows import School
from shared.errors import BadInput
from shared.resources import Power
from shared.tabular import Mark

_POOREST = {"Rural 1": 1, "Rural 2": 2, "Rural 3": 2, "Rural": 2}
_USUAL_PUPILS = 28


def generate_from(files: Sequence[Path], seed: int, *, decimal: Mark | None = None) -> Generated:
    """
    Return an instance of the public schools that *files* list, each read over those before it.

    A depot serves each UGEL and a road each district. Pupils, power and poverty are drawn where the files do not say
    them; what is needed and what there is, always.

    Raises:
        BadInput: A file cannot be read, or none of them lists a school.
    """
    known: dict[str, School] = {}
    for file in files:
        known |= {school.id: school for school in read_schools(file, known.values(), decimal)}
    schools = [known[name] for name in sorted(known) if not known[name].management.lower().startswith("priv")]
    if not schools:
        raise BadInput("Ningún archivo trae escuelas públicas con su código. Revise los nombres y repita.")
    rng = np.random.default_rng(seed)
    return generate_in(country_of(schools, rng), rng)


def country_of(schools: Sequence[School], rng: np.random.Generator) -> Country:
    """Return the schools as those that the rest of an instance is drawn for."""
    ugel = np.array([school.ugel or school.ubigeo[:4] or "Sin UGEL" for school in schools], dtype=object)
    depots, depot = np.unique(ugel, return_inverse=True)
    road = np.array([f"{one} {school.district or school.ubigeo}".strip() for one, school in zip(ugel, schools,
                                                                                                 strict=True)],
                    dtype=object)  # fmt: skip
    roads, first, zone = np.unique(road, return_index=True, return_inverse=True)
    quintile = np.array([_POOREST.get(school.rurality, 0) for school in schools])
    drawn = np.clip(np.rint(rng.normal(2.2, 1.1, len(schools))), 1, 5).astype(np.int64)
    quintile = np.where(quintile > 0, quintile, drawn)
    pupils = _pupils(schools, rng)
    without = rng.random(len(schools)) < np.array([0.0, 0.45, 0.28, 0.15, 0.06, 0.02])[quintile]
    unknown = np.array([school.power is Power.UNKNOWN for school in schools])
    dark = np.where(unknown, without, [school.power is Power.NONE for school in schools])
    told = pd.DataFrame({
        "site": [school.site for school in schools], "ugel": ugel, "rurality": [school.rurality for school in schools],
        "level": [school.level for school in schools],
        "language": ["|".join(school.languages) for school in schools],
    })  # fmt: skip
    arrival = rng.random(len(schools)) + 0.35 * (quintile - 1) - 0.4 * dark
    return Country(
        np.array([school.id for school in schools], dtype=object), zone, depot, depot[first], depots, roads, pupils,
        quintile, dark, arrival, told,
    )  # fmt: skip


def _pupils(schools: Sequence[School], rng: np.random.Generator) -> Floats:
    said = np.array([np.nan if school.students is None else float(school.students) for school in schools])
    drawn = np.clip(np.rint(np.exp(rng.normal(np.log(_USUAL_PUPILS), 0.9, len(schools)))), 4, 900)
    return np.asarray(np.where(np.isnan(said), drawn, said))
