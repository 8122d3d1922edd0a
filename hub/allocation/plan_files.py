"""A division as files: its lines, what comes from the nation's pool, prices, what locks could not have, the report."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from hub.allocation.assembling import Assembled
from hub.allocation.evenness import evenness, under
from hub.allocation.files import fingerprints
from hub.allocation.instance import Division, Instance
from hub.allocation.published import told_uncounted
from hub.allocation.writing import write_table
from shared.whole import write_whole

FORMAT = 1
REPORT = "plan.json"


def write_plan(folder: Path, read: Assembled, answer: Division, *, csv: bool, seconds: float) -> dict[str, Any]:
    """Write a plan into *folder* and return its report."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in plan_tables(read.instance, answer).items():
        write_table(folder, name, table, csv=csv)
    told = report(read, answer, seconds)
    write_whole(folder / REPORT, msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    return told


def report(read: Assembled, answer: Division, seconds: float) -> dict[str, Any]:
    """Return what a plan says of itself: its certificate, its settings, what it rests on and how even it is."""
    pairs = read.instance.pairs
    return {
        "format": FORMAT,
        "settings": msgspec.to_builtins(read.settings),
        "hashes": fingerprints(read),
        "value": answer.value,
        "bound": answer.bound,
        "gap_pct": answer.gap_pct,
        "rounds": answer.rounds,
        "uncounted": told_uncounted(read),
        "seconds": round(seconds, 3),
        "schools": len(read.instance.schools),
        "visited": len(np.unique(pairs.school[answer.lots > 0])),
        "lots": int(answer.lots.sum()),
        "units": int((answer.lots * read.instance.resources.lot[pairs.resource]).sum()),
        "locks_cut": int((np.maximum(pairs.least, 0) > answer.lots).sum()),
        "under_guarantee": under(read.instance, answer.lots, read.settings.guarantee_pct),
        "fairness": evenness(read.instance, answer.lots),
        "notes": [note.text() for note in read.notes],
    }


def plan_tables(instance: Instance, answer: Division) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan, in the order of schools and resources."""
    return {
        "lines": _lines(instance, answer),
        "transfers": _transfers(instance, answer),
        "prices": _prices(instance, answer),
        "cut": _cut(instance, answer),
    }


def _lines(instance: Instance, answer: Division) -> pd.DataFrame:
    pairs, schools = instance.pairs, instance.schools
    rows = np.flatnonzero(answer.lots > 0)
    school, resource, lots = pairs.school[rows], pairs.resource[rows], answer.lots[rows]
    return pd.DataFrame({
        "school_id": schools.id[school], "resource_id": instance.resources.id[resource],
        "depot": instance.limits.depots[schools.depot[school]], "lots": lots,
        "units": lots * instance.resources.lot[resource], "worth": pairs.sent(answer.lots, pairs.worth)[rows],
        "lot_price": answer.prices.stock[schools.depot[school], resource],
    })  # fmt: skip


def _transfers(instance: Instance, answer: Division) -> pd.DataFrame:
    depot, resource = np.nonzero(answer.from_pool)
    lots = answer.from_pool[depot, resource]
    return pd.DataFrame({
        "depot": instance.limits.depots[depot], "resource_id": instance.resources.id[resource], "lots": lots,
        "units": lots * instance.resources.lot[resource],
    })  # fmt: skip


def _prices(instance: Instance, answer: Division) -> pd.DataFrame:
    """Return every price above 0: of a lot of a stock or of the pool, a litre, a kilogram, a sol of trips, a sol."""
    limits, prices, ids = instance.limits, answer.prices, instance.resources.id
    depot, resource = np.nonzero(prices.stock)
    parts = [
        ("stock", limits.depots[depot], ids[resource], prices.stock[depot, resource]),
        ("pool", "", ids, prices.pool),
        ("zone_l", limits.zones, "", prices.zone_ml),
        ("zone_kg", limits.zones, "", prices.zone_g),
        ("trips", limits.depots, "", prices.trips),
        ("money", "", "", np.array([prices.money])),
    ]
    tables = [
        pd.DataFrame({"limit": limit, "of": of, "resource_id": resource_id, "price": price})
        for limit, of, resource_id, price in parts
    ]
    found = pd.concat(tables, ignore_index=True)
    return found[found["price"] > 0]


def _cut(instance: Instance, answer: Division) -> pd.DataFrame:
    """Return the locks of which not all could be had: a lock of 40 tablets cut to 31."""
    pairs = instance.pairs
    rows = np.flatnonzero(answer.lots < pairs.least)
    school, resource = pairs.school[rows], pairs.resource[rows]
    lot = instance.resources.lot[resource]
    return pd.DataFrame({
        "school_id": instance.schools.id[school], "resource_id": instance.resources.id[resource],
        "asked_units": pairs.least[rows] * lot, "units": answer.lots[rows] * lot, "class": pairs.rank[rows],
    })  # fmt: skip
