"""What the hub keeps ready of the events: proofs of delivery, requests, objections, and the stock of each site."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, Connection, String, delete, select

from hub import lake, schema, tree
from hub.database import add
from shared.dating import DAY_S, PLAUSIBLE_FROM_S, Mark, Piece, Spell, moved, pieces, still_needed, when
from shared.errors import BadInput
from shared.events import Event, Fields, fields_from, from_fields
from shared.facts import ClockMark, Delivery, Health, Objection, Request
from shared.ids import Head, Incarnation, ResourceId
from shared.resources import ResourceKind
from shared.stock import StockState, fold, touched
from sync.bundle import Frame
from sync.chain import Position
from sync.inbox import position_in

_MOST_UNITS = 2**31 - 1
Stock = dict[ResourceId, StockState]
Kinds = Mapping[ResourceId, ResourceKind]


class Settled(NamedTuple):
    """What the events up to the end of the last anchored spell add up to: no later one gives them another day."""

    stock: Stock
    incarnation: Incarnation
    seq: int
    """Of the last event in it."""
    spell: Spell
    since: int


@dataclass(frozen=True, slots=True)
class Branch:
    """
    What the events up to some position add up to.

    ``spells`` are those, up to the one of the last ``incarnation``, that can still date an event or be dated anew;
    nothing in them happened before ``since``.
    """

    stock: Stock
    incarnation: Incarnation | None = None
    spells: tuple[Spell, ...] = ()
    since: int = PLAUSIBLE_FROM_S
    settled: Settled | None = None
    """From where it is folded again when a later event dates some of its events anew."""


class Place(NamedTuple):
    """Where an event is: its position, and how many events deep it lies in its chain, 1 for the first."""

    position: Position
    depth: int


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    resource: ResourceId
    kind: ResourceKind | None
    on_hand: int
    lent: int
    as_of: date | None


class _Settled(msgspec.Struct, array_like=True, frozen=True):
    stock: list[_Kept]
    incarnation: Incarnation
    seq: int
    spell: Spell
    since: int


class _Folded(msgspec.Struct, array_like=True, frozen=True):
    stock: list[_Kept]
    incarnation: Incarnation | None
    spells: tuple[Spell, ...]
    since: int
    settled: _Settled | None = None


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
            add(connection, schema.deliveries, {**row, "lines": msgspec.json.encode(fact.lines)})
        case Request() as fact:
            row |= {"school": fact.school, "resource": fact.resource, "units": fact.units, "day": day_of(event)}
            row |= {"reason": fact.reason, "depth": place.depth, "received_s": received_s}
            add(connection, schema.requests, row)
        case Objection() as fact:
            row |= {"site": site, "decision": fact.decision, "resource": fact.resource, "day": day_of(event)}
            add(connection, schema.objections, {**row, "reason": fact.reason, "note": fact.note})
        case _:
            return


def day_of(event: Event) -> date | None:
    """Return the day that an event claims, or None where it claims none or one that no calendar has."""
    try:
        return event.occurred.day() if event.occurred else None
    except (OverflowError, ValueError):
        return None


Told = tuple[Piece, ...]
Dated = Callable[[], Iterable[tuple[Event, int]]]
"""Gives events in the order of their chain, each with the second in which the hub received it; may be asked twice."""


def advance(branch: Branch, events: Dated, kinds: Kinds) -> Branch | None:
    """
    Return *branch* after *events*.

    None where they give those of *branch* another day: it must be folded again, from its start.
    """
    spells, incarnation = list(branch.spells), branch.incarnation
    for name, run in groupby(events(), key=lambda pair: pair[0].incarnation):
        if name != incarnation:
            spells.append(Spell())
        incarnation, spells[-1] = name, _longer(spells[-1], run)
    told = pieces(spells, branch.since)
    if moved(pieces(branch.spells, branch.since), told, DAY_S):
        return None
    stock, settled = _folded(branch, events(), kinds, told, spells)
    since, kept = still_needed(spells, branch.since)
    return Branch(stock, incarnation, kept, since, settled)


def _folded(
    branch: Branch, events: Iterable[tuple[Event, int]], kinds: Kinds, told: Sequence[Told], spells: Sequence[Spell]
) -> tuple[Stock, Settled | None]:
    """Return the stock after *events*, and what is settled of it: all up to the end of the last anchored spell."""
    fixed = max((at for at, spell in enumerate(spells) if spell.opened is not None), default=None)
    stock, settled, at, name = dict(branch.stock), branch.settled, len(branch.spells) - 1, branch.incarnation
    for incarnation, run in groupby((event for event, _ in events), key=lambda event: event.incarnation):
        if incarnation != name:
            at, name = at + 1, incarnation
        seq = 0
        for event in run:
            stock |= _change(stock, event, kinds, told[at])
            seq = event.seq
        if at == fixed:
            since, kept = still_needed(spells[: at + 1], branch.since)
            settled = Settled(dict(stock), incarnation, seq, kept[0], since)
    return stock, settled


def _change(stock: Stock, event: Event, kinds: Kinds, told: Told) -> Stock:
    day = day_of(event) if event.occurred else when(told, event.seq, event.recorded_s).day()
    return fold(stock, event, kinds, day=day) if event.occurred is None or day is not None else {}


def _longer(spell: Spell, run: Iterable[tuple[Event, int]]) -> Spell:
    """Return a spell after more of its events, all that the hub received in one second being received together."""
    marks = list(spell.marks)
    for received_s, together in groupby(run, key=lambda pair: pair[1]):
        for event, _ in together:
            spell = spell.recorded(event.recorded_s)
            if isinstance(event.fact, ClockMark):
                marks.append(_mark(event, event.fact))
        spell = spell.received(spell.last_s, received_s)
    return spell._replace(marks=tuple(marks))


def branch_at(connection: Connection, root: Path, position: Position, kinds: Kinds) -> Branch:
    """Return what leads up to *position*: as kept at the end of its branch, or folded from the lake where it forks."""
    kept = tree.folded_at_tip(connection, position)
    return fold_again(connection, root, position, kinds) if kept is None else unpacked(kept)


def fold_again(
    connection: Connection, root: Path, position: Position, kinds: Kinds, settled: Settled | None = None
) -> Branch:
    """Fold everything up to *position* from the lake, or what lies beyond what is *settled* on the way to it."""
    start, after = Branch({}), None
    if settled is not None:
        start = Branch(settled.stock, settled.incarnation, (settled.spell,), settled.since, settled)
        after = (settled.incarnation, settled.seq)
    path = tree.path_to(connection, position, after)
    found = advance(start, lambda: _events_on(root, path), kinds)
    assert found is not None
    return found


def refold(connection: Connection, root: Path, kinds: Kinds) -> None:
    """Fold every branch from the lake, and write the stock of every site anew. Doing it again changes nothing."""
    for tip in tree.tips(connection):
        tree.keep_folded(connection, tip, packed(fold_again(connection, root, tip, kinds)))
    connection.execute(delete(schema.stock))
    for site in connection.execute(select(schema.tips.c.site).distinct()).scalars().all():
        settle(connection, site)


def rebuild(connection: Connection, root: Path, kinds: Kinds) -> int:
    """Make every table of this module anew from the listed segments; return how many events they hold."""
    for table in (schema.deliveries, schema.requests, schema.objections, schema.unreadable):
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

    Where there are several (a copied disk, two computers), the one that counted last is believed, resource by resource.
    """
    table = schema.tips
    best: dict[ResourceId, tuple[tuple[date, int, str], StockState]] = {}
    for row in connection.execute(select(table.c.depth, table.c.head, table.c.folded).where(table.c.site == site)):
        for resource, state in unpacked(row.folded).stock.items():
            rank = (state.as_of or date.min, row.depth, row.head)
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
        }
        for resource, (_, state) in sorted(best.items())
    ]
    if rows:
        connection.execute(schema.stock.insert(), rows)


