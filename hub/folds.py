"""What the hub keeps ready of the events: deliveries, requests, objections, losses, duties, own days, stock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Connection, String, bindparam, delete, select

from hub import lake, schema, tree
from hub.branch_fold import Branch, Kinds, Settled, advance, day_of, packed, unpacked
from hub.database import add
from hub.lake_place import Root
from shared.day_numbers import number_of
from shared.errors import BadInput
from shared.events import Event, Fields, fields_from, from_fields
from shared.facts import Day, Delivery, Duty, Health, Loss, Objection, Request
from shared.ids import Head, Incarnation, ResourceId
from shared.own_days import own_days
from shared.stock import StockState, touched
from sync.chain import Position
from sync.inbox import position_in
from sync.opened import Frame

_MOST_UNITS = 2**31 - 1
_FOLLOWED = (Delivery, Request, Objection, Loss, Duty, Day)
_TABLES = (
    schema.deliveries, schema.requests, schema.objections, schema.losses, schema.duties, schema.own_days,
    schema.unreadable,
)  # fmt: skip
_ENDS_OF_SITE = select(schema.tips.c.depth, schema.tips.c.head, schema.tips.c.folded).where(
    schema.tips.c.site == bindparam("of_site")
)


class Place(NamedTuple):
    """Where an event is: its position, and how many events deep it lies in its chain, 1 for the first."""

    position: Position
    depth: int


def readable(frames: Sequence[Frame], depth: int) -> Iterator[tuple[Event | BadInput, Place]]:
    """
    Give each event with its place, those after one that is *depth* deep.

    One that this version cannot read is given as the reason why.
    """
    for frame in frames:
        for at, fields in enumerate(frame.records):
            depth += 1
            position = position_in(frame, at)
            yield _event(position.incarnation, position.seq, fields), Place(position, depth)


def note(connection: Connection, event: Event | BadInput, place: Place, *, site: str, received_s: int) -> None:
    """
    Keep what the console follows of an event. Rows are named by the event's identity: order does not matter.

    One that this version cannot read is noted with the reason; its bytes are in the lake, and a later version may.
    """
    at = place.position
    row: dict[str, Any] = {"incarnation": at.incarnation.hex(), "seq": at.seq, "head": at.head.hex()}
    if not isinstance(event, Event):
        add(connection, schema.unreadable, {**row, "site": site, "why": str(event)[:500]})
        return
    match event.fact:
        case Delivery() as fact:
            row |= {"site": site, "decision": fact.decision, "pecosa": fact.pecosa, "day": day_of(event)}
            row |= {"acta": _plain(fact.acta), "kept_in": _plain(fact.kept_in)}
            add(connection, schema.deliveries, {**row, "lines": msgspec.json.encode(fact.lines)})
        case Request() as fact:
            row |= {"school": fact.school, "resource": fact.resource, "units": fact.units, "day": day_of(event)}
            row |= {"reason": fact.reason, "depth": place.depth, "received_s": received_s}
            add(connection, schema.requests, row)
        case Objection() as fact:
            row |= {"site": site, "decision": fact.decision, "resource": fact.resource, "day": day_of(event)}
            row |= {"school": fact.school, "reason": fact.reason, "note": fact.note}
            add(connection, schema.objections, row)
        case Loss() as fact:
            row |= {"site": site, "resource": fact.resource, "units": fact.units, "day": day_of(event)}
            row |= {"serial": _plain(fact.serial), "cause": _plain(fact.cause)}
            add(connection, schema.losses, {**row, "report_number": _plain(fact.report_number)})
        case Duty() as fact:
            row |= {"site": site, "person": fact.person.hex(), "audit": (fact.audit or b"").hex()}
            row |= {"role": _plain(fact.role), "action": _plain(fact.action), "day": day_of(event)}
            add(connection, schema.duties, {**row, "depth": place.depth, "received_s": received_s})
        case Day() as fact:
            told = own_days(fact)
            row |= {"site": site, "school": fact.school, "open": fact.open, "cause": _plain(told.cause)}
            row |= {"first": number_of(told.first), "last": number_of(told.last)}
            add(connection, schema.own_days, {**row, "depth": place.depth, "received_s": received_s})
        case _:
            return


def _plain(text: str | None) -> str:
    """Return a text as every database takes it."""
    return (text or "").replace("\0", "")


def is_followed(event: Event | BadInput) -> bool:
    """Tell whether ``note`` keeps anything of an event."""
    return not isinstance(event, Event) or isinstance(event.fact, _FOLLOWED)


def branch_at(connection: Connection, root: Root, position: Position, kinds: Kinds, kept: bytes | None) -> Branch:
    """Return what leads up to *position*: as *kept* at the end of its branch, or from the lake where none is."""
    return fold_again(connection, root, position, kinds) if kept is None else unpacked(kept)


def fold_again(
    connection: Connection,
    root: Root,
    position: Position,
    kinds: Kinds,
    settled: Settled | None = None,
    arrived: Sequence[tuple[Event, int]] = (),
) -> Branch:
    """
    Fold everything up to *position* from the lake, or what lies beyond what is *settled* on the way to it.

    Then *arrived*, which is not listed yet: each event with the second in which the hub received it.
    """
    start, after = Branch({}), None
    if settled is not None:
        start = Branch(settled.stock, settled.incarnation, (settled.spell,), settled.since, settled)
        after = (settled.incarnation, settled.seq)
    path = tree.path_to(connection, position, after)
    found = advance(start, lambda: chain(_events_on(root, path), arrived), kinds)
    assert found is not None
    return found


def refold(connection: Connection, root: Root, kinds: Kinds) -> None:
    """Fold every branch from the lake, and write the stock of every site anew. Doing it again changes nothing."""
    for tip in tree.tips(connection):
        tree.keep_folded(connection, tip, packed(fold_again(connection, root, tip, kinds)))
    connection.execute(delete(schema.stock))
    for site in connection.execute(select(schema.tips.c.site).distinct()).scalars().all():
        settle(connection, site)


def rebuild(connection: Connection, root: Root, kinds: Kinds) -> int:
    """Make every table of this module anew from the listed segments; return how many events they hold."""
    for table in _TABLES:
        connection.execute(delete(table))
    count = 0
    listed = select(schema.segments.c.name).where(schema.segments.c.kind == "events").order_by(schema.segments.c.name)
    for segment in connection.execute(listed).scalars().all():
        for row in lake.rows_of(root, segment):
            event = _event(Incarnation(row["incarnation"]), row["seq"], fields_from(row["body"]))
            place = Place(Position(Incarnation(row["incarnation"]), row["seq"], Head(row["head"])), row["depth"])
            note(connection, event, place, site=row["site"], received_s=row["received_s"])
            count += 1
    refold(connection, root, kinds)
    return count


def settle(connection: Connection, site: str) -> None:
    """
    Write the stock of a site anew from the ends of all its branches.

    Where there are several (a copied disk, two computers), the one that counted last is believed, resource by resource:
    a count that nothing dates before none, and after any with a day.
    """
    best: dict[ResourceId, tuple[tuple[bool, date, int, str], StockState]] = {}
    for row in connection.execute(_ENDS_OF_SITE, {"of_site": site}):
        for resource, state in unpacked(row.folded).stock.items():
            rank = (state.counted, state.as_of or date.min, row.depth, row.head)
            if resource not in best or rank > best[resource][0]:
                best[resource] = (rank, state)
    connection.execute(delete(schema.stock).where(schema.stock.c.site == site))
    rows = [
        {
            "site": site,
            "resource": resource,
            "on_hand": min(state.on_hand, _MOST_UNITS),
            "lent": min(state.lent, _MOST_UNITS),
            "as_of": state.as_of,
            "dated": state.dated,
        }
        for resource, (_, state) in sorted(best.items())
    ]
    if rows:
        connection.execute(schema.stock.insert(), rows)


def last_health(events: Iterable[Event]) -> dict[int, Any]:
    """Return what the last report of the laptop's health says, by field number; empty where there is none."""
    last = next((event.fact for event in reversed(list(events)) if isinstance(event.fact, Health)), None)
    return {40: last.app_version, 41: last.model_version or ""} if last else {}


