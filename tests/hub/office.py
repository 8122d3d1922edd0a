"""A regional office for the tests of planning and console: six invented schools, a depot, needs, an operator."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask
from flask.testing import FlaskClient

from hub import schema
from hub.accounts import HubAccounts
from hub.app import create_app
from hub.config import Config
from hub.database import add
from hub.fairness import Weights
from hub.inputs import Foreseen, Inputs
from hub.keyfiles import make_keys
from hub.parts import open_parts
from hub.region_rows import School, SupplyRow
from hub.store import Store
from shared import web
from shared.allocation import Need
from shared.clock import Clock, ShiftedClock
from shared.facts import DeliveryLine
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Power
from tests.hub.databases import Databases, with_tables
from tests.hub.regions import CHARGER, GUIDE, READER, ROUTER, TABLET, catalogue
from tests.shared.web.building import hashed

PASSPHRASE = "puna quinua rio sol"
NOW = datetime(2026, 10, 17, 13, tzinfo=UTC)
PERIOD: dict[str, Any] = {"period_first": date(2026, 10, 19), "period_weeks": 9}
SITES = tuple(SiteId(f"99910{n}") for n in range(1, 7))
_NAMES = ("Quebrada Honda", "El Mirador", "Puente Viejo", "Río Claro", "Tres Cruces", "La Quinua")
_POWER = (Power.NONE, Power.NONE, Power.GRID, Power.SOLAR, Power.UNKNOWN, Power.GRID)
_NEEDS = {TABLET: (14, 18, 24), GUIDE: (18, 22, 29), ROUTER: (0, 1, 1), READER: (4, 6, 9), CHARGER: (2, 4, 6)}


def schools() -> list[School]:
    """Return six schools of one UGEL, with different power and place."""
    return [
        School(
            id=SchoolId(f"099910{n}-0"),
            site=site,
            name=name,
            ugel="Huamanga",
            level="Primaria",
            rurality=f"Rural {1 + n % 3}",
            students=12 + 9 * n,
            power=power,
            internet=[True, False, None][n % 3],
            languages=("quy", "es") if n % 2 else ("es",),
            lat=-13.1 - n / 20,
            lon=-74.2 + (n * 7 % 5) / 10,
            simulated=("students", "power"),
        )
        for n, (site, name, power) in enumerate(zip(SITES, _NAMES, _POWER, strict=True), start=1)
    ]


def needs() -> list[Foreseen]:
    """Return what each school is foreseen to need."""
    return [
        Foreseen(school.id, resource, Need(*quantiles), "model")
        for school in schools()
        for resource, quantiles in _NEEDS.items()
    ]


def more_needs() -> list[Foreseen]:
    """Return what the same schools are foreseen to need once more has come from them."""
    return [replace(one, need=Need(one.need.p10 + 1, one.need.p50 + 1, one.need.p90 + 1)) for one in needs()]


def supply(tablets: int = 55) -> list[SupplyRow]:
    """Return what the depot of Huamanga has: not enough for all."""
    units = {TABLET: tablets, CHARGER: 36, GUIDE: 80, ROUTER: 4, READER: 30}
    return [SupplyRow(depot="Huamanga", resource=name, units=count) for name, count in units.items()]


def inputs(**changes: object) -> Inputs:
    """Return what a plan of these schools rests on, with some of it changed."""
    base = Inputs(
        schools=schools(), foreseen=needs(), stock=[], in_transit={}, requests=[], supply=supply(),
        catalogue=catalogue(), weights=Weights(version=1, alpha=2.0), **PERIOD,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def office(folder: Path, clock: Clock | None = None, databases: Databases | None = None) -> Store:
    """Return the store of a new hub that has imported its schools, catalogue and supply; SQLite without *databases*."""
    database = (databases or Databases()).new()
    config = Config(folder=folder, clock=clock or ShiftedClock(NOW), database=database, second_factor=False)
    make_keys(config)
    store = Store(with_tables(config))
    store.put_schools(schools())
    store.put_supply(supply())
    with store.begin() as connection:
        store.put_version(connection, "catalogue", 1, msgspec.json.encode(catalogue()))
    return store


def app_of(store: Store, role: web.Role = web.Role.OPERATOR) -> Flask:
    """Return the hub's application, with an account ``ana`` of *role*."""
    HubAccounts(store).set_credential(web.Credential("ana", role, hashed(PASSPHRASE), b""))
    return create_app(store.config, open_parts(store.config, store))


def signed_in(app: Flask) -> FlaskClient:
    """Return a browser in which ``ana`` has signed in."""
    client = app.test_client()
    token = csrf_of(client.get("/entrar").get_data(as_text=True))
    answer = client.post("/entrar", data={"csrf": token, "cuenta": "ana", "clave": PASSPHRASE})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def page(client: FlaskClient, path: str) -> str:
    """Return what a page says that must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def post(client: FlaskClient, path: str, token: str) -> int:
    """Press a button that needs nothing else said, and return the status."""
    return client.post(path, data={"csrf": token}).status_code


def csrf_of(page: str) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]


def heard(store: Store, site: SiteId, days_ago: int, node: str = "") -> None:
    """Pretend that the node of *site* was heard so many days ago."""
    row = {
        "node": node or (site + "0" * 10)[:16],
        "verify_key": bytes(32),
        "site": site,
        "state": "ok",
        "enrolled_s": store.now_s() - 40 * 86_400,
        "last_bundle_s": store.now_s() - days_ago * 86_400,
    }
    with store.begin() as connection:
        add(connection, schema.nodes, row)


def delivered(
    store: Store,
    decision: str,
    site: SiteId,
    pecosa: str,
    lines: list[DeliveryLine],
    *,
    day: date | None = date(2026, 10, 30),
    seq: int = 1,
) -> None:
    """Pretend that a proof of delivery arrived."""
    row = {
        "incarnation": (site + "0" * 10)[:16],
        "seq": seq,
        "head": "0" * 32,
        "site": site,
        "decision": decision,
        "pecosa": pecosa,
        "day": day,
        "lines": msgspec.json.encode(lines),
    }
    with store.begin() as connection:
        add(connection, schema.deliveries, row)


def line(resource: ResourceId, shipped: int, rejected: int = 0, reason: str | None = None) -> DeliveryLine:
    """Return one line of a proof of delivery."""
    return DeliveryLine(
        resource=resource, shipped=shipped, accepted=shipped - rejected, rejected=rejected, reason=reason
    )
