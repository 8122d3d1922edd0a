"""The node's side of an exchange: events beyond the cursor, and its copy of the feed (``sync.outbox.Outbox``)."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import msgspec

from edge.coming import Coming
from edge.computer import moved_for_good
from edge.database import Database
from edge.entries import Entries
from edge.log import EventLog
from edge.news import MAX_ITEM, News
from edge.records import Records, as_pairs
from edge.sync_rows import BranchCode
from shared.events import Fields, fields_from
from shared.ids import Incarnation
from shared.resources import Catalogue
from shared.school_year import PERU_2026, SchoolCalendar
from sync.ack import Ack, Cursor, Said, advanced, foreign, is_old, now_said
from sync.bundle import Run, Sealed
from sync.chain import START, Position
from sync.feed import FeedItem, Marks, Slice, continue_from, digest_of
from sync.lives import FeedPosition, HubIncarnation
from sync.outbox import runs_of
from sync.pages import Page
from sync.parts import Begun, Part
from sync.resumption import Resumption
from sync.wire import pack, unpack

T = TypeVar("T")
_SAID_BY_HUB = ("cursor", "resumption", "branches", "forks", "twin", "said_at", "said", "hub_time", "left_until")


class _PutAside(msgspec.Struct, frozen=True, array_like=True):
    """Items that the hub does not want back, in this life of it."""

    life: HubIncarnation | None
    digests: list[bytes] = []


class NodeOutbox:
    """What a session needs of the node. There is no list of what was sent: the outbox is the log after the cursor."""

    def __init__(
        self, db: Database, records: Records, entries: Entries, log: EventLog, news: News, coming: Coming
    ) -> None:
        self._db = db
        self._records = records
        self._entries = entries
        self._log = log
        self._news = news
        self._coming = coming

    def unsent(self, max_events: int, after: Position | None = None, /) -> tuple[Position, list[Run]]:
        """Return *after*, or the acked position, and at most *max_events* events that follow it, oldest first."""
        base = self.cursor().acked if after is None else after
        rows = as_pairs(list(islice(self._records.bodies(self._entries.place(base) or 0), max_events)))
        return base, runs_of(self._as_fields(rows), max_events)

    def _as_fields(self, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Incarnation, int, Fields]]:
        return ((incarnation, seq, fields_from(body)) for _, incarnation, seq, body in self._entries.located(rows))

    def pending(self) -> int:
        """Return how many events lie beyond the acked position."""
        with self._db.gate:
            return self._records.count() - self.acked()

    def cursor(self) -> Cursor:
        """Return how far this node knows the hub to have come."""
        return self._db.setting("cursor", Cursor, Cursor())

    def acked(self) -> int:
        """Return the last row that a signed ack covers; 0 where none does."""
        return self._entries.place(self.cursor().acked) or 0

    def advance(self, ack: Ack, signed: bytes, *, asked: bool = False) -> None:
        """
        Move the cursor as ``sync.ack.advanced`` says, in one transaction; *signed* is kept as its proof.

        What the hub says to a request made now (*asked*) is so now, whatever its clock: that may have been set back.
        """
        with self._log.all_or_nothing():
            after = advanced(before := self.cursor(), ack, signed, self._entries.place)
            self._db.put("cursor", after)
            if self.acked() >= self._db.setting("left_until", int, 0) > 0:
                self._db.put("left_until", 0)
            same_life = before.hub_incarnation == ack.hub_incarnation
            said = self._said() if same_life else Said()
            old = is_old(ack, said, self._entries.place)
            # Somebody on the road may play an old ack again: it is true, but it is not what the time is now.
            if not old:
                self._db.put("hub_time", ack.hub_time)
            if ack.received is not None and (had := self._entries.place(ack.received)):
                self._log.note_receipt(had, ack.hub_time)
            # A stick that comes back after a year brings a true ack, and no news.
            if old and before.acked == after.acked and not asked:
                return
            self._db.put("held", ack.state == "held")
            self._db.put("recovered", ack.state == "held" and self._lost_sight(before, same_life=same_life))
            self._db.put("heard", self._db.now_s())
            if old and before.acked == after.acked:
                return
            self._db.put("said", now_said(ack, said, self._entries.place))
            self._note_branches(ack, before.acked, same_life=same_life)

    def _said(self) -> Said:
        return self._db.setting("said", Said, Said(self._db.setting("said_at", int, 0)))

    def _lost_sight(self, before: Cursor, *, same_life: bool) -> bool:
        """Tell whether the hub that does not know this node is one that did, set back to an older copy."""
        return self._db.setting("recovered", bool, False) if same_life else before.acked != START

    def _note_branches(self, ack: Ack, acked: Position, *, same_life: bool) -> None:
        """
        Note where the hub holds a history that left this one's path: a restored copy, or a second computer.

        One that left it before what the hub had *acked* to this node, or whose end moves on while the hub lives on, is
        written by another computer. What a restored copy lost goes on from where the copy ends, or after.
        """
        if ack.state != "ok":
            return
        known, found = self._db.setting("branches", tuple[Position, ...], ()), foreign(ack, self._entries.place)
        passed = self._passed(ack, acked)
        left_behind = bool(set(passed) - set(self._db.setting("forks", tuple[Position, ...], ())))
        grew = same_life and bool(set(known) - set(found))
        written_now = bool(set(found) - set(known)) and (grew or left_behind)
        self._db.put("branches", found)
        if not found:
            moved_for_good(self._db)
        self._db.put("forks", passed)
        self._db.put("twin", bool(found) and (written_now or self._db.setting("twin", bool, False)))

    def _passed(self, ack: Ack, acked: Position) -> tuple[Position, ...]:
        """Return the places of this log, before what was *acked*, that the hub names: others go on from there."""
        end = self._entries.place(acked) or 0
        return tuple(tip for tip in ack.tips if (place := self._entries.place(tip)) and place < end)

    def branch(self) -> BranchCode:
        """Return "" where the hub knows this log alone, "copy" or "twin" where somebody wrote on from a copy of it."""
        if not self._db.setting("branches", tuple[Position, ...], ()):
            return ""
        return "twin" if self._db.setting("twin", bool, False) else "copy"

    def forget_hub(self) -> None:
        """Forget what a hub under other keys said it holds: the one that comes now must say it itself."""
        self._coming.drop_all()
        with self._log.all_or_nothing():
            self.drop_bundle()
            for name in _SAID_BY_HUB:
                self._db.write("DELETE FROM settings WHERE name = ?", name)
            self._db.write("DELETE FROM stream_lives")

    def introduce_again(self) -> None:
        """Show the proof of enrolment from the next contact on, until the hub says that it knows this node."""
        with self._log.all_or_nothing():
            self.drop_bundle()
            self.keep_resumption(None)
            self._db.put("held", True)

    def hub_time(self) -> int:
        """Return what the hub's clock said in its last ack that counted (Unix seconds); 0 before the first."""
        return self._db.setting("hub_time", int, 0)

    def feed_positions(self) -> dict[str, FeedPosition]:
        """Return where the node is in each stream."""
        rows = self._db.rows(
            "SELECT stream, position FROM stream_positions p "
            "WHERE at = (SELECT max(at) FROM stream_positions q WHERE q.stream = p.stream)"
        )
        return {stream: _unpacked(raw, FeedPosition) for stream, raw in rows}

    def apply(self, page: Page, /) -> list[FeedItem]:
        """Keep the items of a page and move its stream, in one transaction; return the items that are new."""
        if isinstance(page, Part):
            # One of an older entry, said once more by whoever kept it, takes the place of nothing.
            here = page.base == self.feed_positions().get(page.stream)
            return self.apply(found) if here and (found := self._coming.joined(page)) else []
        with self._db.transaction():
            self._move(page)
            new = [item for item in _items_of(page) if self._keep(item)]
            self._heed(new)
        return new

    def begun(self) -> list[Begun]:
        """Return the beginnings of entries that came so far."""
        return self._coming.begun(self.feed_positions())

    def _move(self, page: Slice | Marks) -> None:
        rows = self._db.rows("SELECT position FROM stream_positions WHERE stream = ? ORDER BY at", page.stream)
        known = [_unpacked(raw, FeedPosition) for (raw,) in rows]
        life = self._db.value("SELECT life FROM stream_lives WHERE stream = ?", page.stream)
        move = continue_from(known, page, None if life is None else _unpacked(life, HubIncarnation))
        if move is None:
            return
        self._db.write("DELETE FROM stream_positions WHERE stream = ? AND at > ?", page.stream, move.keep)
        for at, entry in enumerate(move.entries, start=move.keep + 1):
            self._db.write(
                "INSERT INTO stream_positions (stream, at, position, item) VALUES (?, ?, ?, ?)",
                *(page.stream, at, pack(entry.position), digest_of(entry.item)),
            )
        self._db.write("REPLACE INTO stream_lives VALUES (?, ?)", page.stream, pack(page.hub_incarnation))

    def _keep(self, item: FeedItem) -> bool:
        """Keep one item for ever; tell whether it is new."""
        digest = digest_of(item)
        if self._db.value("SELECT 1 FROM items WHERE digest = ?", digest):
            return False
        self._db.write(
            "INSERT INTO items (digest, kind, subject, item, came) VALUES (?, ?, ?, ?, ?)",
            *(digest, item.kind, item.subject, pack(item), self._db.now_s()),
        )
        return True

    def lost(self, streams: Collection[str], /) -> Iterator[FeedItem]:
        """Give the items of *streams* that this node holds and that its copy of them carries no more, oldest first."""
        aside = self._put_aside()
        gone = self._db.rows(
            "SELECT digest FROM items WHERE digest NOT IN (SELECT item FROM stream_positions WHERE item IS NOT NULL) "
            "ORDER BY rowid"
        )
        for digest in (digest for (digest,) in gone if digest not in aside):
            item = _unpacked(self._db.value("SELECT item FROM items WHERE digest = ?", digest), FeedItem)
            if item.stream in streams:
                yield item

    def put_aside(self, items: Collection[FeedItem], /) -> None:
        """Give these items back no more as long as the hub lives this life."""
        digests = {*self._put_aside(), *map(digest_of, items)}
        self._db.put("put_aside", _PutAside(self.hub_incarnation(), sorted(digests)))

    def _put_aside(self) -> set[bytes]:
        found = self._db.setting("put_aside", _PutAside, _PutAside(None))
        return set(found.digests) if found.life == self.hub_incarnation() else set()

    def _heed(self, new: Iterable[FeedItem]) -> None:
        """Put catalogue and calendar in force, whatever the order in which they came."""
        kinds = {item.kind for item in new}
        if "catalogue" in kinds:
            before, now = self._news.kinds(), self._news.catalogue()
            catalogues = self._news.in_force("catalogue", Catalogue)
            self._db.put("catalogue", max(catalogues, key=lambda c: c.version, default=now))
            if self._news.kinds() != before:
                self._log.rebuild()
        if "calendar" in kinds:
            calendars = self._news.in_force("calendar", SchoolCalendar)
            self._db.put("calendar", max(calendars, key=lambda c: c.version, default=PERU_2026))

    def kept_bundle(self, base: Position | None = None, /) -> Sealed | None:
        """Return the bundle that was sealed and not yet acked, if any; with *base* the one that follows it there."""
        first = self._db.setting("bundle", Sealed, None)
        if base is None or (first is not None and first.base == base):
            return first
        return self._db.setting(self._follower(base), Sealed, None)

    def keep_bundle(self, bundle: Sealed, /) -> None:
        """Keep a sealed bundle: its bytes, and so its id, stay the same until it is acked."""
        with self._log.all_or_nothing():
            if bundle.base == self.cursor().acked:
                self.drop_bundle()
                self._db.put("bundle", bundle)
            else:
                self._db.put(self._follower(bundle.base), bundle)

    def drop_bundle(self) -> None:
        """Forget the kept bundles. The events stay in the log."""
        self._db.write("DELETE FROM settings WHERE name = 'bundle' OR name LIKE 'bundle/%'")

    def _follower(self, base: Position) -> str:
        return f"bundle/{self._entries.place(base)}"

    def resumption(self) -> Resumption | None:
        """Return what is remembered of the last exchange, if anything."""
        return self._db.setting("resumption", Resumption, None)

    def keep_resumption(self, resumption: Resumption | None, /) -> None:
        """Remember this of the last exchange, or nothing."""
        if resumption is None:
            self._db.write("DELETE FROM settings WHERE name = 'resumption'")
        else:
            self._db.put("resumption", resumption)

    def hub_incarnation(self) -> HubIncarnation | None:
        """Return the highest life of the hub that this node has seen, in acks or in the feed."""
        lives = [_unpacked(raw, HubIncarnation) for (raw,) in self._db.rows("SELECT life FROM stream_lives")]
        acked = self.cursor().hub_incarnation
        return max([*lives, *([acked] if acked else [])], default=None)

    def hub_proof(self) -> bytes:
        """Return the signed ack that shows it, or b""."""
        return self.cursor().proof


def _items_of(page: Slice | Marks) -> list[FeedItem]:
    return [entry.item for entry in page.entries] if isinstance(page, Slice) else []


def _unpacked(raw: bytes, shape: type[T]) -> T:
    return unpack(raw, shape, max_bytes=MAX_ITEM, what="un dato guardado")