def packed(branch: Branch) -> bytes:
    """Return a branch as it is kept at its end."""
    settled = branch.settled and _Settled(_kept(branch.settled.stock), *branch.settled[1:])
    folded = _Folded(_kept(branch.stock), branch.incarnation, branch.spells, branch.since, settled)
    return msgspec.msgpack.encode(folded)


def unpacked(data: bytes) -> Branch:
    """Read back what ``packed`` wrote, an older version's too, which kept nothing settled."""
    kept = msgspec.msgpack.decode(data, type=_Folded)
    settled = None
    if (one := kept.settled) is not None:
        settled = Settled(_stock(one.stock), one.incarnation, one.seq, one.spell, one.since)
    return Branch(_stock(kept.stock), kept.incarnation, kept.spells, kept.since, settled)


def _kept(stock: Stock) -> list[_Kept]:
    return [_Kept(one.resource, one.kind, one.on_hand, one.lent, one.as_of) for _, one in sorted(stock.items())]


def _stock(kept: Iterable[_Kept]) -> Stock:
    return {one.resource: StockState(one.resource, one.kind, one.on_hand, one.lent, one.as_of) for one in kept}


def last_health(events: Iterable[Event]) -> dict[int, Any]:
    """Return what the last report of the laptop's health says, by field number; empty where there is none."""
    last = next((event.fact for event in reversed(list(events)) if isinstance(event.fact, Health)), None)
    return {40: last.app_version, 41: last.model_version or ""} if last else {}


def _event(incarnation: Incarnation, seq: int, fields: Fields) -> Event | BadInput:
    try:
        event = from_fields(incarnation, seq, fields)
    except BadInput as error:
        return error
    school = getattr(event.fact, "school", "")
    resources = [getattr(event.fact, "resource", ""), *touched(event.fact)]
    if _fits(school, schema.requests.c.school) and all(_fits(name, schema.stock.c.resource) for name in resources):
        return event
    # No table could hold it: it would come back for ever, and nothing after it would ever count.
    return BadInput("Registro %(seq)s: un código demasiado largo. Se guarda aparte; avise a soporte.", seq=seq)


def _fits(name: str, column: Column[Any]) -> bool:
    return isinstance(column.type, String) and len(name) <= (column.type.length or 0) and "\0" not in name


def _events_on(root: Path, path: Sequence[tree.Piece]) -> Iterator[tuple[Event, int]]:
    for piece in path:
        run = lake.events_in(root, piece.segment, piece.incarnation, piece.first_seq, piece.last_seq)
        for seq, body, received_s in run:
            if isinstance(event := _event(piece.incarnation, seq, fields_from(body)), Event):
                yield event, received_s


def _mark(event: Event, fact: ClockMark) -> Mark:
    return Mark(event.seq, event.recorded_s, fact.wall, fact.hub_time)
