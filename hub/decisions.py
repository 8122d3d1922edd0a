"""Publishing: from the lines of an approved plan to one decision per site, with the slip that goes with the goods."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from sqlalchemy import Connection, select

from hub import dispatched, kept_means, ledger, schema, weighing
from hub.acts import BY_COMMAND, Kind
from hub.database import add
from hub.depots import take
from hub.keyfiles import read_keys
from hub.pack_choice import packs_in
from hub.plan_rows import PlanRow, PlanStatus
from hub.planned import lines_in
from hub.plans import STANDING, decisions_in, plan_in, set_status
from hub.store import Store
from hub.superseding import supersede
from shared.acts import Actor
from shared.allocation import Approval, Decision, Line, PackLine, Shipment
from shared.clock import LIMA
from shared.errors import PlanRefused
from shared.ids import ResourceId, SiteId
from sync.keys import HubKeys

_log = logging.getLogger(__name__)


def publish(store: Store, plan_id: str, by: Actor = BY_COMMAND) -> list[Decision]:
    """
    Publish an approved plan, in one transaction: decisions, shipments, and an item for each in its site's feed.

    What it sends is off the depots from then on, and no other plan that was proposed or approved can go out: each was
    drawn without knowing of this one. Publishing again, also at the same moment, returns the same decisions.

    Raises:
        BadInput: There is no such plan.
        PlanRefused: Nobody has approved it, another plan took its place, or a depot no longer has the units, or the
            region not the room, the trips or the money.
    """
    keys = read_keys(store.config)
    with store.begin() as connection:
        plan = plan_in(connection, plan_id)
        if plan.status is PlanStatus.PUBLISHED:
            return decisions_in(connection, plan.id)
        if plan.status is not PlanStatus.APPROVED or not plan.approvals:
            raise PlanRefused(
                "El plan %(plan)s no se puede publicar: %(standing)s", plan=plan.id, standing=STANDING[plan.status]
            )
        today = store.clock.now().astimezone(LIMA).date()
        lines = lines_in(connection, plan.id)
        decisions = decisions_of(plan, lines, today)
        shipments = shipments_of(decisions)
        take(connection, plan.id, lines, today)
        kept_means.check(store, connection, plan.id, plan.period_first, lines)
        weighing.publish(store, connection, keys, plan.weights_version)
        _send(store, connection, keys, decisions, shipments)
        set_status(connection, plan.id, PlanStatus.PUBLISHED, published=today)
        supersede(connection, but=plan.id, among=(PlanStatus.PROPOSED, PlanStatus.APPROVED))
        sent = {"plan_hash": plan.plan_hash, "sites": len(decisions), "shipments": len(shipments)}
        ledger.append(connection, store.now_s(), Kind.PUBLISHED, plan.id, by, sent)
    _log.info("published plan=%s decisions=%d shipments=%d", plan.id, len(decisions), len(shipments))
    return decisions


def _send(
    store: Store,
    connection: Connection,
    keys: HubKeys,
    decisions: Iterable[Decision],
    shipments: Iterable[Shipment],
) -> None:
    """Keep decisions and shipments, and put each into its site's feed."""
    life = store.issuing_life(connection)
    for decision in decisions:
        row = {"id": decision.id, "plan": decision.plan, "site": decision.site, "published": decision.published}
        body = msgspec.json.encode(decision)
        add(connection, schema.decisions, {**row, "lines": len(decision.lines), "body": body})
        subject = f"decision/{decision.plan}/{decision.site}"
        store.issue(connection, life, keys, stream=decision.site, kind="decision", subject=subject, body=body)
    for shipment in shipments:
        body = msgspec.json.encode(shipment)
        ids = {"pecosa": shipment.pecosa, "decision": shipment.decision, "site": shipment.site}
        if not add(connection, schema.shipments, {**ids, "body": body}):
            _check_number(connection, shipment)
            if dispatched.standing_one(dispatched.entries(connection, shipment.pecosa)):
                continue  # Its school was told the day on which it left, and gave that back.
        subject = f"shipment/{shipment.pecosa}"
        store.issue(connection, life, keys, stream=shipment.site, kind="shipment", subject=subject, body=body)


def _check_number(connection: Connection, shipment: Shipment) -> None:
    """
    Look at a number that was given before: a school gave this very delivery back to a restored hub, or it is another's.

    Raises:
        PlanRefused: It is another's: a PECOSA is given once and never again.
    """
    query = select(schema.shipments.c.body).where(schema.shipments.c.pecosa == shipment.pecosa)
    known = msgspec.json.decode(connection.execute(query).scalar_one(), type=Shipment)
    if (known.decision, known.site, known.lines) != (shipment.decision, shipment.site, shipment.lines):
        raise PlanRefused(
            "La PECOSA %(pecosa)s ya es de otra entrega. Calcule el reparto otra vez con «Recalcular con lo fijado», "
            "en la página del plan, o con «chasqui-hub allocate».",
            pecosa=shipment.pecosa,
        )


def decisions_of(plan: PlanRow, lines: Iterable[Line], today: date) -> list[Decision]:
    """Return one decision per site, by site, its lines by school and resource."""
    by_site: dict[SiteId, list[Line]] = {}
    packs: dict[SiteId, list[PackLine]] = {}
    for pack in packs_in(plan.inputs):
        packs.setdefault(pack.site, []).append(pack)
    for line in sorted(lines, key=lambda line: (line.site, line.school, line.resource)):
        by_site.setdefault(line.site, []).append(line)
    approvals = tuple(Approval(role=one.office, on=one.on.astimezone(LIMA).date()) for one in plan.approvals)
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
            packs=tuple(packs.get(site, ())),
        )
        for site, of in sorted((dict.fromkeys(packs, ()) | by_site).items())
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
            shipments.append(
                Shipment(
                    pecosa=f"{decision.plan}-{number:04d}",
                    decision=decision.id,
                    site=decision.site,
                    left=decision.published,
                    lines=lines,
                )
            )
    return shipments
