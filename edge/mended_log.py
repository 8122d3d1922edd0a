"""The log out of what could be read of it: records keep their places, and what nobody can vouch for is said."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from edge.database import Database
from edge.records import HEAD_EVERY, MENDED_UNTIL
from edge.short_rows import ShortRows
from edge.wholeness import MENDED
from shared.errors import ChasquiError
from shared.events import KIND, Event, canonical, fields_from, from_fields, to_fields
from shared.facts import Health
from shared.ids import Head, Incarnation
from sync.ack import Cursor
from sync.chain import ROOT, heads_after
from sync.frames import decode_frame
from sync.tables import Tables

_NOBODY = Incarnation(bytes(8))
_log = logging.getLogger(__name__)
# A row of garbage may fail in any of these ways; what it never does is pass for a record that a head vouches for.
_GARBAGE = (ChasquiError, msgspec.MsgspecError, ValueError, LookupError, TypeError, OverflowError, ArithmeticError)


@dataclass(slots=True)
class Part:
    """What one file says of the log: records by row, and the heads that it kept."""

    bodies: dict[int, bytes] = field(default_factory=dict)
    heads: dict[int, Head] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mended:
    """
    What came of the log, in records.

    Args:
        total: How many rows it had, as far as anything tells.
        kept: How many records stand in it now, each in its place.
        from_copies: How many of these only a copy of the last days still had.
        at_region: How many are missing that the region has confirmed: it has them.
        lost: How many are missing that nobody has.
        again: What was recorded after something lost and not confirmed yet: to be recorded anew, in this order.
    """

    total: int
    kept: int
    from_copies: int
    at_region: int
    lost: int
    again: tuple[Event, ...]


def parts_of(db: Database, events: Sequence[Mapping[str, Any]], blocks: Sequence[Mapping[str, Any]]) -> Part:
    """Return what the rows of a file say of the log, without what is no record; *db* holds the names."""
    part, short = Part(), ShortRows(db)
    for row in events:
        try:
            body = short.read(row["body"])
            from_fields(_NOBODY, 1, fields_from(body))
        except _GARBAGE:
            continue
        part.bodies[row["pos"]] = body
        if len(row["head"]) == len(ROOT):
            part.heads[row["pos"]] = Head(row["head"])
    for block in blocks:
        _open(block, short, part)
    return part


def _open(block: Mapping[str, Any], short: ShortRows, part: Part) -> None:
    places = range(block["first_pos"], block["last_pos"] + 1)
    try:
        known = msgspec.msgpack.decode(block["names"], type=dict[int, int])
        names = short.names(known)
        if {field: len(found) for field, found in names.items()} != known:
            return
        records = [canonical(fields) for fields in decode_frame(block["body"], Tables(names))]
    except _GARBAGE:
        _log.warning("block not read first=%d", block["first_pos"])
        return
    free = [pos for pos in places if pos not in part.bodies]
    if len(free) == len(records):
        part.bodies.update(zip(free, records, strict=True))
        part.heads[places[-1]] = Head(block["head"])


def mend(db: Database, parts: Sequence[Part], *, openings_known: bool) -> Mended:
    """
    Write the log of the best of *parts*, the damaged file first, into a database that has everything else.

    Up to where it can be vouched for, or the region has confirmed it, each record keeps its place, so that the region
    knows it again; a lost one leaves a stand-in there. What stands beyond is given back, to be recorded anew.
    """
    acked, cursor_head = _acked(db)
    heads = {pos: head for part in reversed(parts) for pos, head in part.heads.items()}
    if cursor_head is not None:
        heads[acked] = cursor_head
    total = max([acked, *heads, *(pos for part in parts for pos in part.bodies)], default=0)
    bodies, copied, spans = _stretches(parts, heads, total)
    unsure = [first for first, _ in spans if first > acked]
    cut = min(unsure, default=total + 1) - 1
    if not openings_known or not db.value("SELECT 1 FROM incarnations WHERE first_pos = 1"):
        cut = 0
    missing = [pos for pos in range(1, total + 1) if pos not in bodies]
    again = tuple(event for pos, event in _events(db, bodies, total) if pos > max(cut, acked))
    _write(db, bodies, heads, cut, [span for span in spans if span[1] <= cut])
    return Mended(
        total=total,
        kept=sum(pos in bodies for pos in range(1, cut + 1)),
        from_copies=sum(pos in bodies for pos in copied if pos <= cut),
        at_region=sum(pos <= acked for pos in missing) + max(0, min(acked, total) - cut),
        lost=sum(pos > acked for pos in missing),
        again=again,
    )


def _acked(db: Database) -> tuple[int, Head | None]:
    """Return the last row that the region confirmed, with its head where the cursor tells it."""
    acked = db.setting("cursor", Cursor, Cursor()).acked
    first = db.value("SELECT first_pos FROM incarnations WHERE id = ?", acked.incarnation)
    received = int(db.value("SELECT coalesce(max(pos), 0) FROM receipts"))
    at = first + acked.seq - 1 if first is not None and acked.seq else 0
    return (received, None) if received > at else (at, Head(acked.head) if at else None)


def _stretches(
    parts: Sequence[Part], heads: dict[int, Head], total: int
) -> tuple[dict[int, bytes], set[int], list[tuple[int, int]]]:
    """Return the records, which of them only a copy had, and from which row to which no head vouches for them."""
    bodies: dict[int, bytes] = {}
    copied: set[int] = set()
    spans: list[tuple[int, int]] = []
    for before, last in pairwise(sorted({0, total, *(pos for pos in heads if 0 < pos <= total)})):
        rows = range(before + 1, last + 1)
        good = next((at for at, part in enumerate(parts) if _fits(part, rows, heads)), None)
        if good is None:
            spans.append((before + 1, last))
        for pos in rows:
            found = [(at, part.bodies[pos]) for at, part in enumerate(parts) if pos in part.bodies]
            at, body = next(((at, body) for at, body in found if at == good), found[0] if found else (0, None))
            if body is not None:
                bodies[pos] = body
                if at and pos not in parts[0].bodies:
                    copied.add(pos)
    return bodies, copied, spans


def _fits(part: Part, rows: range, heads: Mapping[int, Head]) -> bool:
    """Tell whether a part has all records of a stretch, and they lead from the head before it to the one at its end."""
    told = [part.bodies.get(pos) for pos in rows]
    before = ROOT if rows[0] == 1 else heads[rows[0] - 1]
    if rows[-1] not in heads or None in told:
        return False
    return heads_after(before, [one for one in told if one is not None])[-1] == heads[rows[-1]]


def _events(db: Database, bodies: Mapping[int, bytes], total: int) -> Iterator[tuple[int, Event]]:
    """Give what stands in the rows as events; without openings they are of nobody's."""
    openings = db.rows("SELECT first_pos, id FROM incarnations ORDER BY first_pos")
    at = -1
    for pos in range(1, total + 1):
        while at + 1 < len(openings) and openings[at + 1][0] <= pos:
            at += 1
        first, incarnation = openings[at] if at >= 0 else (1, _NOBODY)
        if pos in bodies:
            yield pos, from_fields(Incarnation(incarnation), pos - first + 1, fields_from(bodies[pos]))


