"""Made-up roads, trips and money of the demonstration's region: room for most of what goes out, not for all of it."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub.importers.listing import plain_ugel
from hub.region import depot_of

Rows = list[Mapping[str, str]]
_TRIP_SOLES = {"Urbana": 40, "Rural 3": 90, "Rural 2": 140, "Rural 1": 220}
_OTHER_TRIP_SOLES = 120
KG_PER_SITE = 18
LITRES_PER_SITE = 65
TRIPS_PAID_PCT = 88


def write_means(region: Path) -> tuple[Path, Path, Path]:
    """Write what each district's road carries, the road and trip of each site, and the depots' budgets."""
    schools, depots = _read(region / "schools.csv"), sorted({row["depot"] for row in _read(region / "supply.csv")})
    files = region / "zones.csv", region / "roads.csv", region / "budgets.csv"
    for file, rows in zip(files, made_up(schools, depots), strict=True):
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, [*rows[0], "simulado"], delimiter=";")
            writer.writeheader()
            writer.writerows({**row, "simulado": "x"} for row in rows)
    return files


def made_up(schools: Sequence[Mapping[str, str]], depots: Sequence[str]) -> tuple[Rows, Rows, Rows]:
    """Return the rows of the roads, of the sites and of the budgets: a road for each district, the same every time."""
    sites = {row["codlocal"]: row for row in schools if row["codlocal"]}
    trips = {site: _TRIP_SOLES.get(row["rurality"], _OTHER_TRIP_SOLES) for site, row in sites.items()}
    on_road = Counter(row["distrito"] for row in sites.values())
    spent = Counter[str]()
    for row in schools:
        depot = depot_of(plain_ugel(row["ugel"]), depots)
        spent[depot] += trips.get(row["codlocal"], 0) if depot else 0
    zones: Rows = [
        {"ruta": zone, "kg": str(KG_PER_SITE * count), "litros": str(LITRES_PER_SITE * count)}
        for zone, count in sorted(on_road.items())
    ]
    roads: Rows = [
        {"codlocal": site, "ruta": row["distrito"], "costo del viaje": str(trips[site])}
        for site, row in sorted(sites.items())
    ]
    budgets: Rows = [
        {"almacén": depot, "presupuesto": str(soles * TRIPS_PAID_PCT // 100)}
        for depot, soles in sorted(spent.items())
        if depot
    ]
    return zones, roads, budgets


def _read(file: Path) -> Rows:
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return list(csv.DictReader(rows))
