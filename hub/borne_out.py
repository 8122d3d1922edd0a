"""What the office said of units that no proof told of, as far as the proofs that came since bear it out."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Select, select

from hub import proofs, schema, settled
from hub.rows import DeliveryRow
from hub.settled import Line, Solved, Tally
from shared.allocation import Shipment
from shared.delivery_answers import How
from shared.ids import ResourceId, SiteId

AWAY = (How.STAYED, How.RETURNED, How.LOST)
"""What can be said of units that are not at their school, and that a proof can contradict."""
OfPlan = tuple[str, SiteId, ResourceId]
"""A plan, the site for which it sends something, and of what."""


def borne_out(
    connection: Connection, hows: Collection[How], pecosas: Collection[str] | None = None
) -> dict[Line, list[Solved]]:
    """
    Return of each line what holds of it that is one of *hows*, less what its proofs contradict.

    *pecosas*: of these shipments alone.
    """
    said = settled.solutions(connection, _said(hows, pecosas))
    found = {line: [one for one in entries if not one.undone] for line, entries in said.items()}
    # Only what was closed without a proof can be contradicted by one.
    for one, tallies in _closed(connection, hows, said, pecosas):
        found |= settled.borne_out(tallies, one.pecosa, said)
    of_hows = {line: [one for one in entries if one.how in hows] for line, entries in found.items()}
    return {line: entries for line, entries in of_hows.items() if entries}


def disputed(connection: Connection) -> list[tuple[Shipment, int, datetime]]:
    """Return the shipments of which a proof came after the office had closed it: units, and when it closed the last."""
    said = settled.solutions(connection, _unproved(AWAY))
    last: dict[str, datetime] = {}
    for (pecosa, _), entries in said.items():
        for entry in entries:
            if entry.unconfirmed and not entry.undone:
                last[pecosa] = max(entry.at, last.get(pecosa, entry.at))
    found = [
        (one, sum(tally.disputed for tally in tallies.values())) for one, tallies in _closed(connection, AWAY, said)
    ]
    return [(one, units, last[one.pecosa]) for one, units in found if units]


def _said(hows: Collection[How], pecosas: Collection[str] | None) -> Select[tuple[str]]:
    table = schema.discrepancies.solutions.c
    query = select(table.pecosa).where(table.how.in_(hows), table.undone == "")
    return query if pecosas is None else query.where(table.pecosa.in_(pecosas))


def _unproved(hows: Collection[How], pecosas: Collection[str] | None = None) -> Select[tuple[str]]:
    return _said(hows, pecosas).where(schema.discrepancies.solutions.c.unconfirmed)


def _closed(
    connection: Connection,
    hows: Collection[How],
    said: Mapping[Line, Sequence[Solved]],
    pecosas: Collection[str] | None = None,
) -> Iterator[tuple[Shipment, Mapping[ResourceId, Tally]]]:
    """Give the shipments of which something was closed without a proof as one of *hows*, with what is known of them."""
    closed = _unproved(hows, pecosas)
    own: dict[tuple[str, str, str], list[DeliveryRow]] = {}
    for row in proofs.delivered(connection, schema.deliveries.c.pecosa.in_(closed)):
        own.setdefault((row.site, row.pecosa, row.decision), []).append(row)
    bodies = (
        select(schema.shipments.c.body).where(schema.shipments.c.pecosa.in_(closed)).order_by(schema.shipments.c.pecosa)
    )
    for body in connection.execute(bodies).scalars():
        one = msgspec.json.decode(body, type=Shipment)
        yield one, settled.tallies(one, own.get((one.site, one.pecosa, one.decision), ()), said)


def closings(connection: Connection, hows: Collection[How]) -> dict[Line, list[Solved]]:
    """Return of each line what holds of the units that no proof told of, as ``borne_out``."""
    found = {line: [one for one in entries if one.unconfirmed] for line, entries in borne_out(connection, hows).items()}
    return {line: entries for line, entries in found.items() if entries}


def lost(connection: Connection) -> dict[str, dict[ResourceId, int]]:
    """Return by shipment the units of which no proof told and that were given up for lost."""
    found: dict[str, dict[ResourceId, int]] = {}
    for (pecosa, resource), entries in closings(connection, (How.LOST,)).items():
        found.setdefault(pecosa, {})[ResourceId(resource)] = sum(one.units for one in entries)
    return found


def did_not_come(connection: Connection, hows: Collection[How]) -> dict[OfPlan, int]:
    """Return the units that plans sent and that did not come as one of *hows*, said without a proof."""
    of_line = {line: sum(one.units for one in entries) for line, entries in closings(connection, hows).items()}
    table, found = schema.shipments.c, Counter[OfPlan]()
    query = select(table.pecosa, table.decision, table.site).where(table.pecosa.in_(_unproved(hows)))
    rows = connection.execute(query)
    of = {row.pecosa: (row.decision.removesuffix(f"-{row.site}"), SiteId(row.site)) for row in rows}
    for (pecosa, resource), units in of_line.items():
        if units and pecosa in of:
            found[(*of[pecosa], ResourceId(resource))] += units
    return found
