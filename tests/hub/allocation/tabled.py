"""Small instances as tables, written in whatever way somebody may write them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from hub.allocation.settings import Settings
from hub.allocation.writing import write_instance
from hub.region_instance import tables_of
from tests.hub.regions import region

Tables = dict[str, pd.DataFrame]
CYCLE = Settings(cycle="2026-07")


def whole_tables(seed: int, schools: int = 8) -> Tables:
    """Return an instance with every table, drawn from *seed*: roads, trips, locks, weights, earlier cycles and all."""
    rng, drawn = np.random.default_rng(seed), region(seed, schools)
    tables = tables_of(drawn.places, drawn.asks, drawn.stock, drawn.catalogue)
    rows, ids = len(tables["schools"]), tables["schools"]["school_id"].to_numpy()
    resources = tables["resources"]["resource_id"].to_numpy()
    depots = sorted(set(tables["schools"]["depot"]))
    tables["schools"] = tables["schools"].assign(
        zone=[f"{depot} {rng.integers(2)}" if rng.random() < 0.8 else "" for depot in tables["schools"]["depot"]],
        weight_pct=pd.array([None if rng.random() < 0.5 else int(rng.integers(50, 250)) for _ in range(rows)], "Int64"),
        quintile=[str(rng.integers(1, 6)) for _ in range(rows)],
        trip_cost=rng.integers(100, 9_000, rows) / 100,
    )
    tables["resources"] = tables["resources"].assign(
        volume=rng.integers(1, 4_000, len(resources)) / 1_000, weight=rng.integers(1, 2_000, len(resources)) / 1_000,
        cost=rng.integers(50, 90_000, len(resources)) / 100,
    )  # fmt: skip
    zones = [f"{depot} {number}" for depot in depots for number in range(2)]
    pool = pd.DataFrame({"depot": "POOL", "resource_id": resources, "units": rng.integers(0, 40, len(resources))})
    tables["stock"] = pd.concat([tables["stock"], pool])
    locked = rng.integers(0, 9, 4)
    # Apart from the rest, so that what else is drawn stays as it is.
    uncounted = np.random.default_rng([seed, 1])
    tables["needs"] = tables["needs"].assign(counted=uncounted.choice(["si", "no"], len(tables["needs"])))
    taken = uncounted.choice([0.0, 1.5, 4.0], 3 * rows)
    tables["schools"] = tables["schools"].assign(waited=np.random.default_rng([seed, 2]).integers(0, 5, rows))
    last = tables["needs"].sample(frac=0.3, random_state=seed)[["school_id", "resource_id"]]
    return tables | {
        "depots": pd.DataFrame({"depot_id": depots, "trip_budget": rng.integers(5_000, 40_000, len(depots)) / 100}),
        "zones": pd.DataFrame({"zone_id": zones, "depot": [zone[:-2] for zone in zones],
                               "volume_l": rng.integers(1_000, 90_000, len(zones)) / 1_000,
                               "weight_kg": [None, *rng.integers(1_000, 90_000, len(zones) - 1) / 1_000]}),
        "locks": pd.DataFrame({"school_id": rng.choice(ids, 4), "resource_id": rng.choice(resources, 4),
                               "kind": rng.choice(["min", "max", "exclude"], 4), "units": locked,
                               "class": rng.integers(0, 3, 4), "author": "Ana", "reason": "porque sí",
                               "expires": ["", "2026-07-01", "2026-06-30", ""]}),
        "weights": pd.DataFrame({"version": "3", "dimension": ["quintile"] * 5 + ["waited"] * 2,
                                 "value": [*"12345", "2", "3"], "pct": [200, 160, 130, 110, 100, 150, 300]}),
        "earlier": pd.DataFrame([(f"2026-0{month}", school, resource, round(need, 1), round(need * part, 1))
                                 for month in (4, 5, 6) for school, resource, need, part in
                                 zip(ids, rng.choice(resources, rows), rng.gamma(2, 5, rows), rng.random(rows) * 1.2,
                                     strict=True)],
                                columns=["cycle", "school_id", "resource_id", "need", "received"]
                                ).assign(assumed=taken),
        "last_plan": last.assign(lots=rng.integers(1, 4, len(last))),
    }  # fmt: skip


def shuffled(tables: Mapping[str, pd.DataFrame], seed: int) -> Tables:
    """Return the same rows in another order, and the columns too."""
    rng = np.random.default_rng(seed)
    return {
        name: table.iloc[rng.permutation(len(table))][list(rng.permutation(table.columns))]
        for name, table in tables.items()
    }


def write_in_parts(folder: Path, tables: Mapping[str, pd.DataFrame], settings: Settings, parts: int) -> None:
    """Write each table as a folder of Parquet in *parts* files, as Spark does."""
    write_instance(folder, {}, settings)
    for name, table in tables.items():
        (folder / f"{name}.parquet").mkdir()
        for at, rows in enumerate(np.array_split(np.arange(len(table)), parts)):
            table.iloc[rows].to_parquet(folder / f"{name}.parquet" / f"part-{at}.parquet", index=False)


def write_as_excel_does(folder: Path, tables: Mapping[str, pd.DataFrame], settings: Settings) -> None:
    """Write each table as a spreadsheet in Peru saves CSV: semicolons, decimal commas, a mark at the start."""
    write_instance(folder, {}, settings)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, sep=";", decimal=",", encoding="utf-8-sig")
