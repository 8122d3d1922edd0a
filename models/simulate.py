"""Write a simulated region to files: schools, supply, facts of nodes, the panel of the rest, and the truth."""

import csv
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from models.facts import Person, facts_of, people_of, sessions_for, to_jsonl
from models.listing import made_up_schools, real_schools, write_listing
from models.region import CALENDAR, Region, School, simulate_region
from models.settings import Simulate
from shared.demand import Bools
from shared.errors import BadInput
from shared.forecast import PERIOD_WEEKS
from shared.resources import Power, Resource, ResourceKind, read_catalogue
from shared.school_year import Week, monday

SOURCE = "simulated"
_MIDDLING = 100
"""Students of the schools that get a node: neither the one-teacher school nor the largest of the town."""


class Report(msgspec.Struct, frozen=True):
    """What was written."""

    schools: int
    nodes: int
    events: int
    panel_rows: int
    resources: int


def resources_of(catalogue: Path, most: int) -> list[Resource]:
    """
    Return up to *most* resources of a catalogue, taking the kinds in turn; kit parts have no need of their own.

    Raises:
        BadInput: The catalogue is missing or cannot be read.
    """
    try:
        known = read_catalogue(catalogue.read_bytes()).resources
    except OSError as error:
        raise BadInput(
            "No se puede leer el catálogo %(catalogue)s: %(error)s.", catalogue=catalogue, error=error
        ) from error
    parts = {part.resource for resource in known for part in resource.kit_without_power}
    by_kind = [[r for r in known if r.kind is kind and r.id not in parts] for kind in ResourceKind]
    turns = (resource for turn in zip_longest(*by_kind) for resource in turn)
    return [resource for resource in turns if resource is not None][:most]


def write_region(
    settings: Simulate, out: Path, panel: Path, *, schools_file: Path | None = None, ugel: str = ""
) -> Report:
    """
    Write ``schools.csv``, ``supply.csv``, ``calendar.json``, ``nodes/<site>/``, ``truth.parquet`` and ``period.csv``.

    The schools of the nodes are left out of the panel: their history travels as facts.

    Raises:
        BadInput: The catalogue or the listing cannot be used.
    """
    resources = resources_of(settings.catalogue, settings.resources)
    schools = (
        real_schools(schools_file, ugel, settings.schools, settings.seed)
        if schools_file
        else made_up_schools(settings.schools, settings.seed)
    )
    sites = _node_sites(schools, settings.nodes)
    steady = [at for of_site in sites.values() for at in of_site]
    region = simulate_region(settings, schools, resources, steady)
    out.mkdir(parents=True, exist_ok=True)
    write_listing(schools, out / "schools.csv")
    (out / "calendar.json").write_bytes(msgspec.json.encode(CALENDAR))
    _write_supply(region, settings, out / "supply.csv")
    events = _write_nodes(region, sites, settings, out / "nodes")
    rest = np.array([school.site not in sites for school in schools])
    rows = _write_panel(region, rest, panel)
    _write_truth(region, out)
    return Report(len(schools), len(sites), events, rows, len(resources))


def _node_sites(schools: Sequence[School], count: int) -> dict[str, list[int]]:
    """Return the schools of *count* sites, by index: middling ones, and one without power if there is one."""
    near = sorted(range(len(schools)), key=lambda at: (abs(schools[at].students - _MIDDLING), at))
    dark = [at for at in near if schools[at].power == Power.NONE]
    chosen = dict.fromkeys(schools[at].site for at in [*dark[:1], *near])
    return {site: [at for at, school in enumerate(schools) if school.site == site] for site in list(chosen)[:count]}


def _write_nodes(region: Region, sites: dict[str, list[int]], settings: Simulate, out: Path) -> int:
    written, seed, weeks = 0, settings.seed, settings.single_use_weeks
    everyone = [school for schools in sites.values() for school in schools]
    sessions = sessions_for(region, everyone, single_use_weeks=weeks, seed=seed, events=settings.events)
    for number, (site, schools) in enumerate(sites.items()):
        folder = out / site
        folder.mkdir(parents=True, exist_ok=True)
        facts = facts_of(region, schools, single_use_weeks=weeks, seed=seed + number, sessions=sessions)
        (folder / "facts.jsonl").write_text(to_jsonl(facts), encoding="utf-8")
        _write_csv(folder / "people.csv", Person._fields, people_of(region, schools))
        written += len(facts)
    return written