def _event(incarnation: Incarnation, seq: int, fields: Fields) -> Event | BadInput:
    try:
        event = from_fields(incarnation, seq, fields)
    except BadInput as error:
        return error
    school = getattr(event.fact, "school", None) or ""
    resources = {getattr(event.fact, "resource", ""), *touched(event.fact)}
    if _fits(school, _SCHOOL) and all(_fits(name, _RESOURCE) for name in resources):
        return event
    # No table could hold it: it would come back for ever, and nothing after it would ever count.
    return BadInput("Registro %(seq)s: un código demasiado largo. Se guarda aparte; avise a soporte.", seq=seq)


def _longest(column: Column[Any]) -> int:
    return (column.type.length or 0) if isinstance(column.type, String) else 0


_SCHOOL, _RESOURCE = _longest(schema.requests.c.school), _longest(schema.stock.c.resource)


def _fits(name: str, longest: int) -> bool:
    return len(name) <= longest and "\0" not in name


def _events_on(root: Root, path: Sequence[tree.Piece]) -> Iterator[tuple[Event, int]]:
    for piece in path:
        run = lake.events_in(root, piece.segment, piece.incarnation, piece.first_seq, piece.last_seq)
        for seq, body, received_s in run:
            if isinstance(event := _event(piece.incarnation, seq, fields_from(body)), Event):
                yield event, received_s
