"""A region of many sites, drawn from a seed, with everything that a plan rests on, and its forecasts as a table."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from hub.fixing import LockRow
from hub.inputs import EarlierRow, Foreseen, Inputs
from hub.region_rows import School, StockRow, SupplyRow
from hub.rows import RequestRow
from shared.allocation import LockKind
from shared.dating import Quality
from shared.forecast import Quantiles, whole_need
from shared.ids import ResourceId, SchoolId, SiteId
from tests.hub.office import inputs, schools
from tests.hub.regions import CHARGER, GUIDE, READER, ROUTER, TABLET

DEPOTS = ("Huamanga", "POOL")
GOODS = (TABLET, CHARGER, GUIDE, ROUTER, READER)


def peopled(seed: int, sites: int) -> tuple[Inputs, list[dict[str, Any]]]:
    """Return the inputs of a region of *sites* sites, of one or two schools each, and the rows of its forecast."""
    rng = np.random.default_rng(seed)
    here = [school for site in range(sites) for school in _site(site, rng)]
    rows = [_forecast(school.id, resource, rng) for school in here for resource in GOODS if rng.random() < 0.8]
    places = sorted({school.site for school in here})
    stock = [
        StockRow(site=site, resource=resource, on_hand=int(rng.integers(0, 9)), dated=Quality.CLAIMED)
        for site in places
        for resource in GOODS
        if rng.random() < 0.4
    ]
    asked = [_request(school.id, rng) for school in here if rng.random() < 0.5]
    return (
        inputs(
            schools=here,
            foreseen=[_foreseen(row) for row in rows],
            stock=stock,
            in_transit={(site, GUIDE): int(rng.integers(1, 6)) for site in places if rng.random() < 0.3},
            requests=asked,
            supply=[SupplyRow(depot=depot, resource=good, units=6 * sites) for depot in DEPOTS for good in GOODS],
            earlier=[EarlierRow("2026-09", school.id, GUIDE, 12.0, 4.0) for school in here],
            locks=[_lock(school.id) for school in here[:3]],
        ),
        rows,
    )  # fmt: skip


def _site(at: int, rng: np.random.Generator) -> list[School]:
    like = schools()[at % 6]
    return [
        replace(like, id=SchoolId(f"{1_000_000 + at:07d}-{n}"), site=SiteId(f"{at:06d}"), depot="Huamanga")
        for n in range(1 + int(rng.random() < 0.4))
    ]


def _forecast(school: SchoolId, resource: ResourceId, rng: np.random.Generator) -> dict[str, Any]:
    p10, p50, p90 = np.sort(rng.gamma(2.0, 8.0, 3)).tolist()
    return {"school": school, "resource": resource, "p10": p10, "p50": p50, "p90": p90, "made_by": "model"}


def _foreseen(row: dict[str, Any]) -> Foreseen:
    return Foreseen(
        row["school"], row["resource"], whole_need(Quantiles(row["p10"], row["p50"], row["p90"])), row["made_by"]
    )


def _request(school: SchoolId, rng: np.random.Generator) -> RequestRow:
    received = datetime(2026, 10, int(rng.integers(1, 17)), int(rng.integers(0, 24)), tzinfo=UTC)
    units = int(rng.integers(1, 30))
    return RequestRow(school=school, resource=GUIDE, units=units, reason="faltan", day=None, received=received)


def _lock(school: SchoolId) -> LockRow:
    return LockRow(school=school, resource=TABLET, kind=LockKind.MIN, units=10, office="Dirección", reason="incendio")
