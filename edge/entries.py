"""The node's log, read: its events in order, their positions, and when each was recorded."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from edge.database import Database
from edge.timeline import Timeline, received
from shared.dating import Mark, Spell, When
from shared.events import Event, fields_from, from_fields
from shared.facts import ClockMark
from shared.ids import Head, Incarnation, ResourceId
from shared.resources import Catalogue, ResourceKind
from sync.chain import START, Position
from sync.wire import unpack

_PAGE = 2_000


@lru_cache(maxsize=2)
def _catalogue(raw: bytes) -> Catalogue:
    """Decode a catalogue once for the three times that a form needs it, and for the next one."""
    return unpack(raw, Catalogue, max_bytes=len(raw), what="un dato guardado")


class Entries(Database):
    """
    The append-only log.

    A position in it is a row number without holes; an incarnation is a run of rows that one opening wrote.
    """

    _line: Timeline | None = None

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

    def timeline(self) -> Timeline:
        """Return how this log is dated; kept by the process that writes it."""
        with self._gate:
            line = self._line or self._read_timeline()
            if self._lock is not None:
                self._line = line
            return line

    def dates(self) -> Callable[[Event], When]:
        """Return what tells when an event of this log was recorded."""
        line, numbers = self.timeline(), {name: at for at, (name, _) in enumerate(self._incarnations())}
        return lambda event: line.when(numbers[event.incarnation], event.seq, event.recorded_s)

    def _read_timeline(self) -> Timeline:
        marks: dict[Incarnation, list[Mark]] = {}
        for _, event in self._events(f"kind = {ClockMark.NUMBER}"):
            if isinstance(event.fact, ClockMark):
                marks.setdefault(event.incarnation, []).append(mark_of(event, event.fact))
        last = self.reached(0, self.count())
        spells = [
            Spell(tuple(marks.get(name, ()))).recorded(last[at]) for at, (name, _) in enumerate(self._incarnations())
        ]
        before = 0
        for pos, hub_time in self.rows("SELECT pos, hub_time FROM receipts ORDER BY pos"):
            spells = received(spells, self.reached(before, pos), hub_time)
            before = pos
        return Timeline.of(spells)

    def reached(self, after: int, pos: int) -> dict[int, int]:
        """Return the spells with rows beyond *after* up to *pos*, with the second in which each last recorded then."""
        starts = [first for _, first in self._incarnations()] + [self.count() + 1]
        ends = {at: min(pos, starts[at + 1] - 1) for at in range(len(starts) - 1) if starts[at] <= pos}
        ends = {at: end for at, end in ends.items() if end > after}
        marks = ", ".join("?" * len(ends))
        rows = self.rows(f"SELECT pos, body FROM events WHERE pos IN ({marks})", *ends.values())  # noqa: S608 - marks
        seconds = {found: event.recorded_s for found, event in self._decoded(rows)}
        return {at: seconds[end] for at, end in ends.items()}


def mark_of(event: Event, fact: ClockMark) -> Mark:
    """Return what the clock mark *fact*, which is *event*, says."""
    return Mark(event.seq, event.recorded_s, fact.wall, fact.hub_time)
