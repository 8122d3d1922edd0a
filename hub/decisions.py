"""Publishing: from the lines of an approved plan to one decision per site, with the slip that goes with the goods."""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, update

from hub import schema
from hub.database import add
from hub.keyfiles import read_keys
from hub.plans import set_status
from hub.rows import PlanRow, PlanStatus
from hub.store import Store
from shared.allocation import Approval, Decision, Line, Shipment
from shared.clock import LIMA
from shared.errors import PlanRefused
from shared.ids import ResourceId, SiteId

TRAVEL_DAYS = (7, 21)
"""From the depot to a school: the window that a shipment announces."""
_SIGNED = (PlanStatus.APPROVED, PlanStatus.PUBLISHED)
_log = logging.getLogger(__name__)


def publish(store: Store, plan_id: str) -> list[Decision]:
    """
    Publish an approved plan, in one transaction: decisions, shipments, and an item for each in its site's feed.

    Publishing again changes nothing, and returns the same decisions.

    Raises:
        BadInput: There is no such plan.
        PlanRefused: Nobody has approved it, another plan took its place, or a depot no longer has the units.
    """
    plan, keys = store.plan(plan_id), read_keys(store.config)
    if plan.status not in _SIGNED or not plan.approvals:
        raise PlanRefused(f"El plan {plan.id} no está aprobado. Revíselo y apruébelo antes de publicarlo.")
    if plan.status is PlanStatus.PUBLISHED:
        return store.decisions(plan.id)
    today = store.clock.now().astimezone(LIMA).date()
    lines = store.plan_lines(plan.id)
    decisions = decisions_of(plan, lines, today)
    shipments = shipments_of(decisions)
    with store.begin() as connection:
        life = store.life(connection)
        _take_from_depots(connection, plan.id, lines)
        for decision in decisions:
            row = {"id": decision.id, "plan": decision.plan, "site": decision.site, "published": decision.published}
            body = msgspec.json.encode(decision)
            add(connection, schema.decisions, {**row, "lines": len(decision.lines), "body": body})
            subject = f"decision/{plan.id}/{decision.site}"
            store.issue(connection, life, keys, stream=decision.site, kind="decision", subject=subject, body=body)
        for shipment in shipments:
            body = msgspec.json.encode(shipment)
            ids = {"pecosa": shipment.pecosa, "decision": shipment.decision, "site": shipment.site}
            add(connection, schema.shipments, {**ids, "body": body})
            subject = f"shipment/{shipment.pecosa}"
            store.issue(connection, life, keys, stream=shipment.site, kind="shipment", subject=subject, body=body)
        set_status(connection, plan.id, PlanStatus.PUBLISHED, published=today)
    _log.info("published plan=%s decisions=%d shipments=%d", plan.id, len(decisions), len(shipments))
    return decisions


def _take_from_depots(connection: Connection, plan_id: str, lines: Iterable[Line]) -> None:
    """Take what is sent off the depots' stock, or the next plan would hand it out again."""
    sent = Counter[tuple[str, str]]()
    for line in lines:
        sent[line.depot, line.resource] += line.units
    table = schema.supply
    for (depot, resource), units in sorted(sent.items()):
        there = table.c.depot == depot, table.c.resource == resource, table.c.units >= units
        if units and not connection.execute(update(table).where(*there).values(units=table.c.units - units)).rowcount:
            raise PlanRefused(
                f"El almacén {depot} ya no tiene {units} de {resource} para el plan {plan_id}. "
                "Calcule el reparto otra vez con «allocate» y apruebe el nuevo."
            )


def decisions_of(plan: PlanRow, lines: Iterable[Line], today: date) -> list[Decision]:
    """Return one decision per site, by site, its lines by school and resource."""
    by_site: dict[SiteId, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (line.site, line.school, line.resource)):
        by_site.setdefault(line.site, []).append(line)
    approvals = tuple(Approval(role=one.role, on=one.on.astimezone(LIMA).date()) for one in plan.approvals)
    return [
        Decision(
            id=f"{plan.id}-{site}",
            plan=plan.id,
            site=site,
            published=today,
            period_first=plan.period_first,
            period_weeks=plan.period_weeks,
            approvals=approvals,
            lines=tuple(of),
            weights_version=plan.weights_version,
            plan_hash=plan.plan_hash,
            simulated=plan.simulated,
        )
        for site, of in by_site.items()
    ]


def shipments_of(decisions: Sequence[Decision]) -> list[Shipment]:
    """Return the shipment of each decision that sends anything; its PECOSA counts the sites of the plan."""
    shipments = []
    for number, decision in enumerate(decisions, start=1):
        units: dict[ResourceId, int] = {}
        for line in decision.lines:
            units[line.resource] = units.get(line.resource, 0) + line.units
        lines = tuple((resource, count) for resource, count in sorted(units.items()) if count)
        if lines:
            first, last = (decision.published + timedelta(days=days) for days in TRAVEL_DAYS)
            shipments.append(
                Shipment(
                    pecosa=f"{decision.plan}-{number:04d}",
                    decision=decision.id,
                    site=decision.site,
                    left=decision.published,
                    expected_first=first,
                    expected_last=last,
                    lines=lines,
                )
            )
    return shipments
