"""The instance as the verifier sees it: one row for each school, resource and pair, with what is needed and allowed."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from hub.verify import needs as needing
from hub.verify.tables import Table, number, read, text
from hub.verify.uncounted import Uncounted, uncounted

_FIRST_OF_MONTH = "-01"
_NO = ("no", "n", "0", "0.0", "false")
_NOBODY_SAID = ("", "desconocido", "ninguna")


@dataclass(frozen=True, slots=True)
class Model:
    """Tables by id; ``inf`` where nothing limits."""

    schools: Table
    """depot, zone, weight, trip (céntimos), dark, need and met of the window in millionths."""
    resources: Table
    """lot, value (millionths), ml, g, cents."""
    pairs: Table
    """school, resource, have, counted, useful; least and most of locks in lots, and the class of what asks; kept."""
    lots: Table
    """pair, nth, worth: what is worth sending."""
    kits: Table
    stock: Any
    zones: Table
    trips: Any
    settings: dict[str, Any]
    uncounted: Uncounted


def model_of(folder: Path, settings: dict[str, Any], *, comma: bool = False) -> Model:
    """Read the instance in *folder* anew, under the *settings* of the plan."""
    schools, resources = _schools(folder, comma), _resources(folder, comma)
    kits = read(folder, "kits")
    kits = pd.DataFrame({"main": text(kits, "resource"), "part": text(kits, "part"),
                         "units": number(kits, "units", 1), "per": number(kits, "per", 1)})  # fmt: skip
    pairs, chance, need = _pairs(folder, schools, resources, kits, settings, comma)
    lots = needing.lots(
        chance, need, pairs["have"].to_numpy(), resources["lot"][pairs["resource"]].to_numpy(),
        resources["value"][pairs["resource"]].to_numpy(), settings["least_use_pct"],
    )  # fmt: skip
    worth = resources["value"][pairs["resource"]].to_numpy()
    expected = needing.unmet(chance, need, np.zeros(len(pairs))) * worth
    nobody = uncounted(pairs, expected, expected - needing.unmet(chance, need, pairs["have"].to_numpy()) * worth)
    before = _before(folder, schools, resources, kits, settings, comma)
    for name, cells in (("need", expected), ("met", nobody.met)):
        own = pd.Series(cells).groupby(pairs["school"].to_numpy()).sum()
        schools[name] = own.reindex(schools.index, fill_value=0) + before[name].reindex(schools.index, fill_value=0)
    stock = read(folder, "stock")
    of_stock = [text(stock, "depot"), text(stock, "resource_id")]
    units = pd.Series(number(stock, "units", 0, comma=comma).to_numpy(), index=pd.MultiIndex.from_arrays(of_stock))
    depots, zones = read(folder, "depots"), read(folder, "zones")
    limits = {name: (number(zones, name, np.inf, comma=comma) * 1_000).round().to_numpy() for name in
              ("volume_l", "weight_kg")}  # fmt: skip
    return Model(
        schools, resources, pairs, lots, kits, units // resources["lot"][of_stock[1]].to_numpy(),
        pd.DataFrame({"ml": limits["volume_l"], "g": limits["weight_kg"]}, index=text(zones, "zone_id")),
        pd.Series((number(depots, "trip_budget", np.inf, comma=comma) * 100).round().to_numpy(),
                  index=text(depots, "depot_id")),
        settings, nobody,
    )  # fmt: skip


def _schools(folder: Path, comma: bool) -> Table:
    table = read(folder, "schools")
    told = {name: text(table, name) for name in ("depot", "zone", "level", "language", "power", "quintile", "rurality")}
    weights, own = read(folder, "weights"), number(table, "weight_pct", np.nan)
    rows = zip(text(weights, "dimension"), text(weights, "value"), number(weights, "pct", 100), strict=True)
    by = {(dimension, value): pct for dimension, value, pct in rows}
    product = np.ones(len(table))
    for name in ("quintile", "rurality"):
        product *= told[name].map(lambda value, name=name: by.get((name, value), 100)).to_numpy() / 100
    product *= told["level"].map(lambda value: by.get(("level", value.split(" ")[0]), 100)).to_numpy() / 100
    of_waits = weights[text(weights, "dimension") == "waited"]
    waits = list(zip(number(of_waits, "value", np.inf), number(of_waits, "pct", 100), strict=True))
    waited = number(table, "waited", 0)
    product *= waited.map(lambda n: max((one for one in waits if one[0] <= n), default=(0, 100))[1]).to_numpy() / 100
    tongues = told["language"].map(_words)
    product *= tongues.map(lambda tags: max((by.get(("language", t), 100) for t in tags), default=100)).to_numpy() / 100
    found = pd.DataFrame(told).assign(
        weight=np.where(own.isna(), np.maximum(1, (product * 100).round()), own),
        trip=(number(table, "trip_cost", 0, comma=comma) * 100).round(), language=tongues,
        dark=told["power"].str.lower().isin(_NOBODY_SAID),
        coverage=text(table, "coverage").str.lower(), internet=text(table, "internet").str.lower(),
    )  # fmt: skip
    return found.set_index(text(table, "school_id"))


def _words(cell: str) -> set[str]:
    return {word.strip() for word in cell.split("|")} - {""}


def _resources(folder: Path, comma: bool) -> Table:
    table = read(folder, "resources")
    units = {"lot": ("lot", 1, 1), "value": ("value", 0, 1e6), "ml": ("volume", 0, 1e3), "g": ("weight", 0, 1e3),
             "cents": ("cost", 0, 100)}  # fmt: skip
    found = {
        ours: (number(table, name, blank, comma=comma) * scale).round() for ours, (name, blank, scale) in units.items()
    }
    return pd.DataFrame(found | {"asks": text(table, "requirements").map(_words)}).set_index(text(table, "resource_id"))


def useful(schools: Table, resources: Table, kits: Table) -> dict[str, Any]:
    """Tell of each resource at which schools it is of use: a Series by school for each resource."""
    own = {resource: _fits(schools, resources["asks"][resource], resource in set(kits["main"])) for resource in
           resources.index}  # fmt: skip
    whole = {resource: fits.copy() for resource, fits in own.items()}
    for main, part in zip(kits["main"], kits["part"], strict=True):
        whole[main] = whole[main] & (own[part] | ~schools["dark"])
    return whole


def _fits(schools: Table, asks: set[str], has_kit: bool) -> Any:
    fits = pd.Series(True, index=schools.index)
    for what in ("level", "language"):
        wanted = {word.split(":", 1)[1].strip() for word in asks if word.startswith(f"{what}:")}
        if wanted and what == "level":
            fits &= schools["level"].map(lambda one, wanted=wanted: one.split(" ")[0] in wanted)
        elif wanted:
            fits &= schools["language"].map(lambda tags, wanted=wanted: bool(wanted & tags))
    if "power" in asks and not has_kit:
        fits &= ~schools["dark"]
    for what in ("coverage", "internet"):
        if what in asks:
            fits &= schools[what].isin(("si", "sí", "s", "1", "1.0", "true", "yes"))
    return fits


def _pairs(
    folder: Path, schools: Table, resources: Table, kits: Table, settings: dict[str, Any], comma: bool
) -> tuple[Table, Any, Any]:
    table = read(folder, "needs")
    chance, need = needing.curve(table, comma=comma)
    keys = pd.MultiIndex.from_arrays([text(table, "school_id"), text(table, "resource_id")])
    have = number(table, "on_hand", 0, comma=comma) + number(table, "in_transit", 0, comma=comma)
    locks, last = _locks(folder, settings, comma), read(folder, "last_plan")
    of_locks = [*zip(locks["school"], locks["resource"], strict=True)]
    # What a lock alone names takes its parts along as well.
    named, dark = {*keys, *of_locks}, set(schools.index[schools["dark"]])
    of_main = kits.groupby("main")["part"].agg(list).to_dict()
    parts = {(school, part) for school, main in named if school in dark for part in of_main.get(main, ())}
    more = pd.MultiIndex.from_tuples(sorted({*parts, *of_locks}), names=[None, None]) if parts or of_locks else keys[:0]
    every = keys.append(more.difference(keys, sort=False))
    rows = np.zeros((len(every), len(chance)))
    rows[: len(keys)] = need
    found = pd.DataFrame({"school": every.get_level_values(0), "resource": every.get_level_values(1), "have": 0.0})
    found.loc[: len(keys) - 1, "have"] = have.to_numpy()
    found["counted"] = True
    found.loc[: len(keys) - 1, "counted"] = ~text(table, "counted").str.lower().isin(_NO).to_numpy()
    whole = useful(schools, resources, kits)
    found["useful"] = False
    for resource, at in found.groupby("resource").groups.items():
        found.loc[at, "useful"] = whole[resource][found["school"][at]].to_numpy()
    rows[~found["useful"].to_numpy()] = 0
    by_pair = locks.groupby(["school", "resource"])
    found["least"] = by_pair["least"].max().reindex(every, fill_value=0).to_numpy()
    found["most"] = by_pair["most"].min().reindex(every, fill_value=np.inf).to_numpy()
    found.loc[~found["useful"] | (schools["depot"][found["school"]] == "").to_numpy(), "most"] = 0
    of_last = pd.MultiIndex.from_arrays([text(last, "school_id"), text(last, "resource_id")])
    kept = pd.Series(number(last, "lots", 0, comma=comma).to_numpy(), index=of_last)
    found["kept"] = kept.reindex(every, fill_value=0).to_numpy()
    lot = resources["lot"][found["resource"]].to_numpy()
    found["least"], found["most"] = np.ceil(found["least"] / lot), np.floor(found["most"] / lot)
    found["rank"] = _classes(locks, resources["lot"]).reindex(every, fill_value=0).to_numpy()
    return found, chance, rows


def _classes(locks: Table, lot: Any) -> Any:
    """Return the class of each pair's lock for the most lots, the first of those that ask for as many."""
    lots = np.ceil(locks["least"] / lot.reindex(locks["resource"]).to_numpy())
    asking = locks.assign(lots=lots)[lots > 0].sort_values(["lots", "rank"], ascending=[False, True])
    return asking.groupby(["school", "resource"])["rank"].first()