def _write_supply(region: Region, settings: Simulate, file: Path) -> None:
    """Write what the depot has: too little for the period that comes, or allocation would have nothing to decide."""
    rows: list[tuple[str, str, int, str]] = []
    depot = region.schools[0].listing["ugel"]
    dark = np.array([school.power == Power.NONE for school in region.schools])
    for at, resource in enumerate(region.resources):
        if resource.kind is ResourceKind.PACK:
            continue
        recent = region.demand[:, at, -PERIOD_WEEKS:]
        need = recent.sum(axis=1) if resource.kind is ResourceKind.CONSUMABLE else recent.max(axis=1)
        owned = 0 if resource.kind is ResourceKind.CONSUMABLE else region.stock[:, at, -1]
        missing = np.maximum(need - owned, 0)
        units = _lots(settings.supply_share * float(missing.sum()), resource.lot)
        rows.append((depot, resource.id, units, "units"))
        for part in resource.kit_without_power:
            kits = settings.supply_share * float(missing[dark].sum()) * part.units_per_unit
            rows.append((depot, part.resource, _lots(kits, 1), "units"))
    _write_csv(file, ("depot", "resource", "units", "simulated"), rows)


def _lots(units: float, lot: int) -> int:
    return max(round(units / lot), 1) * lot


def _write_panel(region: Region, rest: Bools, file: Path) -> int:
    """Write ``weekly_demand`` of the schools without a node; weeks without a sign of life have no row."""
    import pandas as pd

    school, resource, week = np.nonzero((rest[:, None] & region.alive)[:, None, :] & region.fits[:, :, None])
    served = region.served[school, resource, week]
    kind = np.array([one.kind.value for one in region.resources])[resource]
    frame = pd.DataFrame(
        {
            "school": np.array([one.id for one in region.schools])[school],
            "ugel": np.array([one.listing["ugel"] for one in region.schools])[school],
            "resource": np.array([one.id for one in region.resources])[resource],
            "kind": kind,
            "week": np.array([monday(Week(int(w))) for w in region.weeks])[week],
            "units": np.where(kind == ResourceKind.REUSABLE.value, 2 * served, served),
            "peak_concurrent": np.where(kind == ResourceKind.REUSABLE.value, served, 0),
            "learners": np.where(kind == ResourceKind.PACK.value, served, 0),
            "unserved": region.unserved[school, resource, week],
            "stockout_days": region.stockout_days[school, resource, week],
            "recorded_days": region.days[week],
            "students": np.array([one.students for one in region.schools])[school],
            "level": np.array([one.level for one in region.schools])[school],
            **{name: sums[school, resource, week] for name, sums in region.told.items()},
            **{
                name: np.array([one.listing.get(name, "") for one in region.schools])[school]
                for name in ("power", "coverage", "languages", "rurality")
            },
            "source": SOURCE,
        }
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(file, index=False)
    return len(frame)


def _write_truth(region: Region, out: Path) -> None:
    """Write the demand that nobody could see, and the distinct learners of periods after each origin."""
    import pandas as pd

    school, resource, week = np.nonzero(region.fits[:, :, None] & np.ones(region.demand.shape, dtype=bool))
    mondays = np.array([monday(Week(int(w))) for w in region.weeks])
    frame = pd.DataFrame(
        {
            "school": np.array([one.id for one in region.schools])[school],
            "resource": np.array([one.id for one in region.resources])[resource],
            "week": mondays[week],
            "demand": region.demand[school, resource, week],
            "open": region.open[school, week],
        }
    )
    frame.to_parquet(out / "truth.parquet", index=False)
    packs = [at for at, one in enumerate(region.resources) if one.kind is ResourceKind.PACK]
    whole = range(len(region.weeks) - PERIOD_WEEKS)
    rows = (
        (f"{one.id}/{region.resources[at].id}", mondays[w], int(region.reached[s, at, w]))
        for s, one in enumerate(region.schools)
        for at in packs
        for w in whole
        if region.fits[s, at]
    )
    _write_csv(out / "period.csv", ("unique_id", "origin", "y"), rows)


def _write_csv(file: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
