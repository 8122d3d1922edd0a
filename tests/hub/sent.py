"""Two shipments of a plan that nobody had to draw: as they are kept and told when a plan is published."""

from datetime import date

import msgspec

from hub import schema
from hub.database import add
from hub.keyfiles import read_keys
from hub.store import Store
from shared.allocation import Decision, Line, Need, Reason, Shipment
from shared.ids import ResourceId, SiteId
from tests.hub.office import SITES, schools
from tests.hub.regions import GUIDE, TABLET

PLAN, ORDERED = "2026-10-abc", date(2026, 10, 17)


def sent(store: Store) -> list[Shipment]:
    """Let the plan ``PLAN`` go out to the first two sites, and return their shipments."""
    return [_send(store, number, site) for number, site in enumerate(SITES[:2], start=1)]


def _send(store: Store, number: int, site: SiteId) -> Shipment:
    goods = ((GUIDE, 20), (TABLET, 10))
    decision = Decision(
        id=f"{PLAN}-{site}", plan=PLAN, site=site, published=ORDERED, period_first=date(2026, 10, 19), period_weeks=9,
        approvals=(), lines=tuple(_line(site, *pair) for pair in goods),
    )  # fmt: skip
    shipment = Shipment(pecosa=f"{PLAN}-{number:04d}", decision=decision.id, site=site, left=ORDERED, lines=goods)
    keys, body = read_keys(store.config), msgspec.json.encode(shipment)
    with store.begin() as connection:
        row = {"id": decision.id, "plan": PLAN, "site": site, "published": ORDERED, "lines": len(goods)}
        add(connection, schema.decisions, {**row, "body": msgspec.json.encode(decision)})
        ids = {"pecosa": shipment.pecosa, "decision": decision.id, "site": site}
        add(connection, schema.shipments, {**ids, "body": body})
        life = store.issuing_life(connection)
        said = {"subject": f"shipment/{shipment.pecosa}", "body": body}
        store.issue(connection, life, keys, stream=site, kind="shipment", **said)  # type: ignore[arg-type]
    return shipment


def _line(site: SiteId, resource: ResourceId, units: int) -> Line:
    school = next(one.id for one in schools() if one.site == site)
    return Line(
        school=school, site=site, resource=resource, units=units, lots=1, lot=units, reason=Reason.SATISFIED,
        need=Need(1, 2, 3), depot="Huamanga",
    )  # fmt: skip
