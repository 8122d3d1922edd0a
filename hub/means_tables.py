"""The region's roads, trips and money as tables of an instance (docs/instances.md)."""

from collections.abc import Iterable, Mapping

import msgspec
import pandas as pd

from hub.allocation.settings import Settings
from hub.allocation.tables import POOL
from hub.means import Means, Zone

Tables = dict[str, pd.DataFrame]


def with_means(tables: Tables, means: Means) -> Tables:
    """Return the tables of a region with what limits its roads, trips and money; as they are where nothing does."""
    if means == Means():
        return tables
    schools, goods = tables["schools"], tables["resources"]
    zone = {str(one.site): one.zone for one in means.roads}
    trip = {str(one.site): one.trip_cents / 100 for one in means.roads}
    cost = {str(one.resource): one.cents / 100 for one in means.costs}
    sites, depots = [str(site) for site in schools["site"]], {*schools["depot"], *tables["stock"]["depot"]}
    return tables | {
        "schools": schools.assign(
            zone=[zone.get(one, "") for one in sites], trip_cost=[trip.get(one, 0.0) for one in sites]
        ),
        "resources": goods.assign(cost=[cost.get(str(one), 0.0) for one in goods["resource_id"]]),
        "zones": _zones(means.zones, zone.values()),
        "depots": _depots(means.trips, depots - {"", POOL}),
    }


def with_money(settings: Settings, means: Means) -> Settings:
    """Return the settings with the region's money for all that is sent, where there is a limit."""
    return settings if means.money is None else msgspec.structs.replace(settings, money=means.money / 100)


def _zones(zones: Iterable[Zone], named: Iterable[str]) -> pd.DataFrame:
    """Return all roads that somebody named: the table of an instance has them all, those without a limit too."""
    known = {name: Zone(zone=name) for name in named if name} | {one.zone: one for one in zones}
    rows = [(one.zone, _thousandth(one.volume_ml), _thousandth(one.weight_g)) for _, one in sorted(known.items())]
    return pd.DataFrame(rows, columns=["zone_id", "volume_l", "weight_kg"]).astype(
        {"volume_l": "Float64", "weight_kg": "Float64"}
    )


def _depots(trips: Mapping[str, int], named: Iterable[str]) -> pd.DataFrame:
    budgets: dict[str, float | None] = dict.fromkeys(named) | {depot: cents / 100 for depot, cents in trips.items()}
    rows = sorted(budgets.items())
    return pd.DataFrame(rows, columns=["depot_id", "trip_budget"]).astype({"trip_budget": "Float64"})


def _thousandth(amount: int | None) -> float | None:
    return None if amount is None else amount / 1000