def _locks(folder: Path, settings: dict[str, Any], comma: bool) -> Table:
    """Return the locks in force, in units."""
    table = read(folder, "locks")
    kind, units = text(table, "kind").str.lower(), number(table, "units", 0, comma=comma)
    found = pd.DataFrame({
        "school": text(table, "school_id"), "resource": text(table, "resource_id"),
        "least": units.where(kind.isin(["exact", "min"]), 0.0),
        "most": units.where(kind.isin(["exact", "max"]), np.inf).where(kind != "exclude", 0.0),
        "rank": number(table, "class", 0),
    })  # fmt: skip
    first = settings["cycle"] and date.fromisoformat(settings["cycle"] + _FIRST_OF_MONTH)
    gone = [bool(first and (last := _day(cell)) and last < first) for cell in text(table, "expires")]
    return found[~np.array(gone, dtype=bool)]


def _day(cell: str) -> date | None:
    if not cell:
        return None
    parts = cell[:10].replace("/", "-").split("-")
    return date(*map(int, parts)) if len(parts[0]) == 4 else date(*map(int, reversed(parts)))


def _before(
    folder: Path, schools: Table, resources: Table, kits: Table, settings: dict[str, Any], comma: bool
) -> Table:
    """Return the worth of need and of what was met in the earlier cycles of the window, by school."""
    table = read(folder, "earlier")
    cycle = text(table, "cycle")
    recent = sorted(set(cycle))[::-1][: settings["window"] - 1]
    school, resource = text(table, "school_id"), text(table, "resource_id")
    whole = useful(schools, resources, kits)
    of_use = np.array([bool(whole[r][s]) for s, r in zip(school, resource, strict=True)], dtype=bool)
    counts = cycle.isin(recent).to_numpy() & of_use
    need, received, assumed = (_thousandths(number(table, name, 0, comma=comma)) for name in
                               ("need", "received", "assumed"))  # fmt: skip
    received = received + assumed
    value = resources["value"].reindex(resource).to_numpy()
    found = pd.DataFrame({"school": school, "need": need * value, "met": np.minimum(need, received) * value})[counts]
    return found.groupby("school")[["need", "met"]].sum()


def _thousandths(units: Any) -> Any:
    """Return units as a division reads them: of a unit, thousandths count."""
    return (units * 1_000).round() / 1_000


def plan_report(plan: Path) -> dict[str, Any]:
    """Return what a plan says of itself."""
    told: dict[str, Any] = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    return told
