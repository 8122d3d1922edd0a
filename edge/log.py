"""The node's log: facts become events, chained and folded, in one transaction each time."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from edge.database import Database, damaged
from edge.dating import STEP_S, Mark, as_datetime, moves, says_the_same, unix_at
from edge.folds import Folds
from edge.wholeness import is_whole
from shared.clock import Clock
from shared.errors import BadInput
from shared.events import KIND, Claim, Event, canonical, fields_from, from_fields, to_fields
from shared.facts import ClockMark
from shared.ids import Head, Incarnation, ResourceId
from shared.resources import Catalogue, ResourceKind
from sync.chain import MAX_BODY_BYTES, START, Position, next_head
from sync.wire import unpack

KEPT_FORMS = 10_000
"""Forms whose repetition is noticed: the newest. Their age is counted in forms, because clocks jump."""
_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class _Opening:
    """The incarnation that this process writes, and its clock marks so far."""

    incarnation: Incarnation
    first_pos: int
    opened_elapsed_s: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Contact:
    """The hub's time, and the steady clock at that moment."""

    hub_time: int
    elapsed_s: float


@lru_cache(maxsize=2)
def _catalogue(raw: bytes) -> Catalogue:
    """Decode a catalogue once for the three times that a form needs it, and for the next one."""
    return unpack(raw, Catalogue, max_bytes=len(raw), what="un dato guardado")


