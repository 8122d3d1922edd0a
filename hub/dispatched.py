"""What the office wrote down of each shipment's way out: the day on which it left the depot, and with whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from hub import schema
from hub.acts import PROGRAM
from hub.database import at
from hub.rows import Dispatch
from shared.acts import Actor
from shared.allocation import Decision, Shipment


def entries(connection: Connection, pecosa: str) -> list[Dispatch]:
    """Return everything that was written down of a shipment, in order."""
    table = schema.dispatching.dispatches
    query = select(table).where(table.c.pecosa == pecosa).order_by(table.c.number)
    return [_entry(row) for row in connection.execute(query)]


def told(connection: Connection) -> frozenset[str]:
    """Return the shipments of which something was ever written down, that they did not leave too."""
    return frozenset(connection.execute(select(schema.dispatching.dispatches.c.pecosa).distinct()).scalars())


def standing(connection: Connection, pecosas: Collection[str] | None = None) -> Mapping[str, Dispatch]:
    """Return what holds of each shipment that left; with *pecosas*, of these alone."""
    table = schema.dispatching.dispatches
    query = select(table) if pecosas is None else select(table).where(table.c.pecosa.in_(pecosas))
    return holding(_entry(row) for row in connection.execute(query.order_by(table.c.pecosa, table.c.number)))


def holding(rows: Iterable[Dispatch]) -> Mapping[str, Dispatch]:
    """
    Return the last entry of each shipment, but for those that did not leave.

    >>> one = Dispatch(pecosa="1", number=1, day=date(2026, 3, 2), carrier="", why="", by=PROGRAM, at=at(0))
    >>> none = Dispatch(pecosa="1", number=2, day=None, carrier="", why="Se dañó.", by=PROGRAM, at=at(9))
    >>> holding([none, one]), list(holding([one]))
    ({}, ['1'])
    """
    last: dict[str, Dispatch] = {}
    for row in sorted(rows, key=lambda row: row.number):
        last[row.pecosa] = row
    return {pecosa: row for pecosa, row in last.items() if row.day is not None}


def append(
    connection: Connection, pecosa: str, *, day: date | None, carrier: str, why: str, by: Actor, now_s: int
) -> Dispatch:
    """Write an entry down, after those that there are."""
    number = max((row.number for row in entries(connection, pecosa)), default=0) + 1
    row = {"pecosa": pecosa, "number": number, "day": day, "carrier": carrier, "why": why}
    row |= {"login": by.login, "office": by.office, "at_s": now_s}
    connection.execute(schema.dispatching.dispatches.insert().values(**row))
    return Dispatch(pecosa=pecosa, number=number, day=day, carrier=carrier, why=why, by=by, at=at(now_s))


def came_back(connection: Connection, shipment: Shipment, now_s: int) -> Shipment:
    """
    Take up of a shipment that a restored hub got back on which day it had left, and return it as it was ordered.

    Its item says the day of the order until somebody tells another, and then that one.
    """
    order = decision_in(connection, shipment.decision)
    if order is None or (order.published == shipment.left and shipment.gone is None):
        return shipment
    known = standing_one(entries(connection, shipment.pecosa))
    if known is None or known.day != shipment.left:
        append(
            connection, shipment.pecosa, day=shipment.left, carrier=shipment.carrier, why="", by=PROGRAM, now_s=now_s
        )
    return msgspec.structs.replace(shipment, left=order.published, gone=None, carrier="")


def standing_one(rows: Sequence[Dispatch]) -> Dispatch | None:
    """Return the entry that holds of one shipment's, in order; None where it did not leave."""
    return rows[-1] if rows and rows[-1].day is not None else None


def decision_in(connection: Connection, id_: str) -> Decision | None:
    """Return one published decision."""
    table = schema.decisions
    body = connection.execute(select(table.c.body).where(table.c.id == id_)).scalar()
    return None if body is None else msgspec.json.decode(body, type=Decision)


def _entry(row: Row[Any]) -> Dispatch:
    return Dispatch(
        pecosa=row.pecosa,
        number=row.number,
        day=row.day,
        carrier=row.carrier,
        why=row.why,
        by=Actor(row.login, row.office),
        at=at(row.at_s),
    )
