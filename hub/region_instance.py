"""The hub's own region as an instance in files: what a plan is drawn from, as anybody may solve and check it."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from hub.allocation.settings import Settings
from hub.inputs import Inputs, asks_of, places_of
from hub.places import Ask, Place
from hub.region_rows import School
from shared.ids import ResourceId, SchoolId
from shared.resources import Catalogue, Power, Resource, ResourceKind

Tables = dict[str, pd.DataFrame]
_MILLION = 1_000_000
_FLAG = {True: "si", False: "no", None: ""}


def instance_of(inputs: Inputs) -> tuple[Tables, Settings]:
    """Return the tables and settings of the plan that *inputs* would give, evenness not counted in yet."""
    known = {school.id: school for school in inputs.schools}
    places = places_of(inputs.schools, inputs.weights)
    stock = {(row.depot, row.resource): row.units for row in inputs.supply}
    arrival = [row.school for row in sorted(inputs.requests, key=lambda row: (row.received, row.school))]
    tables = tables_of(places, asks_of(inputs), stock, inputs.catalogue, known=known, arrival=arrival)
    return tables, Settings(cycle=inputs.cycle, alpha=0.0, least_use_pct=inputs.weights.least_use_pct)


def tables_of(
    places: Sequence[Place],
    asks: Iterable[Ask],
    stock: Mapping[tuple[str, ResourceId], int],
    catalogue: Catalogue,
    *,
    known: Mapping[SchoolId, School] | None = None,
    arrival: Sequence[SchoolId] = (),
) -> Tables:
    """Return the tables of a region; *known* says what places do not: rurality and UGEL. Packs are no part of it."""
    rival = [one for one in catalogue.resources if one.kind is not ResourceKind.PACK]
    turn = {school: at for at, school in enumerate(dict.fromkeys(arrival), start=1)}
    kits = [(one.id, kit.resource, kit.units_per_unit, 1) for one in rival for kit in one.kit_without_power]
    rows = [_school(place, (known or {}).get(place.school), turn.get(place.school)) for place in places]
    needs = [(a.school, a.resource, a.need.p10, a.need.p50, a.need.p90, a.on_hand, a.in_transit, a.asked) for a in asks]
    ids = {one.id for one in rival}
    held = [(depot, resource, max(0, units)) for (depot, resource), units in stock.items() if depot and resource in ids]
    return {
        "schools": pd.DataFrame(rows).astype({"enrolment": "Int64", "asked_turn": "Int64"}),
        "resources": pd.DataFrame([_resource(one) for one in rival]),
        "kits": pd.DataFrame(kits, columns=["resource", "part", "units", "per"]),
        "needs": pd.DataFrame(
            needs,
            columns=["school_id", "resource_id", "p10", "p50", "p90", "on_hand", "in_transit", "asked"],
        ),
        "stock": pd.DataFrame(held, columns=["depot", "resource_id", "units"]),
    }


def _school(place: Place, known: School | None, turn: int | None) -> dict[str, object]:
    return {
        "school_id": place.school,
        "site": place.site,
        "depot": place.depot,
        "weight_pct": place.urgency_pct,
        "enrolment": place.students,
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
