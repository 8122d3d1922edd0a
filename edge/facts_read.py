"""Facts as pages list them: what waits, what was recorded last, and the rare kinds with the day they happened."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from edge.database import Database
from edge.dating import as_datetime
from edge.entries import Entries
from edge.outbox import NodeOutbox
from edge.records import Records, as_pairs
from edge.rows import DeliveryRow, ObjectionRow, RequestRow, ToldRow
from edge.sync_rows import PendingRow, SyncCode
from shared.dating import When
from shared.events import Event
from shared.fact_fields import Fact
from shared.facts import ClockMark, Count, Delivery, Health, Objection, Request, Use
from shared.ids import ResourceId
from shared.occurred import Occurred
from sync.chain import Position

F = TypeVar("F", bound=Fact)
_UNWRITTEN = (
    f"kind = {ClockMark.NUMBER}",
    # As the partial index has it, which is used only where its condition is repeated.
    f"kind = {Health.NUMBER} AND kind NOT IN (1, 2, 13)",
)


class FactReaders:
    """Readers that look at the log itself."""

    def __init__(self, db: Database, records: Records, entries: Entries, outbox: NodeOutbox) -> None:
        self._db = db
        self._records = records
        self._entries = entries
        self._outbox = outbox

    def left_until(self) -> int:
        """Return the row up to which events lie on a stick without an ack; the acked row where none do."""
        with self._db.gate:
            acked = self._outbox.acked()
            return max(acked, min(self._db.setting("left_until", int, 0), self._records.count()))

    def note_left(self, end: Position) -> None:
        """Remember that everything recorded up to *end* lies on a stick now."""
        with self._db.gate:
            self._db.put("left_until", self._entries.place(end) or 0)

    def left_facts_count(self) -> int:
        """Return how many facts lie on a stick without an ack."""
        with self._db.gate:
            acked, left = self._outbox.acked(), self.left_until()
            return left - acked - self.marks(acked, left)

    def marks(self, after: int, until: int) -> int:
        """
        Return how many of the rows *after* one *until* another nobody wrote down: clock marks and the laptop's health.
        """
        clock, health = (
            self._db.value(f"SELECT count(*) FROM events WHERE {where} AND pos > ? AND pos <= ?", after, until)  # noqa: S608 - ours
            for where in _UNWRITTEN
        )
        return int(clock + health)

    def confirmed_marks(self, last: int) -> int:
        """Return how many of the *last* events that a signed ack covers are clock marks."""
        with self._db.gate:
            acked = self._outbox.acked()
            return self.marks(acked - last, acked)

    def pending_facts_count(self) -> int:
        """Return how many facts no signed ack covers: what somebody wrote down, without clock marks."""
        with self._db.gate:
            return self._outbox.pending() - self.marks(self._outbox.acked(), self._records.count())

    def pending_facts(self, limit: int = 15) -> list[PendingRow]:
        """Return what no signed ack covers, newest first."""
        with self._db.gate:
            acked = self._outbox.acked()
            return self._listed(acked, limit)

    def recent_facts(self, limit: int = 5) -> list[PendingRow]:
        """Return the last facts recorded, newest first, whether acked or not."""
        return self._listed(0, limit)

    def _listed(self, after: int, limit: int) -> list[PendingRow]:
        with self._db.gate:
            rows = as_pairs(self._records.newest(after, limit, (ClockMark.NUMBER, Health.NUMBER)))
            acked, left, dated = self._outbox.acked(), self.left_until(), self._entries.dates()
            return [
                PendingRow(event, as_datetime(dated(event).unix_s), _code_at(pos, acked, left))
                for pos, event in reversed(self._entries.decoded(rows))
            ]

    def uses_from(self, source: str) -> Iterator[tuple[Use, Occurred]]:
        """Give the uses that an imported file claims, oldest first."""
        told = source.encode()
        rows = [row for row in self._records.bodies(0, {Use.NUMBER}) if told in row.body]
        for _, event in self._entries.decoded(as_pairs(rows)):
            if isinstance(event.fact, Use) and event.occurred is not None and event.occurred.source == source:
                yield event.fact, event.occurred

    def deliveries(self) -> list[DeliveryRow]:
        """Return the proofs of delivery recorded here, newest first."""
        return [
            DeliveryRow(
                fact.pecosa,
                fact.decision,
                tuple((ln.resource, ln.shipped, ln.accepted, ln.rejected, ln.reason or "") for ln in fact.lines),
                on,
                code == "ok",
                fact.acta or "",
                fact.kept_in or "",
                {line.resource: line.serials for line in fact.lines if line.serials},
            )
            for fact, on, code in self._rare(Delivery)
        ]

    def requests(self) -> list[RequestRow]:
        """Return what was asked of the region, newest first."""
        return [
            RequestRow(
                school=fact.school,
                resource=fact.resource,
                units=fact.units,
                reason=fact.reason,
                on=on,
                confirmed=code == "ok",
                left=code == "ack",
                learner=fact.learner,
                cause=fact.cause or "",
                event=(event.incarnation.hex(), event.seq),
            )
            for event, fact, on, code in self._rare_events(Request)
        ]

    def objections(self) -> list[ObjectionRow]:
        """Return the objections made here, newest first."""
        return [
            ObjectionRow(fact.decision, fact.school, fact.resource, fact.reason, fact.note, on, code == "ok")
            for fact, on, code in self._rare(Objection)
        ]

    def told(self, *kinds: type[Fact]) -> list[ToldRow]:
        """Return the facts of rare kinds, newest first."""
        with self._db.gate:
            found = list(self._entries.events(kinds={kind.NUMBER for kind in kinds}))
            acked, dated = self._outbox.acked(), self._entries.dates()
        return [ToldRow(event.fact, _day(event, dated), pos <= acked) for pos, event in reversed(found)]

    def undated(self, *kinds: type[Fact]) -> int:
        """Return how many facts of some kinds happened on a day that nobody knows."""
        dated = self._entries.dates()
        found = self._entries.events(kinds={kind.NUMBER for kind in kinds})
        return sum(event.occurred is None and dated(event).counted_on() is None for _pos, event in found)

    def counted(self) -> frozenset[ResourceId]:
        """Return what was counted once, whether or not the day is known."""
        return frozenset(fact.resource for fact, _, _ in self._rare(Count))

    def _rare(self, kind: type[F]) -> list[tuple[F, date | None, SyncCode]]:
        """Return the facts of a rare kind, newest first, with the day of each and where it is on its way."""
        return [(fact, on, code) for _event, fact, on, code in self._rare_events(kind)]

    def _rare_events(self, kind: type[F]) -> list[tuple[Event, F, date | None, SyncCode]]:
        with self._db.gate:
            found = list(self._entries.events(kinds={kind.NUMBER}))
            acked, left, dated = self._outbox.acked(), self.left_until(), self._entries.dates()
        return [
            (event, fact, _day(event, dated), _code_at(pos, acked, left))
            for pos, event, fact in reversed(list(_only(found, kind)))
        ]


def _only(found: Iterable[tuple[int, Event]], kind: type[F]) -> Iterator[tuple[int, Event, F]]:
    for pos, event in found:
        if isinstance(event.fact, kind):
            yield pos, event, event.fact


def _day(event: Event, dated: Callable[[Event], When]) -> date | None:
    return event.occurred.day() if event.occurred is not None else dated(event).day()


def _code_at(pos: int, acked: int, left: int) -> SyncCode:
    if pos <= acked:
        return "ok"
    return "ack" if pos <= left else "queue"
