"""The node's log, read: its events in order, their positions, and when each was recorded."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from edge.database import Database
from edge.records import PAGE, Records, as_pairs
from edge.timeline import Timeline
from shared.dating import Mark, Spell, When
from shared.events import Event, fields_from, from_fields
from shared.facts import ClockMark
from shared.ids import Incarnation
from sync.chain import START, Position


class _Wrote(NamedTuple):
    """An opening of the file that wrote: which spell of the timeline it is, its name, and its first row."""

    spell: int
    incarnation: Incarnation
    first_pos: int


class Entries:
    """
    The append-only log.

    A position in it is a row number without holes; an incarnation is a run of rows that one opening wrote.
    """

    def __init__(self, db: Database, records: Records) -> None:
        self._db = db
        self._records = records
        self._line: Timeline | None = None

    def place(self, position: Position) -> int | None:
        """Return where *position* is in this log, from 1; 0 for its beginning, None where it is not its own."""
        if position == START:
            return 0
        first = self._db.value("SELECT first_pos FROM incarnations WHERE id = ?", position.incarnation)
        if first is None or position.seq < 1:
            return None
        pos = first + position.seq - 1
        following = self._db.value("SELECT min(first_pos) FROM incarnations WHERE first_pos > ?", first)
        if following is not None and pos >= following:
            return None
        return pos if self._records.head_at(pos) == position.head else None

    def position(self, pos: int) -> Position:
        """Return the position of row *pos*; START for 0."""
        if pos == 0:
            return START
        head = self._records.head_at(pos)
        if head is None:
            raise IndexError(pos)
        incarnation, first = self._db.rows(
            "SELECT id, first_pos FROM incarnations WHERE first_pos <= ? ORDER BY first_pos DESC LIMIT 1", pos
        )[0]
        return Position(Incarnation(incarnation), pos - first + 1, head)

    def incarnations(self) -> list[tuple[Incarnation, int]]:
        """Return the openings that wrote, each with its first row."""
        rows = self._db.rows("SELECT id, first_pos FROM incarnations ORDER BY first_pos")
        return [(Incarnation(id_), first) for id_, first in rows]

    def located(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Incarnation, int, bytes]]:
        """Give (pos, incarnation, seq, body) for rows of (pos, body), in order of pos."""
        openings = self.openings(rows[0][0], rows[-1][0]) if rows else []
        at = -1
        for pos, body in rows:
            while at + 1 < len(openings) and openings[at + 1].first_pos <= pos:
                at += 1
            yield pos, openings[at].incarnation, pos - openings[at].first_pos + 1, body

    def openings(self, first: int, last: int) -> list[_Wrote]:
        """Return the openings that wrote the rows from *first* to *last*: found by index, however many there are."""
        rows = self._db.rows(
            "SELECT n - 1, id, first_pos FROM incarnations WHERE first_pos <= ?2 AND first_pos >= "
            "(SELECT coalesce(max(first_pos), 1) FROM incarnations WHERE first_pos <= ?1) ORDER BY first_pos",
            *(first, last),
        )
        return [_Wrote(spell, Incarnation(id_), first_pos) for spell, id_, first_pos in rows]

    def decoded(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[int, Event]]:
        """Return the events of rows of (pos, body) with their rows, in order."""
        ordered = sorted(rows)
        return [(pos, from_fields(inc, seq, fields_from(body))) for pos, inc, seq, body in self.located(ordered)]

    def events(self, after: int = 0, kinds: Collection[int] = ()) -> Iterator[tuple[int, Event]]:
        """Give the events beyond row *after* in order, of some *kinds* or all, with their rows."""
        rows = self._records.bodies(after, kinds)
        while page := list(islice(rows, PAGE)):
            yield from self.decoded(as_pairs(page))

    def timeline(self) -> Timeline:
        """Return how this log is dated; kept by the process that writes it."""
        with self._db.gate:
            line = self._line or self.read_timeline()
            if self._db.is_writer:
                self._line = line
            return line

    def date_by(self, line: Timeline | None) -> None:
        """Date by *line* from now on, for that is what the log says; None: read it again when it is asked for."""
        self._line = line

    def dates(self) -> Callable[[Event], When]:
        """Return what tells when an event of this log was recorded."""
        line, numbers = self.timeline(), {name: at for at, (name, _) in enumerate(self.incarnations())}
        return lambda event: line.when(numbers[event.incarnation], event.seq, event.recorded_s)

    def read_timeline(self) -> Timeline:
        """Return how this log is dated, told from its clock marks and receipts alone."""
        marks: dict[Incarnation, list[Mark]] = {}
        for _, event in self.events(kinds={ClockMark.NUMBER}):
            if isinstance(event.fact, ClockMark):
                marks.setdefault(event.incarnation, []).append(mark_of(event, event.fact))
        openings, starts = self.incarnations(), self._starts()
        receipts = self._db.rows("SELECT pos, hub_time FROM receipts ORDER BY pos")
        afters = [0, *(pos for pos, _ in receipts)]
        steps = [ends_between(starts, after, pos) for after, (pos, _) in zip(afters, receipts, strict=False)]
        last = ends_between(starts, 0, self._records.count())
        seconds = self._seconds({end for ends in (last, *steps) for end in ends.values()})
        spells = [
            Spell(tuple(marks.get(name, ()))).recorded(seconds[last[at]]) for at, (name, _) in enumerate(openings)
        ]
        for ends, (_, hub_time) in zip(steps, receipts, strict=True):
            for at, end in ends.items():
                spells[at] = spells[at].received(seconds[end], hub_time)
        return Timeline.of(spells)

    def reached(self, after: int, pos: int) -> dict[int, int]:
        """Return the spells with rows beyond *after* up to *pos*, with the second in which each last recorded then."""
        openings = self.openings(after + 1, pos)
        ends = ends_between([*(one.first_pos for one in openings), pos + 1], after, pos)
        seconds = self._seconds(set(ends.values()))
        return {openings[at].spell: seconds[end] for at, end in ends.items()}

    def _starts(self) -> list[int]:
        """Return the first row of each incarnation, and the one that comes next in the log."""
        return [*(first for _, first in self.incarnations()), self._records.count() + 1]

    def _seconds(self, wanted: set[int]) -> dict[int, int]:
        """Return the second in which each of the rows *wanted* was recorded."""
        rows = as_pairs(self._records.rows_at(wanted))
        return {pos: event.recorded_s for pos, event in self.decoded(rows)}


def ends_between(starts: Sequence[int], after: int, pos: int) -> dict[int, int]:
    """
    Return the last row up to *pos* of each spell with rows beyond *after*; *starts* ends with the log's next row.

    >>> ends_between([1, 4, 6, 9], 4, 7)
    {1: 5, 2: 7}
    """
    first, beyond = max(bisect_right(starts, after + 1) - 1, 0), bisect_right(starts, pos)
    within = range(first, min(beyond, len(starts) - 1)) if pos > after else ()
    return {at: min(pos, starts[at + 1] - 1) for at in within}


def mark_of(event: Event, fact: ClockMark) -> Mark:
    """Return what the clock mark *fact*, which is *event*, says."""
    return Mark(event.seq, event.recorded_s, fact.wall, fact.hub_time)
