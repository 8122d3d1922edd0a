"""What comes back from the schools, as the console follows it: silence, deliveries, requests, what waits."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Label, Select, Table, func, select

from hub import dispatched, enrol, left_out, schema, settled
from hub.database import at
from hub.proofs import delivered
from hub.region import Region, names_of_services, names_of_sites
from hub.rows import DeliveryRow, ObjectionRow, RequestRow, SchoolSync, ShipmentRow, Wait, WaitingRow
from shared.allocation import Decision, Shipment
from shared.clock import LIMA
from shared.ids import ResourceId, SchoolId, SiteId

# Made once: a page of a large region decodes tens of thousands.
_DECISION = msgspec.json.Decoder(Decision)
_SHIPMENT = msgspec.json.Decoder(Shipment)


class FollowUp(Region):
    """Readers for the console."""

    def sync_states(self) -> list[SchoolSync]:
        """Return how each school's news arrives, the longest silent first."""
        schools = self.schools()
        with self.read() as connection:
            return enrol.sync_states(connection, self.now_s(), schools, _waiting(connection))

    def waiting(self) -> list[WaitingRow]:
        """Return the bundles that were kept and not applied, each with its reason: the dead letters."""
        with self.read() as connection:
            return _waiting(connection)

    def deliveries(self, sites: Collection[SiteId] | None = None) -> list[DeliveryRow]:
        """Return the proofs of delivery, the newest first; with *sites*, only theirs."""
        with self.read() as connection:
            return self._delivered(connection, sites)

    def shipment_row(self, pecosa: str) -> ShipmentRow | None:
        """Return one shipment that was ordered, or None where there is none of that number."""
        table = schema.shipments.c
        with self.read() as connection:
            site = connection.execute(select(table.site).where(table.pecosa == pecosa)).scalar()
        rows = self.shipment_rows({SiteId(site)}) if site else []
        return next((row for row in rows if row.pecosa == pecosa), None)

    def shipment_rows(
        self, sites: Collection[SiteId] | None = None, *, proofs: Iterable[DeliveryRow] | None = None
    ) -> list[ShipmentRow]:
        """
        Return what left the depots, what is on its way first (``settled.tallies`` says what ends a line).

        With *sites*, only what left for them: then it costs little of a large region. *proofs*: what ``deliveries``
        gave of the same, where the caller has it already.
        """
        found: dict[tuple[str, str, str], list[DeliveryRow]] = {}
        with self.read() as connection:
            for row in self._delivered(connection, sites) if proofs is None else proofs:
                found.setdefault((row.site, row.pecosa, row.decision), []).append(row)
            names = names_of_sites(connection, sites)
            bodies = connection.execute(_at(select(schema.shipments.c.body), schema.shipments, sites)).scalars().all()
            shipments = [_SHIPMENT.decode(body) for body in bodies]
            asked = None if sites is None else [one.pecosa for one in shipments]
            gone, said = dispatched.standing(connection, asked), settled.solutions(connection, asked)
        rows = []
        for one in shipments:
            proved = found.get((one.site, one.pecosa, one.decision), ())
            of_line = settled.tallies(one, proved, said)
            rows.append(
                ShipmentRow(
                    pecosa=one.pecosa,
                    decision=one.decision,
                    site=one.site,
                    schools=names.get(one.site, ()),
                    left=one.left,
                    gone=gone.get(one.pecosa),
                    lines=one.lines,
                    pending=tuple((resource, tally.out) for resource, tally in of_line.items() if tally.out),
                    closed=sum(tally.closed for tally in of_line.values()),
                    held=settled.held(of_line, one.pecosa, said),
                )
            )
        return sorted(rows, key=lambda row: (row.over, row.left, row.pecosa))

    def served(self, sites: Collection[SiteId] | None = None) -> dict[str, frozenset[SchoolId]]:
        """Return the services for which each decision that left a depot, for one of *sites*, sends something."""
        decided, sent = schema.decisions, select(schema.shipments.c.decision)
        query = _at(select(decided.c.body).where(decided.c.id.in_(sent)), decided, sites)
        with self.read() as connection:
            bodies = connection.execute(query).scalars().all()
            found = [_DECISION.decode(body) for body in bodies]
        return {one.id: frozenset(line.school for line in one.lines if line.units) for one in found}

    def requests(self) -> list[RequestRow]:
        """Return what schools asked for, the newest first; no computer asks for a school of another site."""
        table = schema.requests
        query = (
            select(table, _chain_of(table), arrived := _arrived(table))
            .where(left_out.of_own_school(table))
            .order_by(arrived.desc(), table.c.depth.desc(), table.c.incarnation, table.c.seq.desc())
        )
        with self.read() as connection:
            return [
                RequestRow(
                    school=SchoolId(row.school),
                    resource=ResourceId(row.resource),
                    units=row.units,
                    reason=row.reason,
                    day=row.day,
                    received=at(row.received_s),
                    chain=row.chain or row.incarnation,
                    depth=row.depth,
                    event=(row.incarnation, row.seq),
                    arrived=row.arrived,
                )
                for row in connection.execute(query).all()
            ]

    def objections(self, decision: str = "") -> list[ObjectionRow]:
        """Return what schools object to, of one decision or of all; no computer objects for another site's school."""
        table = schema.objections
        order = (table.c.decision, table.c.resource, table.c.school, table.c.incarnation, table.c.seq)
        own = table.c.school.is_(None) | left_out.of_own_school(table)
        query = select(table).where(left_out.of_own_decision(table), own).order_by(*order)
        with self.read() as connection:
            names, services = names_of_sites(connection), names_of_services(connection)
            rows = connection.execute(query.where(table.c.decision == decision) if decision else query)
            return [
                ObjectionRow(
                    site=SiteId(row.site),
                    school=row.school and SchoolId(row.school),
                    schools=(services[row.school],) if row.school else names.get(row.site, ()),
                    decision=row.decision,
                    resource=ResourceId(row.resource),
                    reason=row.reason,
                    note=row.note,
                    day=row.day,
                )
                for row in rows
            ]

    def in_transit(self) -> dict[tuple[SiteId, ResourceId], int]:
        """
        Return the units that left a depot for a site and that no proof of delivery accepts or rejects yet.

        What the office closed is not among them, but for what came by a paper: the school's own records do not know it
        before it counts on a later day. Once the period that it was for is over they are all that is known.
        """
        units, rows = Counter[tuple[SiteId, ResourceId]](), self.shipment_rows()
        for row in rows:
            for resource, count in row.pending:
                units[row.site, resource] += count
        held = [(row, one) for row in rows for one in row.held]
        counted = {(row.site, row.resource): row.as_of for row in self.stock()} if held else {}
        for row, one in held:
            last = counted.get((row.site, one.resource))
            if (last is None or last <= one.day) and not self._is_over(row.decision):
                units[row.site, one.resource] += one.units
        return dict(units)

    def _is_over(self, decision: str) -> bool:
        """Tell whether the period that a decision was for is over."""
        with self.read() as connection:
            found = dispatched.decision_in(connection, decision)
        if found is None:
            return False
        return self.clock.now().astimezone(LIMA).date() >= found.period_first + timedelta(weeks=found.period_weeks)

    def proofs_in(self, connection: Connection, shipment: Shipment) -> list[DeliveryRow]:
        """Return the proofs of delivery of this very shipment."""
        mine = (shipment.site, shipment.pecosa, shipment.decision)
        return [
            row for row in self._delivered(connection, {shipment.site}) if (row.site, row.pecosa, row.decision) == mine
        ]

    def _delivered(self, connection: Connection, sites: Collection[SiteId] | None = None) -> list[DeliveryRow]:
        there = [] if sites is None else [schema.deliveries.c.site.in_(sites)]
        return delivered(connection, *there, names=names_of_sites(connection, sites))

    def _forked(self, connection: Connection) -> set[str]:
        return enrol.forked_sites(connection)


def _at(query: Select[Any], table: Table, sites: Collection[SiteId] | None) -> Select[Any]:
    return query if sites is None else query.where(table.c.site.in_(sites))


def _chain_of(table: Table) -> Label[Any]:
    """Return the expression that names the tree of the event of a row of *table*."""
    return select(func.min(schema.stretches.c.tree)).where(*left_out.holding(table)).scalar_subquery().label("chain")


def _arrived(table: Table) -> Label[Any]:
    """Return the expression that numbers the stretch that brought the event of a row of *table*."""
    return select(func.min(schema.stretches.c.id)).where(*left_out.holding(table)).scalar_subquery().label("arrived")


def _waiting(connection: Connection) -> list[WaitingRow]:
    table = schema.waiting
    return [
        WaitingRow(
            bundle=row.bundle,
            node=row.node,
            site=row.site,
            why=Wait(row.why),
            reason=row.reason,
            bytes=row.bytes,
            since=at(row.since_s),
        )
        for row in connection.execute(select(table).order_by(table.c.since_s, table.c.bundle))
    ]
