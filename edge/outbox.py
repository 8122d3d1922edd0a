"""The node's side of an exchange: events beyond the cursor, and its copy of the feed (``sync.outbox.Outbox``)."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import msgspec

from edge.feed_bodies import read_body, tell_unreadable
from edge.log import EventLog
from edge.records import as_pairs
from edge.sync_rows import BranchCode
from shared.errors import BadInput
from shared.events import Fields, fields_from
from shared.ids import Incarnation
from shared.resources import Catalogue
from shared.school_year import PERU_2026, SchoolCalendar
from sync.ack import Ack, Cursor, advanced, foreign
from sync.bundle import Run, Sealed
from sync.chain import START, Position
from sync.feed import FeedItem, Marks, Slice, continue_from, digest_of, latest
from sync.lives import FeedPosition, HubIncarnation
from sync.outbox import runs_of
from sync.resumption import Resumption
from sync.wire import pack, unpack

_MAX_ITEM = 2 * 1_048_576

T = TypeVar("T")


class _PutAside(msgspec.Struct, frozen=True, array_like=True):
    """Items that the hub does not want back, in this life of it."""

    life: HubIncarnation | None
    digests: list[bytes] = []


class NodeOutbox(EventLog):
    """
    What a session needs of the node. There is no list of what was sent: the outbox is the log after the cursor.
    """

    def unsent(self, max_events: int, after: Position | None = None, /) -> tuple[Position, list[Run]]:
        """Return *after*, or the acked position, and at most *max_events* events that follow it, oldest first."""
        base = self.cursor().acked if after is None else after
        rows = as_pairs(list(islice(self.bodies(self.place(base) or 0), max_events)))
        return base, runs_of(self._as_fields(rows), max_events)

    def _as_fields(self, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Incarnation, int, Fields]]:
        return ((incarnation, seq, fields_from(body)) for _, incarnation, seq, body in self._located(rows))

    def pending(self) -> int:
        """Return how many events lie beyond the acked position."""
        with self._gate:
            return self.count() - self._acked(self.cursor())

    def cursor(self) -> Cursor:
        """Return how far this node knows the hub to have come."""
        return self.setting("cursor", Cursor, Cursor())

    def _acked(self, cursor: Cursor) -> int:
        return self.place(cursor.acked) or 0

    def advance(self, ack: Ack, signed: bytes, *, asked: bool = False) -> None:
        """
        Move the cursor as ``sync.ack.advanced`` says, in one transaction; *signed* is kept as its proof.

        What the hub says to a request made now (*asked*) is so now, whatever its clock: that may have been set back.
        """
        with self.all_or_nothing():
            before = self.cursor()
            after = advanced(before, ack, signed, self.place)
            self.put("cursor", after)
            same_life = before.hub_incarnation == ack.hub_incarnation
            old = same_life and ack.hub_time < self.setting("said_at", int, 0)
            # Somebody on the road may play an old ack again: it is true, but it is not what the time is now.
            if not old:
                self.put("hub_time", ack.hub_time)
            if ack.received is not None and (had := self.place(ack.received)):
                self.note_receipt(had, ack.hub_time)
            # A stick that comes back after a year brings a true ack, and no news.
            if old and before.acked == after.acked and not asked:
                return
            self.put("held", ack.state == "held")
            self.put("recovered", ack.state == "held" and self._lost_sight(before, same_life=same_life))
            self.put("heard", self.now_s())
            if old and before.acked == after.acked:
                return
            self.put("said_at", ack.hub_time)
            self._note_branches(ack, before.acked, same_life=same_life)

    def _lost_sight(self, before: Cursor, *, same_life: bool) -> bool:
        """Tell whether the hub that does not know this node is one that did, set back to an older copy."""
        return self.setting("recovered", bool, False) if same_life else before.acked != START

    def _note_branches(self, ack: Ack, acked: Position, *, same_life: bool) -> None:
        """
        Note where the hub holds a history that left this one's path: a restored copy, or a second computer.

        One that left it before what the hub had *acked* to this node, or whose end moves on while the hub lives on, is
        written by another computer. What a restored copy lost goes on from where the copy ends, or after.
        """
        if ack.state != "ok":
            return
        known, found = self.setting("branches", tuple[Position, ...], ()), foreign(ack, self.place)
        passed = self._passed(ack, acked)
        left_behind = bool(set(passed) - set(self.setting("forks", tuple[Position, ...], ())))
        grew = same_life and bool(set(known) - set(found))
        written_now = bool(set(found) - set(known)) and (grew or left_behind)
        self.put("branches", found)
        self.put("forks", passed)
        self.put("twin", bool(found) and (written_now or self.setting("twin", bool, False)))

    def _passed(self, ack: Ack, acked: Position) -> tuple[Position, ...]:
        """Return the places of this log, before what was *acked*, that the hub names: others go on from there."""
        end = self.place(acked) or 0
        return tuple(tip for tip in ack.tips if (place := self.place(tip)) and place < end)

    def branch(self) -> BranchCode:
        """Return "" where the hub knows this log alone, "copy" or "twin" where somebody wrote on from a copy of it."""
        if not self.setting("branches", tuple[Position, ...], ()):
            return ""
        return "twin" if self.setting("twin", bool, False) else "copy"

    def forget_hub(self) -> None:
        """Forget what a hub under other keys said it holds: the one that comes now must say it itself."""
        with self.all_or_nothing():
            self.drop_bundle()
            for name in ("cursor", "resumption", "branches", "forks", "twin", "said_at", "hub_time"):
                self.write("DELETE FROM settings WHERE name = ?", name)
            self.write("DELETE FROM stream_lives")

    def introduce_again(self) -> None:
        """Show the proof of enrolment from the next contact on, until the hub says that it knows this node."""
        with self.all_or_nothing():
            self.drop_bundle()
            self.keep_resumption(None)
            self.put("held", True)

    def hub_time(self) -> int:
        """Return what the hub's clock said in its last ack that counted (Unix seconds); 0 before the first."""
        return self.setting("hub_time", int, 0)

    def feed_positions(self) -> dict[str, FeedPosition]:
        """Return where the node is in each stream."""
        rows = self.rows(
            "SELECT stream, position FROM stream_positions p "
            "WHERE at = (SELECT max(at) FROM stream_positions q WHERE q.stream = p.stream)"
        )
        return {stream: _unpacked(raw, FeedPosition) for stream, raw in rows}

    def apply(self, page: Slice | Marks, /) -> list[FeedItem]:
        """Keep the items of a page and move its stream, in one transaction; return the items that are new."""
        with self.transaction():
            self._move(page)
            new = [item for item in _items_of(page) if self._keep(item)]
            self._heed(new)
        return new

    def _move(self, page: Slice | Marks) -> None:
        rows = self.rows("SELECT position FROM stream_positions WHERE stream = ? ORDER BY at", page.stream)
        known = [_unpacked(raw, FeedPosition) for (raw,) in rows]
        life = self.value("SELECT life FROM stream_lives WHERE stream = ?", page.stream)
        move = continue_from(known, page, None if life is None else _unpacked(life, HubIncarnation))
        if move is None:
            return
        self.write("DELETE FROM stream_positions WHERE stream = ? AND at > ?", page.stream, move.keep)
        for at, entry in enumerate(move.entries, start=move.keep + 1):
            self.write(
                "INSERT INTO stream_positions (stream, at, position, item) VALUES (?, ?, ?, ?)",
                *(page.stream, at, pack(entry.position), digest_of(entry.item)),
            )
        self.write(
            "INSERT OR REPLACE INTO stream_lives (stream, life) VALUES (?, ?)", page.stream, pack(page.hub_incarnation)
        )

    def _keep(self, item: FeedItem) -> bool:
        """Keep one item for ever; tell whether it is new."""
        digest = digest_of(item)
        if self.value("SELECT 1 FROM items WHERE digest = ?", digest):
            return False
        self.write(
            "INSERT INTO items (digest, kind, subject, item, came) VALUES (?, ?, ?, ?, ?)",
            *(digest, item.kind, item.subject, pack(item), self.now_s()),
        )
        return True

    def lost(self, streams: Collection[str], /) -> Iterator[FeedItem]:
        """Give the items of *streams* that this node holds and that its copy of them carries no more, oldest first."""
        aside = self._put_aside()
        gone = self.rows(
            "SELECT digest FROM items WHERE digest NOT IN (SELECT item FROM stream_positions WHERE item IS NOT NULL) "
            "ORDER BY rowid"
        )
        for digest in (digest for (digest,) in gone if digest not in aside):
            item = _unpacked(self.value("SELECT item FROM items WHERE digest = ?", digest), FeedItem)
            if item.stream in streams:
                yield item

    def put_aside(self, items: Collection[FeedItem], /) -> None:
        """Give these items back no more as long as the hub lives this life."""
        digests = {*self._put_aside(), *map(digest_of, items)}
        self.put("put_aside", _PutAside(self.hub_incarnation(), sorted(digests)))

    def _put_aside(self) -> set[bytes]:
        found = self.setting("put_aside", _PutAside, _PutAside(None))
        return set(found.digests) if found.life == self.hub_incarnation() else set()

    def _heed(self, new: Iterable[FeedItem]) -> None:
        """Put catalogue and calendar in force, whatever the order in which they came."""
        kinds = {item.kind for item in new}
        if "catalogue" in kinds:
            before = self.kinds()
            found = max(self.in_force("catalogue", Catalogue), key=lambda c: c.version, default=self.catalogue())
            self.put("catalogue", found)
            if self.kinds() != before:
                self.rebuild()
        if "calendar" in kinds:
            calendars = self.in_force("calendar", SchoolCalendar)
            self.put("calendar", max(calendars, key=lambda c: c.version, default=PERU_2026))

    def calendar(self) -> SchoolCalendar:
        """Return the school calendar in force; Peru's of 2026 until another came."""
        return self.setting("calendar", SchoolCalendar, PERU_2026)

    def in_force(self, kind: str, shape: type[T]) -> list[T]:
        """Return the bodies of a kind of item, for each subject the one that holds; what cannot be read is left out."""
        found = []
        for item in self.items(kind):
            try:
                found.append(read_body(item, shape))
            except BadInput as error:
                tell_unreadable(kind, item.subject, item.birth[1], type(error.__cause__).__name__)
        return found

    def items(self, kind: str) -> list[FeedItem]:
        """Return the items of a kind that hold: one for each subject."""
        rows = self.rows("SELECT item FROM items WHERE kind = ?", kind)
        return list(latest(_unpacked(raw, FeedItem) for (raw,) in rows).values())

    def kept_bundle(self, base: Position | None = None, /) -> Sealed | None:
        """Return the bundle that was sealed and not yet acked, if any; with *base* the one that follows it there."""
        first = self.setting("bundle", Sealed, None)
        if base is None or (first is not None and first.base == base):
            return first
        return self.setting(self._follower(base), Sealed, None)

    def keep_bundle(self, bundle: Sealed, /) -> None:
        """Keep a sealed bundle: its bytes, and so its id, stay the same until it is acked."""
        with self.all_or_nothing():
            if bundle.base == self.cursor().acked:
                self.drop_bundle()
                self.put("bundle", bundle)
            else:
                self.put(self._follower(bundle.base), bundle)

    def drop_bundle(self) -> None:
        """Forget the kept bundles. The events stay in the log."""
        self.write("DELETE FROM settings WHERE name = 'bundle' OR name LIKE 'bundle/%'")

    def _follower(self, base: Position) -> str:
        return f"bundle/{self.place(base)}"

    def resumption(self) -> Resumption | None:
        """Return what is remembered of the last exchange, if anything."""
        return self.setting("resumption", Resumption, None)

    def keep_resumption(self, resumption: Resumption | None, /) -> None:
        """Remember this of the last exchange, or nothing."""
        if resumption is None:
            self.write("DELETE FROM settings WHERE name = 'resumption'")
        else:
            self.put("resumption", resumption)

    def hub_incarnation(self) -> HubIncarnation | None:
        """Return the highest life of the hub that this node has seen, in acks or in the feed."""
        lives = [_unpacked(raw, HubIncarnation) for (raw,) in self.rows("SELECT life FROM stream_lives")]
        acked = self.cursor().hub_incarnation
        return max([*lives, *([acked] if acked else [])], default=None)

    def hub_proof(self) -> bytes:
        """Return the signed ack that shows it, or b""."""
        return self.cursor().proof


def _items_of(page: Slice | Marks) -> list[FeedItem]:
    return [entry.item for entry in page.entries] if isinstance(page, Slice) else []


def _unpacked(raw: bytes, shape: type[T]) -> T:
    return unpack(raw, shape, max_bytes=_MAX_ITEM, what="un dato guardado")
