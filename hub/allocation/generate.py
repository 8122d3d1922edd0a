"""
Instances of any size, shaped like Peru's, from a seed: schools, twenty resources, depots, roads and trips.

Needs are gamma: a plan sees seven of their quantiles and where they end, and what is then really needed is drawn anew,
with an error of the forecast of its own. Half the schools of the poorest fifth have no power; tablets go there with a
charger for each five. Little more than half of what is lacking is there, and of room on the roads and money for trips.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hub.allocation.gamma import quantile
from hub.allocation.instance import Bools, Floats, Ints
from hub.allocation.settings import Settings
from hub.allocation.tables import POOL

CHANCES = (0.0, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 1.0)
CYCLE = "2026-07"
_PACKS = 24
_SCARCITY, _OF_DEPOTS, _OF_POOL, _OF_TRIPS = 0.55, 0.6, 0.4, 0.6
_WITHOUT_POWER = np.array([0.0, 0.45, 0.28, 0.15, 0.06, 0.02])
_WEIGHTS = {"1": 200, "2": 160, "3": 130, "4": 110, "5": 100}
_TABLET, _CHARGER, _ROUTER, _EIB, _BANK = 0, 1, 2, 6, 10

# Name, need for each pupil and for each school, lot, worth of a unit in soles, litres, spread, kilograms.
_RESOURCES = (
    ("tablet", 0.35, 0, 5, 10.0, 2.2, 0.45, 0.9), ("solar_charger", 0.06, 0, 1, 12.0, 3.0, 0.5, 1.4),
    ("router", 0, 1.1, 1, 40.0, 4.0, 0.6, 1.1), ("guide_math", 0.9, 0, 10, 1.2, 0.6, 0.3, 0.35),
    ("guide_comm", 0.9, 0, 10, 1.2, 0.6, 0.3, 0.35), ("guide_sci", 0.5, 0, 10, 1.1, 0.6, 0.35, 0.35),
    ("guide_eib", 0.4, 0, 10, 1.6, 0.6, 0.4, 0.35), ("headset", 0.3, 0, 5, 1.5, 0.8, 0.5, 0.2),
    ("memory_card", 0.15, 0, 5, 1.0, 0.05, 0.5, 0.01), ("offline_server", 0, 0.35, 1, 60.0, 8.0, 0.7, 3.5),
    ("power_bank", 0.08, 0, 2, 4.0, 0.5, 0.5, 0.4), ("extension_kit", 0, 1.2, 1, 6.0, 3.0, 0.5, 1.8),
    ("reader_L1", 0.5, 0, 10, 1.3, 0.5, 0.4, 0.3), ("reader_L2", 0.5, 0, 10, 1.3, 0.5, 0.4, 0.3),
    ("workbook_P1", 0.3, 0, 10, 1.0, 0.5, 0.3, 0.3), ("workbook_P2", 0.3, 0, 10, 1.0, 0.5, 0.3, 0.3),
    ("workbook_S1", 0.25, 0, 10, 1.0, 0.5, 0.3, 0.3), ("sim_data", 0.12, 0, 2, 3.0, 0.02, 0.5, 0.01),
    ("projector", 0, 0.25, 1, 45.0, 6.0, 0.7, 3.0), ("repair_kit", 0, 0.5, 1, 8.0, 2.0, 0.6, 0.9),
)  # fmt: skip
_NAMES = np.array([row[0] for row in _RESOURCES], dtype=object)
_TABLE = np.array([row[1:] for row in _RESOURCES], dtype=float)
_PER_PUPIL, _PER_SCHOOL, _LOT, _VALUE, _LITRES, _SPREAD, _KILOS = _TABLE.T

Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """An instance as tables, and what each row of its needs will really need: no plan may look at that."""

    tables: Mapping[str, pd.DataFrame]
    settings: Settings
    needed: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Country:
    """Schools, real ones or made up, of which everything else is drawn."""

    ids: Texts
    zone: Ints
    depot: Ints
    depot_of_zone: Ints
    depots: Texts
    roads: Texts
    pupils: Floats
    quintile: Ints
    """Of poverty, 1 the poorest."""
    dark: Bools
    """Without power."""
    arrival: Floats
    """Who asks first: the larger, the earlier."""
    told: pd.DataFrame
    """Further columns of the table of schools."""

    def __len__(self) -> int:
        return len(self.zone)


def generate(schools: int, seed: int) -> Generated:
    """Return the instance of *schools* schools that *seed* gives."""
    rng = np.random.default_rng(seed)
    return generate_in(_country(rng, schools, seed), rng)


def generate_in(country: Country, rng: np.random.Generator) -> Generated:
    """Return an instance of the schools of *country*: needs, stock, roads and trips are drawn."""
    mean, spread = _needs(rng, country)
    school, resource = np.nonzero(mean > 0.15)
    mean, spread = mean[school, resource], spread[school, resource]
    shape = 1 / spread**2
    quantiles = _quantiles(shape, mean)
    shares = rng.choice([0, 0, 0, 0.15, 0.3, 0.6, 1.0, 1.6], len(mean))
    there = np.floor(mean * shares * rng.random(len(mean)))
    steps = np.diff(CHANCES)
    lacking = np.maximum(0, ((quantiles[:, 1:] + quantiles[:, :-1]) / 2) @ steps - there)
    stock = _stock(rng, country, school, resource, lacking)
    roads = len(country.depot_of_zone)
    litres = np.bincount(country.zone[school], weights=lacking * _LITRES[resource], minlength=roads)
    room = litres * np.clip(rng.normal(0.5, 0.15, len(litres)), 0.2, 0.9)
    trip = np.where(country.dark, 3.0, 1.0) * np.exp(rng.normal(0, 0.6, len(country))) * 20
    needed = rng.gamma(shape, mean / shape * np.exp(rng.normal(0, 0.15, len(mean))))
    tables = {
        "schools": _schools(country, trip),
        "resources": _resources(),
        "kits": pd.DataFrame({"resource": ["tablet"], "part": ["solar_charger"], "units": [1], "per": [5]}),
        "depots": _depots(country, trip),
        "zones": pd.DataFrame({"zone_id": country.roads, "depot": country.depots[country.depot_of_zone],
                               "volume_l": np.round(room, 3)}),
        "needs": pd.DataFrame({"school_id": country.ids[school], "resource_id": _NAMES[resource],
                               **{f"p{100 * p:02.0f}": quantiles[:, at] for at, p in enumerate(CHANCES)},
                               "on_hand": there.astype(np.int64)}),
        "stock": stock,
        "weights": pd.DataFrame({"version": "1", "dimension": "quintile", "value": list(_WEIGHTS),
                                 "pct": list(_WEIGHTS.values())}),
    }  # fmt: skip
    return Generated(tables, Settings(cycle=CYCLE, least_use_pct=2), needed)


def _country(rng: np.random.Generator, schools: int, seed: int) -> Country:
    depots = 5 if schools <= 2_000 else 12 if schools <= 20_000 else 25
    zones = min(220, max(2 * depots, schools // 150))
    shares = rng.dirichlet(np.full(depots, 3.0))
    depot_of_zone = np.concatenate([np.arange(depots), rng.choice(depots, zones - depots, p=shares)])
    zone = rng.choice(zones, schools)
    pupils = np.clip(np.rint(np.exp(rng.normal(np.log(28), 0.9, schools))), 4, 900)
    quintile = np.clip(np.rint(rng.normal(2.2, 1.1, schools)), 1, 5).astype(np.int64)
    dark = rng.random(schools) < _WITHOUT_POWER[quintile]
    arrival = rng.random(schools) + 0.35 * (quintile - 1) - 0.4 * dark
    names = _named("Almacén {:02d}", depots)
    return Country(
        _ids(schools), zone, depot_of_zone[zone], depot_of_zone, names, _named("Ruta {:03d}", zones), pupils, quintile,
        dark, arrival, _told(quintile, names[depot_of_zone[zone]], seed),
    )  # fmt: skip


def _told(quintile: Ints, ugel: Texts, seed: int) -> pd.DataFrame:
    # What only the report is broken down by is drawn apart: it changes nothing about who needs what.
    rng = np.random.default_rng([seed, 1])
    rural = np.array(["Rural 1", "Rural 2", "Rural 3", "Urbana"], dtype=object)
    return pd.DataFrame({
        "rurality": rural[np.minimum(3, (quintile - 1 + rng.integers(0, 2, len(quintile))) * 3 // 4)],
        "language": np.where((quintile <= 2) & (rng.random(len(quintile)) < 0.5), "es|quy", "es"),
        "ugel": ugel,
    })  # fmt: skip


def _needs(rng: np.random.Generator, country: Country) -> tuple[Floats, Floats]:
    """Return the mean need of each school and resource, and its spread as a share of the mean."""
    size = len(country), len(_NAMES)
    taught = rng.random(size) < 0.8
    mean = (country.pupils[:, None] * _PER_PUPIL + _PER_SCHOOL) * np.exp(rng.normal(0, 0.5, size)) * taught
    mean[:, _CHARGER] *= country.dark * 4
    mean[:, _BANK] *= np.where(country.dark, 1.5, 0.4)
    mean[:, _ROUTER] *= ~country.dark
    mean[:, _EIB] *= country.quintile <= 2
    return mean, _SPREAD * np.exp(rng.normal(0, 0.2, size))


def _quantiles(shape: Floats, mean: Floats) -> Floats:
    """Return the quantiles of each need; where it ends is told from those beside it."""
    found = np.zeros((len(shape), len(CHANCES)))
    for at, chance in enumerate(CHANCES[1:-1], start=1):
        found[:, at] = quantile(chance, NormalDist().inv_cdf(chance), shape) * mean / shape
    found[:, 0] = np.maximum(0, found[:, 1] - (found[:, 2] - found[:, 1]))
    found[:, -1] = found[:, -2] + 0.5 * (found[:, -2] - found[:, -4])
    return np.round(found, 3)


def _stock(rng: np.random.Generator, country: Country, school: Ints, resource: Ints, lacking: Floats) -> pd.DataFrame:
    depots, size = len(country.depots), len(_NAMES)
    lots = np.zeros((depots, size))
    np.add.at(lots, (country.depot[school], resource), lacking / _LOT[resource])
    luck = rng.lognormal(0, 0.35, (depots, 1)) * rng.lognormal(0, 0.2, (1, size))
    held = np.floor(lots * np.clip(_SCARCITY * luck, 0.12, 0.95) * _OF_DEPOTS)
    pool = np.floor(lots.sum(axis=0) * _SCARCITY * _OF_POOL)
    names = np.append(country.depots, POOL)
    units = (np.vstack([held, pool]) * _LOT).astype(np.int64)
    return pd.DataFrame(
        {"depot": np.repeat(names, size), "resource_id": np.tile(_NAMES, depots + 1), "units": units.ravel()}
    )


def _schools(country: Country, trip: Floats) -> pd.DataFrame:
    turn = np.empty(len(country), dtype=np.int64)
    turn[np.argsort(-country.arrival, kind="stable")] = np.arange(1, len(country) + 1)
    return pd.DataFrame({
        "school_id": country.ids, "depot": country.depots[country.depot], "zone": country.roads[country.zone],
        "enrolment": country.pupils.astype(np.int64), "quintile": country.quintile.astype(str),
        **country.told, "power": np.where(country.dark, "ninguna", "red"), "trip_cost": np.round(trip, 2),
        "asked_turn": turn,
    })  # fmt: skip


def _resources() -> pd.DataFrame:
    return pd.DataFrame({
        "resource_id": _NAMES, "lot": _LOT.astype(np.int64), "value": _VALUE, "volume": _LITRES, "weight": _KILOS,
        "requirements": np.where(_NAMES == "tablet", "power", ""),
    })  # fmt: skip


def _depots(country: Country, trip: Floats) -> pd.DataFrame:
    budget = np.bincount(country.depot, weights=trip, minlength=len(country.depots)) * _OF_TRIPS
    return pd.DataFrame({"depot_id": country.depots, "trip_budget": np.round(budget, 2)})


def _ids(schools: int) -> Texts:
    return np.array([f"{number:07d}-0" for number in range(schools)], dtype=object)


def _named(words: str, count: int) -> Texts:
    return np.array([words.format(number) for number in range(count)], dtype=object)


def generate_packs(schools: int, seed: int, ids: Texts | None = None) -> dict[str, pd.DataFrame]:
    """Return packs, what they are worth at *schools* schools, and the room that these have for them."""
    rng = np.random.default_rng([seed, 2])
    names = np.array([f"pack-{number:02d}" for number in range(_PACKS)], dtype=object)
    storage = np.round(np.exp(rng.normal(np.log(300), 0.8, _PACKS)), 1)
    after = ["" if at < 6 or rng.random() < 0.7 else str(names[rng.integers(at)]) for at in range(_PACKS)]
    pupils = np.clip(np.rint(np.exp(rng.normal(np.log(28), 0.9, schools))), 4, 900)
    worth = np.round(pupils[:, None] * rng.gamma(2, 0.5, (schools, _PACKS)), 3)
    school, pack = np.nonzero(rng.random((schools, _PACKS)) < 0.8)
    ids = _ids(schools) if ids is None else ids
    return {
        "packs": pd.DataFrame({
            "pack_id": names, "storage_mb": storage, "sync_mb": np.round(storage * rng.uniform(0.4, 1, _PACKS), 1),
            "after": after,
        }),
        "pack_worth": pd.DataFrame({
            "school_id": ids[school], "pack_id": names[pack], "worth": worth[school, pack],
            "held": np.where(rng.random(len(school)) < 0.1, "si", "no"),
        }),
        "schools": pd.DataFrame({
            "school_id": ids, "depot": "", "free_mb": np.round(np.exp(rng.normal(np.log(2_500), 0.6, schools)), 1),
            "sync_mb": np.round(np.exp(rng.normal(np.log(1_200), 0.8, schools)), 1),
        }),
    }  # fmt: skip


def with_uncounted(tables: Mapping[str, pd.DataFrame], percent: int, seed: int) -> dict[str, pd.DataFrame]:
    """
    Return the tables of an instance in which *percent* of the needs are of pairs that nobody counted.

    What is there stays there and is not told: those that never counted have as much as the others, and nobody knows.
    """
    rows = tables["needs"]
    nobody = np.random.default_rng([seed, 3]).random(len(rows)) < percent / 100
    told = rows.assign(on_hand=np.where(nobody, 0, rows["on_hand"]), counted=np.where(nobody, "no", "si"))
    return {**tables, "needs": told}


def with_packs(tables: Mapping[str, pd.DataFrame], seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables of an instance with packs and the room for them."""
    more = generate_packs(len(tables["schools"]), seed, tables["schools"]["school_id"].to_numpy())
    rooms = more["schools"].drop(columns="depot")
    return {**tables, **more, "schools": tables["schools"].merge(rooms, on="school_id", how="left")}
