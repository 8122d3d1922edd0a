"""What comes back from the schools, as the console follows it: silence, deliveries, requests, what waits."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from hub import enrol, schema
from hub.database import at
from hub.region import Region, names_of_sites
from hub.rows import DeliveryRow, ObjectionRow, RequestRow, SchoolSync, ShipmentRow, Wait, WaitingRow
from shared.allocation import Shipment
from shared.facts import DeliveryLine
from shared.ids import ResourceId, SchoolId, SiteId


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

    def deliveries(self, decision: str = "") -> list[DeliveryRow]:
        """Return the proofs of delivery, the newest first."""
        with self.read() as connection:
            return [row for row in self._delivered(connection) if decision in ("", row.decision)]

    def shipment_rows(self) -> list[ShipmentRow]:
        """Return what left the depots, what is not confirmed first."""
        with self.read() as connection:
            confirmed = {row.pecosa for row in self._delivered(connection)}
            names = names_of_sites(connection)
            bodies = connection.execute(select(schema.shipments.c.body)).scalars()
            shipments = [msgspec.json.decode(body, type=Shipment) for body in bodies]
        rows = [
            ShipmentRow(
                pecosa=one.pecosa,
                decision=one.decision,
                site=one.site,
                schools=names.get(one.site, ()),
                left=one.left,
                expected_first=one.expected_first,
                expected_last=one.expected_last,
                lines=one.lines,
                confirmed=one.pecosa in confirmed,
            )
            for one in shipments
        ]
        return sorted(rows, key=lambda row: (row.confirmed, row.expected_last, row.pecosa))

    def requests(self) -> list[RequestRow]:
        """Return what schools asked for, the newest first."""
        table = schema.requests
        query = select(table).order_by(table.c.received_s.desc(), table.c.incarnation, table.c.seq.desc())
        with self.read() as connection:
            return [
                RequestRow(
                    school=SchoolId(row.school),
                    resource=ResourceId(row.resource),
                    units=row.units,
                    reason=row.reason,
                    day=row.day,
                    received=at(row.received_s),
                )
                for row in connection.execute(query)
            ]

    def objections(self, decision: str = "") -> list[ObjectionRow]:
        """Return what schools object to, of one decision or of all."""
        table = schema.objections
        query = select(table).order_by(table.c.decision, table.c.resource, table.c.incarnation, table.c.seq)
        with self.read() as connection:
            names = names_of_sites(connection)
            rows = connection.execute(query.where(table.c.decision == decision) if decision else query)
            return [
                ObjectionRow(
                    site=SiteId(row.site),
                    schools=names.get(row.site, ()),
                    decision=row.decision,
                    resource=ResourceId(row.resource),
                    reason=row.reason,
                    note=row.note,
                    day=row.day,
                )
                for row in rows
            ]

    def in_transit(self) -> dict[tuple[SiteId, ResourceId], int]:
        """Return the units that left a depot for a site and of which no proof of delivery came back."""
        units: dict[tuple[SiteId, ResourceId], int] = {}
        for row in self.shipment_rows():
            for resource, count in row.lines if not row.confirmed else ():
                units[row.site, resource] = units.get((row.site, resource), 0) + count
        return units

    def _delivered(self, connection: Connection) -> list[DeliveryRow]:
        table = schema.deliveries
        names = names_of_sites(connection)
        rows = connection.execute(select(table).order_by(table.c.day.desc(), table.c.pecosa, table.c.seq))
        return [_delivery(row, names.get(row.site, ())) for row in rows]

    def _forked(self, connection: Connection) -> set[str]:
        return enrol.forked_sites(connection)


def _delivery(row: Row[Any], schools: tuple[str, ...]) -> DeliveryRow:
    lines = msgspec.json.decode(row.lines, type=tuple[DeliveryLine, ...])
    return DeliveryRow(
        site=SiteId(row.site), schools=schools, decision=row.decision, pecosa=row.pecosa, day=row.day, lines=lines
    )


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
