"""The node's log: facts become events, chained and folded, in one transaction each time."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from edge.database import Database, damaged
from edge.dating import says_the_same
from edge.device_rows import DeviceTable
from edge.entries import Entries, mark_of
from edge.folds import Folds
from edge.hands import check_hands
from edge.news import News
from edge.records import Records, Row
from edge.wholeness import is_whole
from shared.dating import STEP_S, Mark
from shared.errors import BadInput
from shared.events import KIND, Claim, Event, canonical, fields_from, from_fields, to_fields
from shared.facts import ClockMark
from shared.ids import Head, Incarnation
from sync.chain import MAX_BODY_BYTES, next_head

KEPT_FORMS = 10_000
"""
Forms, and facts of forms that may come again corrected, whose repetition is noticed: the newest. Their age is counted
in them, because clocks jump.
"""


@dataclass(frozen=True, slots=True)
class _Opening:
    """The incarnation that this process writes."""

    incarnation: Incarnation
    first_pos: int
    opened_elapsed_s: float


@dataclass(frozen=True, slots=True)
class _Contact:
    """The hub's time, and the steady clock at that moment."""

    hub_time: int
    elapsed_s: float


class EventLog:
    """
    The append-only log with its folds: what is recorded, and how what is known later moves it.
    """

    def __init__(self, db: Database, records: Records, entries: Entries, news: News) -> None:
        self._db = db
        self._records = records
        self._entries = entries
        self._news = news
        self._opening: _Opening | None = None
        self._contact: _Contact | None = None

    def make_ready(self) -> None:
        """
        Make the log of an opened database fit to be written to.

        Raises:
            NotReady: It has holes: the file is damaged (see ``is_whole``).
        """
        if not is_whole(self._db, self._records):
            raise damaged(self._db.path, "el registro tiene huecos")
        if self._db.setting("refold", bool, False):
            with self._db.transaction():
                self.rebuild()
                self._db.write("DELETE FROM settings WHERE name = 'refold'")

    def record(self, claims: Sequence[Claim], *, once: str = "") -> list[Event]:
        """
        Write facts to the log: all of them or none, and on the disk when this returns.

        Imported facts whose source key is known already are left out. Returns what was added, in order. *once* is the
        nonce of a form: it is spent by the very transaction that writes the facts, so that a form adds nothing the
        second time, not even after a restart, and may be sent again when the first time failed.

        Raises:
            BadInput: A fact that breaks its own bounds, is too long to travel, or would have a device in two places.
            DatabaseBusy: See ``Database``.
            NotReady: No space left, or another trouble of the disk.
        """
        with self.all_or_nothing():
            fresh = self._unknown(claims)
            if not fresh or (once and not self.spend(once)):
                return []
            check_hands(fresh, DeviceTable(self._db.execute))
            return self._write_down(fresh)

    def note_hub_time(self, hub_time: int) -> None:
        """
        Remember what the hub's clock says now (Unix seconds).

        It is recorded at once where it dates what this process has recorded, which would else wait for the next fact,
        and never be dated if none came; else the next fact brings it along, where its log is not anchored for hours. It
        travels with the next bundle: a contact is one request.
        """
        with self._db.gate:
            self._contact = _Contact(hub_time, self._db.clock.elapsed_s())
            if self._opening is not None and self._entries.timeline().spells[-1].opened is None:
                with self.all_or_nothing():
                    self._write_down([])

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Make what happens inside one transaction, and forget with it what this object took from it."""
        before = self._opening, self._contact
        try:
            with self._db.transaction():
                yield
        except BaseException:
            # What was rolled back has no incarnation, and dates nothing.
            self._opening, self._contact = before
            self._entries.date_by(None)
            raise

    def rebuild(self) -> int:
        """Fold the whole log again, from nothing, in one transaction; return how many events it holds."""
        with self._db.transaction():
            folds = Folds(self._db.execute, self._news.kinds())
            folds.clear()
            count = 0
            dated = self._entries.dates()
            for _, event in self._entries.events():
                folds.add(event, dated(event))
                count += 1
        return count

    def _write_down(self, claims: Sequence[Claim]) -> list[Event]:
        before = line = self._entries.timeline()
        opening = self._opening
        if opening is None:
            opening, line = self._open(), line.opened()
        recorded_s = max(0, int(self._db.clock.elapsed_s() - opening.opened_elapsed_s))
        tail = _Tail(self._records.count(), self._entries.position(self._records.count()).head)
        vocabulary = self._news.catalogue().version
        mark = self._mark_due(line.spells[-1].marks, recorded_s)
        events = []
        if mark is not None:
            event, tail = self._append(opening, tail, Claim(mark), recorded_s, 0)
            line, events = line.marked(mark_of(event, mark)), [event]
        for claim in claims:
            event, tail = self._append(opening, tail, claim, recorded_s, vocabulary)
            events.append(event)
        line = line.recorded(recorded_s)
        self._opening = opening
        self._entries.date_by(line)
        if before.moves_in(line):
            self.rebuild()
        else:
            folds = Folds(self._db.execute, self._news.kinds())
            for event in events:
                folds.add(event, line.when(-1, event.seq, event.recorded_s))
        return events if mark is None else events[1:]

    def note_receipt(self, pos: int, hub_time: int) -> None:
        """Remember that the hub had, by its time *hub_time*, everything up to row *pos*: it was recorded before."""
        known = self._db.value("SELECT coalesce(max(pos), 0) FROM receipts")
        if pos <= known:
            return
        before = self._entries.timeline()
        self._db.write("INSERT INTO receipts (pos, hub_time) VALUES (?, ?)", pos, hub_time)
        line = before.received(self._entries.reached(known, pos), hub_time)
        self._entries.date_by(line)
        if before.moves_in(line):
            self.rebuild()

    def spend(self, nonce: str) -> bool:
        """
        Remember a form, as part of the transaction around it; tell whether it is new.

        A class's uses carry no source key: it would double what travels.
        """
        if self.is_spent(nonce):
            return False
        self._db.write("INSERT INTO spent_forms (nonce) VALUES (?)", _digest(nonce))
        self._db.write("DELETE FROM spent_forms WHERE n <= (SELECT max(n) FROM spent_forms) - ?", KEPT_FORMS)
        return True

    def is_spent(self, nonce: str) -> bool:
        """Tell whether a form was recorded already."""
        return bool(self._db.value("SELECT 1 FROM spent_forms WHERE nonce = ?", _digest(nonce)))

    def _open(self) -> _Opening:
        """Draw an incarnation: only now, with its first event, so that an opening that writes nothing leaves none."""
        incarnation, first_pos = Incarnation(secrets.token_bytes(8)), self._records.count() + 1
        self._db.write("INSERT INTO incarnations (id, first_pos) VALUES (?, ?)", incarnation, first_pos)
        return _Opening(incarnation, first_pos, self._db.clock.elapsed_s())

    def _mark_due(self, marks: Sequence[Mark], recorded_s: int) -> ClockMark | None:
        """Return the clock mark that must come first: at an opening, after a contact, or when the clock was set."""
        wall, hub_time = self._db.now_s(), self._hub_time()
        if not marks:
            return ClockMark(wall=wall, hub_time=hub_time)
        last = marks[-1]
        if hub_time is not None and not says_the_same(marks, recorded_s, hub_time):
            return ClockMark(wall=wall, hub_time=hub_time, cause="hub")
        stepped = abs(wall - last.wall - (recorded_s - last.recorded_s)) > STEP_S
        return ClockMark(wall=wall, cause="step") if stepped else None

    def _hub_time(self) -> int | None:
        """Return the hub's time now, told from the last contact; each contact is told once."""
        contact, self._contact = self._contact, None
        return None if contact is None else contact.hub_time + int(self._db.clock.elapsed_s() - contact.elapsed_s)

    def _append(
        self, opening: _Opening, tail: "_Tail", claim: Claim, recorded_s: int, vocabulary: int
    ) -> tuple[Event, "_Tail"]:
        pos = tail.pos + 1
        seq = pos - opening.first_pos + 1
        event = Event(opening.incarnation, seq, recorded_s, claim.fact, claim.occurred, claim.source_key, vocabulary)
        body = _body(event)
        head = next_head(tail.head, body)
        self._records.append_row(Row(pos, fact_kind(event), body), head)
        if claim.source_key is not None:
            self._db.write("INSERT INTO source_keys (key) VALUES (?)", claim.source_key)
        return event, _Tail(pos, head)

    def _unknown(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return the claims without a source key, or with one not seen before, here or earlier in *claims*."""
        fresh, seen = [], set()
        for claim in claims:
            key = claim.source_key
            if key is not None:
                if key in seen or self._db.value("SELECT 1 FROM source_keys WHERE key = ?", key):
                    continue
                seen.add(key)
            fresh.append(claim)
        return fresh


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last row of the log and its head."""

    pos: int
    head: Head


def _digest(nonce: str) -> bytes:
    return blake2b(nonce.encode(), digest_size=16).digest()


def fact_kind(event: Event) -> int:
    """Return the number of an event's kind."""
    return int(to_fields(event)[KIND])


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