class EventLog(Database):
    """
    The append-only log with its folds.

    A position in the log is a row number without holes; an incarnation is a run of rows that one opening wrote.
    """

    _opening: _Opening | None = None
    _contact: _Contact | None = None

    def __init__(self, path: Path, clock: Clock, *, writer: bool = True, create: bool = False) -> None:
        """Open the log, as ``Database`` does; to a writer one with holes is a damaged file (see ``is_whole``)."""
        super().__init__(path, clock, writer=writer, create=create)
        if writer and not is_whole(self):
            self.close()
            raise damaged(path, "el registro tiene huecos")

    def record(self, claims: Sequence[Claim], *, once: str = "") -> list[Event]:
        """
        Write facts to the log: all of them or none, and on the disk when this returns.

        Imported facts whose source key is known already are left out. Returns what was added, in order. *once* is the
        nonce of a form: it is spent by the very transaction that writes the facts, so that a form adds nothing the
        second time, not even after a restart, and may be sent again when the first time failed.

        Raises:
            BadInput: A fact that breaks its own bounds, or is too long to travel.
            DatabaseBusy: See ``Database``.
            NotReady: No space left, or another trouble of the disk.
        """
        before = self._opening, self._contact
        try:
            with self.transaction():
                fresh = self._unknown(claims)
                if not fresh or (once and not self._spend(once)):
                    return []
                return self._write_down(fresh)
        except BaseException:
            # What was rolled back has no incarnation.
            self._opening, self._contact = before
            raise

    def note_hub_time(self, hub_time: int) -> None:
        """Remember what the hub's clock says now (Unix seconds); the next recorded fact anchors its log by it."""
        with self._gate:
            self._contact = _Contact(hub_time, self.clock.elapsed_s())

    def rebuild(self) -> int:
        """Fold the whole log again, from nothing, in one transaction; return how many events it holds."""
        with self.transaction():
            folds = Folds(self._db.execute, self.kinds())
            folds.clear()
            count = 0
            marks = self._marks()
            for _, event in self._events():
                folds.add(event, recorded_at(event, marks))
                count += 1
        return count

    def kinds(self) -> Mapping[ResourceId, ResourceKind]:
        """Return how need of each known resource is counted."""
        return {resource.id: resource.kind for resource in self.catalogue().resources}

    def catalogue(self) -> Catalogue:
        """Return the catalogue in force; version 0, empty, until one came."""
        raw = self.value("SELECT value FROM settings WHERE name = 'catalogue'")
        return Catalogue(0, ()) if raw is None else _catalogue(raw)

    def count(self) -> int:
        """Return how many events the log holds."""
        return int(self.value("SELECT coalesce(max(pos), 0) FROM events"))

    def place(self, position: Position) -> int | None:
        """Return where *position* is in this log, from 1; 0 for its beginning, None where it is not its own."""
        if position == START:
            return 0
        first = self.value("SELECT first_pos FROM incarnations WHERE id = ?", position.incarnation)
        if first is None or position.seq < 1:
            return None
        pos = first + position.seq - 1
        found = self.row("SELECT pos FROM events WHERE pos = ? AND head = ?", pos, position.head)
        following = self.value("SELECT min(first_pos) FROM incarnations WHERE first_pos > ?", first)
        return None if found is None or (following is not None and pos >= following) else pos

    def position(self, pos: int) -> Position:
        """Return the position of row *pos*; START for 0."""
        if pos == 0:
            return START
        head = self.value("SELECT head FROM events WHERE pos = ?", pos)
        incarnation, first = self.rows(
            "SELECT id, first_pos FROM incarnations WHERE first_pos <= ? ORDER BY first_pos DESC LIMIT 1", pos
        )[0]
        return Position(Incarnation(incarnation), pos - first + 1, Head(head))

    def _write_down(self, claims: Sequence[Claim]) -> list[Event]:
        opening = self._opening or self._open()
        folds = Folds(self._db.execute, self.kinds())
        recorded_s = max(0, int(self.clock.elapsed_s() - opening.opened_elapsed_s))
        tail = _Tail(self.count(), self.position(self.count()).head)
        vocabulary = self.catalogue().version
        mark = self._mark_due(opening, recorded_s)
        moved = False
        if mark is not None:
            event, tail = self._append(opening, tail, Claim(mark), recorded_s, 0)
            new = _mark(event, mark)
            moved = moves(opening.marks, new)
            opening = replace(opening, marks=(*opening.marks, new))
            folds.add(event, as_datetime(unix_at(opening.marks, event.seq, recorded_s)))
        events = []
        for claim in claims:
            event, tail = self._append(opening, tail, claim, recorded_s, vocabulary)
            folds.add(event, as_datetime(unix_at(opening.marks, event.seq, recorded_s)))
            events.append(event)
        self._opening = opening
        if moved:
            self.rebuild()
        return events

    def _spend(self, nonce: str) -> bool:
        """Remember a form; tell whether it is new. A class's uses carry no source key: it would double what travels."""
        digest = blake2b(nonce.encode(), digest_size=16).digest()
        if self.value("SELECT 1 FROM spent_forms WHERE nonce = ?", digest):
            return False
        self.write("INSERT INTO spent_forms (nonce) VALUES (?)", digest)
        self.write("DELETE FROM spent_forms WHERE n <= (SELECT max(n) FROM spent_forms) - ?", KEPT_FORMS)
        return True

    def _open(self) -> _Opening:
        """Draw an incarnation: only now, with its first event, so that an opening that writes nothing leaves none."""
        incarnation, first_pos = Incarnation(secrets.token_bytes(8)), self.count() + 1
        self.write("INSERT INTO incarnations (id, first_pos) VALUES (?, ?)", incarnation, first_pos)
        return _Opening(incarnation, first_pos, self.clock.elapsed_s())

    def _mark_due(self, opening: _Opening, recorded_s: int) -> ClockMark | None:
        """Return the clock mark that must come first: at an opening, after a contact, or when the clock was set."""
        wall, hub_time = self.now_s(), self._hub_time()
        if not opening.marks:
            return ClockMark(wall=wall, hub_time=hub_time)
        last = opening.marks[-1]
        if hub_time is not None and not says_the_same(opening.marks, recorded_s, hub_time):
            return ClockMark(wall=wall, hub_time=hub_time, cause="hub")
        stepped = abs(wall - last.wall - (recorded_s - last.recorded_s)) > STEP_S
        return ClockMark(wall=wall, cause="step") if stepped else None

    def _hub_time(self) -> int | None:
        """Return the hub's time now, told from the last contact; each contact is told once."""
        contact, self._contact = self._contact, None
        return None if contact is None else contact.hub_time + int(self.clock.elapsed_s() - contact.elapsed_s)

    def _append(
        self, opening: _Opening, tail: "_Tail", claim: Claim, recorded_s: int, vocabulary: int
    ) -> tuple[Event, "_Tail"]:
        pos = tail.pos + 1
        seq = pos - opening.first_pos + 1
        event = Event(opening.incarnation, seq, recorded_s, claim.fact, claim.occurred, claim.source_key, vocabulary)
        body = _body(event)
        head = next_head(tail.head, body)
        self.write("INSERT INTO events (pos, kind, body, head) VALUES (?, ?, ?, ?)", pos, fact_kind(event), body, head)
        if claim.source_key is not None:
            self.write("INSERT INTO source_keys (key) VALUES (?)", claim.source_key)
        return event, _Tail(pos, head)

    def _unknown(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims without a source key, or with one not seen before, here or earlier in *claims*."""
        fresh, seen = [], set()
        for claim in claims:
            key = claim.source_key
            if key is not None:
                if key in seen or self.value("SELECT 1 FROM source_keys WHERE key = ?", key):
                    continue
                seen.add(key)
            fresh.append(claim)
        return fresh

    def _incarnations(self) -> list[tuple[Incarnation, int]]:
        rows = self.rows("SELECT id, first_pos FROM incarnations ORDER BY first_pos")
        return [(Incarnation(id_), first) for id_, first in rows]

    def _located(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Incarnation, int, bytes]]:
        """Give (pos, incarnation, seq, body) for rows of (pos, body), in order of pos."""
        openings = self._incarnations()
        at = -1
        for pos, body in rows:
            while at + 1 < len(openings) and openings[at + 1][1] <= pos:
                at += 1
            incarnation, first = openings[at]
            yield pos, incarnation, pos - first + 1, body

    def _decoded(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[int, Event]]:
        ordered = sorted(rows)
        return [(pos, from_fields(inc, seq, fields_from(body))) for pos, inc, seq, body in self._located(ordered)]

    def _events(self, where: str = "1", *parameters: object) -> Iterator[tuple[int, Event]]:
        """Give the events of the log in order, a page at a time, with their rows."""
        last = 0
        while rows := self.rows(
            f"SELECT pos, body FROM events WHERE pos > ? AND {where} ORDER BY pos LIMIT {_PAGE}",  # noqa: S608
            *(last, *parameters),
        ):
            yield from self._decoded(rows)
            last = rows[-1][0]

    def _marks(self) -> dict[Incarnation, list[Mark]]:
        """Return the clock marks of every incarnation."""
        marks: dict[Incarnation, list[Mark]] = {}
        for _, event in self._events(f"kind = {ClockMark.NUMBER}"):
            if isinstance(event.fact, ClockMark):
                marks.setdefault(event.incarnation, []).append(_mark(event, event.fact))
        return marks


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last row of the log and its head."""

    pos: int
    head: Head


def fact_kind(event: Event) -> int:
    """Return the number of an event's kind."""
    return int(to_fields(event)[KIND])


def recorded_at(event: Event, marks: Mapping[Incarnation, Sequence[Mark]]) -> datetime | None:
    """Return when an event was recorded, as far as clock marks tell."""
    return as_datetime(unix_at(marks.get(event.incarnation, ()), event.seq, event.recorded_s))


def _mark(event: Event, fact: ClockMark) -> Mark:
    return Mark(event.seq, event.recorded_s, fact.wall, fact.hub_time)


def _body(event: Event) -> bytes:
    """
    Return the canonical bytes of an event that can be read back and can travel.

    Raises:
        BadInput: It breaks a bound of its kind, or is too long.
    """
    body = canonical(to_fields(event))
    from_fields(event.incarnation, event.seq, fields_from(body))
    if len(body) > MAX_BODY_BYTES:
        raise BadInput("Este registro es demasiado largo para enviarse. Divídalo en dos y repita.")
    return body
