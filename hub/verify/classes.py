"""Locks by their priority: none goes without a lot that would fit if only those of its class and before were kept."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hub.verify.findings import Findings
from hub.verify.model import Model
from shared.sentences import N_

_BEHIND = N_(
    "lo fijado de %(school)s %(resource)s, de clase %(rank)s: falta un lote que cabría si lo de clases posteriores y "
    "lo demás le dejara el paso."
)
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the locks of some classes take, parts of kits with all that was sent of them: never less than it is."""

    lots: Any
    """By school and resource."""
    own: Any
    """Lots that each depot still has of its own, by depot and resource; below 0 what the reserve gave."""
    pool: Any
    """Lots that the reserve still has, by resource."""
    ml: Any
    """Of each zone, as ``g``."""
    g: Any
    trips: Any
    cents: float


def check_classes(model: Model, lots: Any, findings: Findings) -> None:
    """
    Note each lock that goes without a lot though the locks of its class and of those before leave what it takes.

    *lots*: of each line, by school and resource. Every doubt is the plan's: a kit takes all its parts anew.
    """
    pairs = model.pairs.set_index(["school", "resource"])
    asked = pairs[pairs["least"] > 0]
    wanted = np.minimum(asked["least"], asked["most"])
    got = np.minimum(lots.reindex(asked.index, fill_value=0), wanted)
    for rank in sorted(set(asked["rank"][got < wanted])):
        kept = _kept(model, lots, got[(asked["rank"] <= rank) & (got > 0)])
        for school, resource in asked.index[(asked["rank"] == rank) & (got < wanted)]:
            if _fits(model, pairs["most"], kept, str(school), str(resource)):
                findings.add(_BEHIND, school=str(school), resource=str(resource), rank=int(rank))


def _kept(model: Model, lots: Any, of_locks: Any) -> _Kept:
    """Return what *of_locks* takes, and with it every part that was sent where it goes."""
    names = of_locks.index.names
    parts = [
        (school, part) for main, part in zip(model.kits["main"], model.kits["part"], strict=True)
        for school, resource in of_locks.index if resource == main and (school, part) in lots.index
    ]  # fmt: skip
    with_parts = of_locks
    if parts:
        of_parts = lots.reindex(pd.MultiIndex.from_tuples(sorted(set(parts)), names=names))
        both = pd.concat([of_locks, of_parts])
        with_parts = both.groupby(level=[0, 1]).max()
    table = pd.DataFrame({
        "school": with_parts.index.get_level_values(0), "resource": with_parts.index.get_level_values(1),
        "lots": with_parts.to_numpy(),
    })  # fmt: skip
    goods = model.resources.loc[table["resource"]]
    units = table["lots"].to_numpy() * goods["lot"].to_numpy()
    table = table.assign(**{name: units * goods[name].to_numpy() for name in ("ml", "g", "cents")})
    places = model.schools.loc[table["school"]]
    zone = places["zone"].to_numpy()
    used = table.groupby([places["depot"].to_numpy(), table["resource"].to_numpy()])["lots"].sum()
    own = _held(model, pool=False).groupby(level=[0, 1]).sum().rename_axis([None, None]).sub(used, fill_value=0)
    pool = _held(model, pool=True).groupby(level=1).sum().rename_axis(None)
    pool = pool.sub((-own).clip(lower=0).groupby(level=1).sum(), fill_value=0)
    visited = model.schools.loc[table["school"].unique()]
    trips = visited.groupby("depot")["trip"].sum()
    by_zone = table.groupby(zone)
    return _Kept(with_parts, own, pool, by_zone["ml"].sum(), by_zone["g"].sum(), trips, float(table["cents"].sum()))


def _fits(model: Model, most: Any, kept: _Kept, school: str, resource: str) -> bool:
    """Tell whether one more lot of a lock, with all parts that it may need, fits beside what is *kept*."""
    place = model.schools.loc[school]
    more = {resource: 1.0} | _parts(model, resource, dark=bool(place["dark"]))
    if any(kept.lots.get((school, one), 0) + lots > most.get((school, one), 0) for one, lots in more.items()):
        return False
    goods = model.resources.loc[list(more)]
    units = goods["lot"].to_numpy() * np.array(list(more.values()))
    ml, g, cents = (float((units * goods[name].to_numpy()).sum()) for name in ("ml", "g", "cents"))
    visit = 0.0 if school in kept.lots.index.get_level_values(0) else float(place["trip"])
    money = model.settings["money"]
    room = (
        (_of(model.zones["ml"], place["zone"], np.inf) - _of(kept.ml, place["zone"], 0), ml),
        (_of(model.zones["g"], place["zone"], np.inf) - _of(kept.g, place["zone"], 0), g),
        (_of(model.trips, place["depot"], np.inf) - _of(kept.trips, place["depot"], 0), visit),
        ((np.inf if money is None else round(money * 100)) - kept.cents, cents),
    )
    return all(left + _SLACK >= takes for left, takes in room) and all(
        _stock(kept, str(place["depot"]), one) >= lots for one, lots in more.items()
    )


def _parts(model: Model, resource: str, *, dark: bool) -> dict[str, float]:
    """Return the lots of each part that a lot needs, as if nothing were to spare."""
    kits, found = model.kits[model.kits["main"] == resource], dict[str, float]()
    for part, units, per in zip(kits["part"], kits["units"], kits["per"], strict=True):
        asked = model.resources["lot"][resource] * units / per
        found[str(part)] = float(np.ceil(asked / model.resources["lot"][part] - 1e-9)) if dark else 0.0
    return {part: lots for part, lots in found.items() if lots}


def _stock(kept: _Kept, depot: str, resource: str) -> float:
    return max(0.0, _of(kept.own, (depot, resource), 0)) + max(0.0, _of(kept.pool, resource, 0))


def _held(model: Model, *, pool: bool) -> Any:
    return model.stock[(model.stock.index.get_level_values(0) == "POOL") == pool]


def _of(cells: Any, key: Any, blank: float) -> float:
    """Return a cell by its name; zones and depots that are not named limit nothing, and have nothing."""
    return float(cells[key]) if key in cells.index else blank
