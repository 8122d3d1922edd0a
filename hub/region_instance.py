"""The hub's own region as an instance in files: what a plan is drawn from, as anybody may solve and check it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple

import pandas as pd
from msgspec.structs import astuple as astuple_of

from hub.allocation.settings import Settings
from hub.fairness import settings_of
from hub.fixing import LockRow
from hub.inputs import Inputs, asks_of, packs_offered
from hub.means import NONE, Means
from hub.means_tables import with_means, with_money
from hub.pack_offers import with_rooms
from hub.places import Ask, Place
from hub.region_rows import School
from shared.allocation import LockKind
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue, Power, Resource, ResourceKind

Tables = dict[str, pd.DataFrame]
_MILLION = 1_000_000
_FLAG = {True: "si", False: "no", None: ""}
_SCHOOL = ["school_id", "site", "depot", "weight_pct", "enrolment", "quintile", "rurality", "language", "ugel", "level",
           "power", "coverage", "internet", "asked_turn"]  # fmt: skip
_NEEDS = ["school_id", "resource_id", "p10", "p50", "p90", "on_hand", "in_transit", "asked", "counted"]
_DOUBTED = ["school_id", "resource_id", "p10", "p50", "p90", "most"]
_EARLIER = ["cycle", "school_id", "resource_id", "need", "received", "assumed"]
_LOCKS = ["school_id", "resource_id", "kind", "units", "class", "author", "reason", "expires"]


def instance_of(inputs: Inputs, asks: Sequence[Ask] | None = None) -> tuple[Tables, Settings]:
    """Return the tables and settings of the plan that *inputs* give; *asks* of them, where they are known already."""
    asks = asks_of(inputs) if asks is None else asks
    known = {school.id: school for school in inputs.schools}
    stock = {(row.depot, row.resource): row.units for row in inputs.supply}
    arrival = [row.school for row in sorted(inputs.requests, key=lambda row: (row.received, row.school))]
    places = inputs.places
    tables = tables_of(places, asks, stock, inputs.catalogue, known=known, arrival=arrival, means=inputs.means)
    ids = set(tables["resources"]["resource_id"])
    earlier = [row for row in inputs.earlier if row.school in known and row.resource in ids]
    tables = with_rooms(tables, packs_offered(inputs, places))
    tables |= {
        "doubted": doubted_of(asks),
        "earlier": pd.DataFrame([astuple(row) for row in earlier], columns=_EARLIER),
        "locks": locks_of(inputs.locks, places, inputs.catalogue),
        "last_plan": last_plan_of(inputs.last_lots, places, inputs.catalogue),
    }
    return tables, with_money(settings_of(inputs.weights, inputs.cycle), inputs.means)


def tables_of(
    places: Sequence[Place],
    asks: Iterable[Ask],
    stock: Mapping[tuple[str, ResourceId], int],
    catalogue: Catalogue,
    *,
    known: Mapping[SchoolId, School] | None = None,
    arrival: Sequence[SchoolId] = (),
    means: Means = NONE,
) -> Tables:
    """
    Return the tables of a region; *known* says what places do not: quintile, rurality, UGEL. Packs are no part of it:
    ``instance_of`` adds them.

    Stock of the depot ``POOL`` is the nation's.
    """
    rival = _rival(catalogue)
    turn = {school: at for at, school in enumerate(dict.fromkeys(arrival), start=1)}
    kits = [(one.id, kit.resource, kit.units_per_unit, 1) for one in rival for kit in one.kit_without_power]
    rows = [_school(place, (known or {}).get(place.school), turn.get(place.school)) for place in places]
    needs = [
        (a.school, a.resource, a.need.p10, a.need.p50, a.need.p90, a.on_hand, a.in_transit, a.asked, _FLAG[a.counted])
        for a in asks
    ]
    ids = {one.id for one in rival}
    held = [(depot, resource, max(0, units)) for (depot, resource), units in stock.items() if depot and resource in ids]
    tables = {
        "schools": pd.DataFrame(rows, columns=_SCHOOL).astype({"enrolment": "Int64", "asked_turn": "Int64"}),
        "resources": pd.DataFrame([_resource(one) for one in rival]),
        "kits": pd.DataFrame(kits, columns=["resource", "part", "units", "per"]),
        "needs": pd.DataFrame(needs, columns=_NEEDS),
        "stock": pd.DataFrame(held, columns=["depot", "resource_id", "units"]),
    }
    return with_means(tables, means)


def doubted_of(asks: Iterable[Ask]) -> pd.DataFrame:
    """Return the table of the needs that count up to a bound, with what was foreseen."""
    rows = [
        (ask.school, ask.resource, *astuple_of(ask.doubted.foreseen), ask.doubted.most) for ask in asks if ask.doubted
    ]
    return pd.DataFrame(rows, columns=_DOUBTED)


def locks_of(locks: Iterable[LockRow], places: Iterable[Place], catalogue: Catalogue) -> pd.DataFrame:
    """Return the table of the locks of what is there; an exact quantity is whole lots, whatever lots were before."""
    lots, here = {one.id: one.lot for one in _rival(catalogue)}, {place.school for place in places}
    rows = [
        (
            one.school,
            one.resource,
            one.kind.value,
            _whole(one, lots[one.resource]),
            one.rank,
            one.office,
            one.reason,
            f"{one.expires:%Y-%m-%d}" if one.expires else "",
        )
        for one in locks
        if one.school in here and one.resource in lots
    ]
    return pd.DataFrame(rows, columns=_LOCKS)


def last_plan_of(
    lots: Mapping[tuple[SchoolId, ResourceId], int], places: Iterable[Place], catalogue: Catalogue
) -> pd.DataFrame:
    """Return the table of what the last approved plan sends of what is there."""
    ids, here = {one.id for one in _rival(catalogue)}, {place.school for place in places}
    rows = [(*key, count) for key, count in lots.items() if count and key[0] in here and key[1] in ids]
    return pd.DataFrame(rows, columns=["school_id", "resource_id", "lots"])


def _whole(lock: LockRow, lot: int) -> int:
    return lock.units // lot * lot if lock.kind is LockKind.EXACT else lock.units


def _rival(catalogue: Catalogue) -> list[Resource]:
    return [one for one in catalogue.resources if one.kind is not ResourceKind.PACK]


def _school(place: Place, known: School | None, turn: int | None) -> dict[str, object]:
    return {
        "school_id": place.school,
        "site": place.site,
        "depot": place.depot,
        "weight_pct": place.urgency_pct,
        "enrolment": place.students,
        "quintile": str(known.quintile or "") if known else "",
        "rurality": known.rurality if known else "",
        "language": "|".join(place.languages),
        "ugel": known.ugel if known else "",
        "level": place.level,
        "power": "" if place.power is Power.UNKNOWN else place.power.value,
        "coverage": _FLAG[place.coverage],
        "internet": _FLAG[place.internet],
        "asked_turn": turn,
    }


def _resource(resource: Resource) -> dict[str, object]:
    asks = resource.requires
    plain = [name for name in ("power", "coverage", "internet") if getattr(asks, name)]
    named = [f"level:{level}" for level in asks.levels] + [f"language:{tag}" for tag in asks.languages]
    return {
        "resource_id": resource.id,
        "lot": resource.lot,
        "value": resource.value / _MILLION,
        "volume": resource.volume_ml / 1_000,
        "weight": resource.weight_g / 1_000,
        "requirements": "|".join([*plain, *named]),
    }