def _write(
    db: Database, bodies: Mapping[int, bytes], heads: Mapping[int, Head], cut: int, spans: Sequence[tuple[int, int]]
) -> None:
    short, head, recorded_s = ShortRows(db), ROOT, 0
    ends = {last for _, last in spans} | {first - 1 for first, _ in spans} | {cut}
    with db.transaction():
        for pos in range(1, cut + 1):
            body = bodies.get(pos)
            if body is None:
                body = canonical(to_fields(Event(_NOBODY, 1, recorded_s, Health(app_version="?"))))
            fields = fields_from(body)
            recorded_s = from_fields(_NOBODY, 1, fields).recorded_s
            head = heads[pos] if pos in heads else heads_after(head, [body])[0]
            keeps = pos in ends or (pos % HEAD_EVERY == 0 and not any(first <= pos < last for first, last in spans))
            db.write(
                "INSERT INTO events (pos, kind, body, head) VALUES (?, ?, ?, ?)",
                *(pos, fields[KIND], short.write(body), head if keeps else b""),
            )
        db.write("DELETE FROM incarnations WHERE first_pos > ?", cut)
        db.write("DELETE FROM receipts WHERE pos > ?", cut)
        db.put(MENDED, [list(span) for span in spans])
        db.put(MENDED_UNTIL, cut)
        db.put("refold", True)
