"""What the hub keeps ready of the events: proofs of delivery, requests, objections, and the stock of each site."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select

from hub import lake, schema, tree
from hub.database import add
from shared.errors import BadInput
from shared.events import Event, Fields, fields_from, from_fields
from shared.facts import Delivery, Health, Objection, Request
from shared.ids import Head, Incarnation, ResourceId
from shared.resources import ResourceKind
from shared.stock import StockState, fold
from sync.bundle import Frame
from sync.chain import Position

Stock = dict[ResourceId, StockState]
Kinds = Mapping[ResourceId, ResourceKind]


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    resource: ResourceId
    kind: ResourceKind | None
    on_hand: int
    lent: int
    as_of: date | None


def readable(frames: Sequence[Frame]) -> Iterator[tuple[Event | BadInput, Head]]:
    """Give each event with its head; one that this version cannot read is given as the reason why."""
    for frame in frames:
        for at, fields in enumerate(frame.records):
            yield _event(frame.incarnation, frame.first_seq + at, fields), frame.heads[at]


def note(connection: Connection, event: Event, head: Head, *, site: str, received_s: int) -> None:
    """Keep what the console follows of an event. Rows are named by the event's identity: order does not matter."""
    row: dict[str, Any] = {"incarnation": event.incarnation.hex(), "seq": event.seq, "head": head.hex()}
    match event.fact:
        case Delivery() as fact:
            row |= {"site": site, "decision": fact.decision, "pecosa": fact.pecosa, "day": day_of(event)}
            add(connection, schema.deliveries, {**row, "lines": msgspec.json.encode(fact.lines)})
        case Request() as fact:
            row |= {"school": fact.school, "resource": fact.resource, "units": fact.units, "day": day_of(event)}
            add(connection, schema.requests, {**row, "reason": fact.reason, "received_s": received_s})
        case Objection() as fact:
            row |= {"site": site, "decision": fact.decision, "resource": fact.resource, "day": day_of(event)}
            add(connection, schema.objections, {**row, "reason": fact.reason, "note": fact.note})
        case _:
            return


def set_aside(
    connection: Connection, incarnation: Incarnation, seq: int, head: Head, *, site: str, why: BadInput
) -> None:
    """Note an event that this version cannot read; its bytes are in the lake, and a later version may."""
    row = {"incarnation": incarnation.hex(), "seq": seq, "head": head.hex(), "site": site, "why": str(why)[:500]}
    add(connection, schema.unreadable, row)


def day_of(event: Event) -> date | None:
    """Return the day that an event claims, or None where it claims none or one that no calendar has."""
    try:
        return event.occurred.day() if event.occurred else None
    except (OverflowError, ValueError):
        return None


def advance(stock: Stock, events: Iterable[Event], kinds: Kinds) -> Stock:
    """Return the stock after *events*, taken in the order of their chain."""
    states = dict(stock)
    for event in events:
        if event.occurred is None or day_of(event) is not None:
            states |= fold(states, event, kinds)
    return states


def stock_before(connection: Connection, root: Path, parent: Position, kinds: Kinds) -> Stock:
    """Return the stock at *parent*: as kept at the end of its branch, or folded anew from the lake where it forks."""
    kept = tree.stock_at_tip(connection, parent)
    if kept is not None:
        return unpacked(kept)
    stock: Stock = {}
    for piece in tree.path_to(connection, parent):
        run = lake.events_in(root, piece.segment, piece.incarnation, piece.first_seq, piece.last_seq)
        events = (_event(piece.incarnation, seq, fields_from(body)) for seq, _, body in run)
        stock = advance(stock, (event for event in events if isinstance(event, Event)), kinds)
    return stock


def settle(connection: Connection, site: str) -> None:
    """
    Write the stock of a site anew from the ends of all its branches.

    Where there are several (a copied disk, two computers), the one that counted last is believed, resource by resource.
    """
    table = schema.tips
    best: dict[ResourceId, tuple[tuple[date, str], StockState]] = {}
    for row in connection.execute(select(table.c.head, table.c.stock).where(table.c.site == site)):
        for resource, state in unpacked(row.stock).items():
            rank = (state.as_of or date.min, row.head)
            if resource not in best or rank > best[resource][0]:
                best[resource] = (rank, state)
    connection.execute(delete(schema.stock).where(schema.stock.c.site == site))
    rows = [
        {"site": site, "resource": resource, "on_hand": state.on_hand, "lent": state.lent, "as_of": state.as_of}
        for resource, (_, state) in sorted(best.items())
    ]
    if rows:
        connection.execute(schema.stock.insert(), rows)


def packed(stock: Stock) -> bytes:
    """Return a stock as it is kept at the end of a branch."""
    kept = [_Kept(s.resource, s.kind, s.on_hand, s.lent, s.as_of) for _, s in sorted(stock.items())]
    return msgspec.msgpack.encode(kept)


def unpacked(data: bytes) -> Stock:
    """Read back what ``packed`` wrote."""
    kept = msgspec.msgpack.decode(data, type=list[_Kept])
    return {one.resource: StockState(one.resource, one.kind, one.on_hand, one.lent, one.as_of) for one in kept}


def last_health(events: Iterable[Event]) -> dict[int, Any]:
    """Return what the last report of the laptop's health says, by field number; empty where there is none."""
    last = next((event.fact for event in reversed(list(events)) if isinstance(event.fact, Health)), None)
    return {40: last.app_version, 41: last.model_version or ""} if last else {}


def _event(incarnation: Incarnation, seq: int, fields: Fields) -> Event | BadInput:
    try:
        return from_fields(incarnation, seq, fields)
    except BadInput as error:
        return error
