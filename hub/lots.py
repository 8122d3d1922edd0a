"""The lots of the region's plan, of whole sites at a time: what schools ask for, and what each further lot is worth."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa

from hub.allocation.ready import Ready
from hub.allocation.worth import curves, lot_worths
from hub.inputs import Foreseen, Inputs, asks_of
from hub.means import NONE
from hub.places import Ask
from hub.region_rows import School, StockRow
from hub.rows import RequestRow
from shared.forecast import Quantiles, whole_need
from shared.ids import ResourceId, SchoolId, SiteId

SCHEMA = "school string, resource string, ask binary, worth array<bigint>, expected double, unmet double, cut boolean"
"""
A row for each school and resource: ``ask`` is a ``hub.places.Ask`` as JSON, ``worth`` what each further lot is worth in
millionths, ``expected`` and ``unmet`` units of need and those that what is there does not cover.
"""
CHANCES = (0.1, 0.5, 0.9)
OF_FORECAST = ("school", "resource", "p10", "p50", "p90", "made_by")
"""Columns of a forecast that lots are made of."""


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """What schools ask for, and the worth of its lots, as ``lots_of`` made them."""

    asks: Sequence[Ask]
    ready: Ready


@dataclass(frozen=True, slots=True)
class _Site:
    """What the region knows of one site beside its forecasts."""

    schools: list[School] = field(default_factory=list)
    stock: list[StockRow] = field(default_factory=list)
    coming: list[tuple[ResourceId, int]] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)


def lots_of(inputs: Inputs) -> pd.DataFrame:
    """Return the rows of ``SCHEMA`` of whole sites, by school and resource."""
    asks = sorted(asks_of(inputs), key=lambda ask: (ask.school, ask.resource))
    goods = {one.id: one for one in inputs.catalogue.resources}
    need = np.array([msgspec.structs.astuple(ask.need) for ask in asks], dtype=float).reshape(-1, len(CHANCES))
    have, lot, value = (
        np.array(column, dtype=np.int64)
        for column in (
            [ask.on_hand + ask.in_transit for ask in asks],
            [goods[ask.resource].lot for ask in asks],
            [goods[ask.resource].value for ask in asks],
        )
    )
    found = lot_worths(curves(CHANCES, need), have, lot, value, inputs.weights.least_use_pct)
    return pd.DataFrame(
        {
            "school": pd.Series([ask.school for ask in asks], dtype=object),
            "resource": pd.Series([ask.resource for ask in asks], dtype=object),
            "ask": pd.Series([msgspec.json.encode(ask) for ask in asks], dtype=object),
            "worth": pd.Series(np.split(found.worth, found.first[1:-1]) if asks else [], dtype=object),
            "expected": found.expected,
            "unmet": found.unmet,
            "cut": np.isin(np.arange(len(asks)), found.cut),
        }
    )


def read(rows: pa.Table) -> Built:
    """Return what rows of ``SCHEMA`` say, in whatever order and parts they come."""
    rows = rows.sort_by([("school", "ascending"), ("resource", "ascending")]).combine_chunks()
    worth = rows["worth"].combine_chunks()
    ready = Ready(
        school=np.array(rows["school"].to_pylist(), dtype=object),
        resource=np.array(rows["resource"].to_pylist(), dtype=object),
        count=worth.value_lengths().to_numpy(zero_copy_only=False).astype(np.int64),
        worth=worth.flatten().to_numpy(zero_copy_only=False).astype(np.int64),
        expected=rows["expected"].to_numpy(),
        unmet=rows["unmet"].to_numpy(),
        cut=rows["cut"].to_numpy(),
    )
    return Built([msgspec.json.decode(raw, type=Ask) for raw in rows["ask"].to_pylist()], ready)


def common_of(inputs: Inputs) -> Inputs:
    """Return what every site shares: catalogue, weights, period."""
    return replace(
        inputs, schools=(), foreseen=(), stock=(), in_transit={}, requests=(), supply=(), earlier=(), locks=(),
        last_lots={}, means=NONE,
    )  # fmt: skip


def told_of(inputs: Inputs) -> list[tuple[str, bytes]]:
    """Return what is known of each site beside its forecasts, in bytes that travel to whoever builds its lots."""
    home = {one.id: one.site for one in inputs.schools}
    sites: dict[SiteId, _Site] = {site: _Site() for site in sorted(set(home.values()))}
    for school in inputs.schools:
        sites[school.site].schools.append(school)
    for row in inputs.stock:
        if row.site in sites:
            sites[row.site].stock.append(row)
    for (site, resource), units in inputs.in_transit.items():
        if site in sites:
            sites[site].coming.append((resource, units))
    for request in inputs.requests:
        if request.school in home:
            sites[home[request.school]].requests.append(request)
    return [(str(site), msgspec.json.encode(known)) for site, known in sites.items()]


def part_of(common: Inputs, rows: pd.DataFrame) -> Inputs:
    """Return the inputs of the sites whose rows, told and foreseen, these are."""
    told = rows[rows["told"].notna()]
    known = [msgspec.json.decode(raw, type=_Site) for raw in told["told"]]
    sites = list(zip(map(SiteId, told["site"]), known, strict=True))
    needs = rows[rows["told"].isna()]
    columns = (needs[name].tolist() for name in OF_FORECAST)
    return replace(
        common,
        schools=[school for _, site in sites for school in site.schools],
        stock=[row for _, site in sites for row in site.stock],
        in_transit={(name, resource): units for name, site in sites for resource, units in site.coming},
        requests=[row for _, site in sites for row in site.requests],
        foreseen=[
            Foreseen(SchoolId(school), ResourceId(resource), whole_need(Quantiles(*period)), made_by)
            for school, resource, *period, made_by in zip(*columns, strict=True)
        ],
    )
