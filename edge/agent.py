"""Watches for a road to the region and uses it; whatever happens, a next attempt is scheduled."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeAlias

from edge import attempt
from edge.enrol import Identity
from edge.following import follow
from edge.models_store import ModelFiles
from edge.pace import learned
from edge.precedence import Precedence
from edge.ration import later, next_day_in_s
from edge.rationed import Rationed
from edge.rhythm import Rhythm
from edge.space import make_room
from edge.store import Store
from edge.sync_rows import AttemptRow
from edge.unvouched import unvouched
from shared.clock import Clock
from shared.errors import ChasquiError, DayUsedUp, RoadClosed
from shared.events import Fields
from shared.facts import NUMBERS
from shared.sentences import Sentence
from shared.surviving import surviving
from sync.folder_road import CollectingRoad, FolderRoad
from sync.roads import Road
from sync.session import Exchange, exchange
from sync.traffic import Traffic

HURRY_S = 10
"""A road that comes and goes hurries an attempt so often at most."""
_Ended: TypeAlias = tuple[AttemptRow, Exception | None, float]
"""What an attempt came to, what ended it, and the seconds until the next."""
_log = logging.getLogger(__name__)


class Agent:
    """
    One attempt at a time over the roads of one node. Thread-safe.

    When the next one is due is counted on the steady clock: a wall clock that jumps neither stops nor hurries it.
    """

    def __init__(
        self,
        store: Store,
        identity: Identity,
        files: ModelFiles,
        road: Callable[[], Road],
        *,
        clock: Clock,
        rng: Random,
        rhythm: Rhythm | None = None,
        precedence: Precedence | None = None,
    ) -> None:
        self._store = store
        self._identity = identity
        self._files = files
        self._road = road
        self._clock = clock
        self._rng = rng
        self._rhythm = rhythm or Rhythm()
        self._precedence = precedence or Precedence()
        self._due_s = self._not_before_s = clock.elapsed_s()
        self._tries: int | None = None
        self._by_hand = False
        self._closed = False

    def close(self) -> None:
        """Say that the database closes: what becomes of an attempt under way is not worth a word any more."""
        self._closed = True

    def join_anew(self, join: Callable[[], tuple[Identity, Callable[[], Road]]]) -> Identity:
        """
        Become who *join* makes of this node, with the road there, once no attempt is under way; then try at once.

        Raises:
            ChasquiError: It did not work, and nothing was changed.
        """
        with self._precedence.network():
            self._identity, self._road = join()
        self._tries = 0
        self.request()
        return self._identity

    @property
    def identity(self) -> Identity:
        """Who this node is now."""
        return self._identity

    def request(self) -> None:
        """Somebody asks for an attempt now, whatever the day's bytes say; it happens in the background."""
        self._by_hand = True
        self._due_s = self._clock.elapsed_s()

    def hurry(self) -> None:
        """A road appeared: try at once, and as if nothing had failed; but no sooner than the hub asked for."""
        self._tries = 0
        self._due_s = min(self._due_s, max(self._clock.elapsed_s(), self._not_before_s))

    def reconsider(self) -> None:
        """What the sending may cost was changed: it is time as soon as that allows it."""
        self._due_s = min(self._due_s, self._clock.elapsed_s())

    def is_due(self) -> bool:
        """Tell whether it is time for the next attempt."""
        return self._clock.elapsed_s() >= self._due_s

    def due_in_s(self) -> float:
        """Return the seconds until the next attempt, 0 where it is due."""
        return max(0.0, self._due_s - self._clock.elapsed_s())

    def tick_if_due(self) -> AttemptRow | None:
        """Make an attempt if it is time and the day's bytes allow it; the job that the scheduler runs."""
        return None if not self.is_due() or self._rests() else self.tick()

    def _rests(self) -> bool:
        """Tell whether nothing more goes today by itself; then the next attempt is put off to tomorrow."""
        # The attempt itself meets the same trouble, says it on the page and schedules the next.
        with surviving("day's bytes unknown"):
            if self._by_hand or not self._store.spending.resting():
                return False
            wait_s = next_day_in_s(self._clock.now(), self._rng)
            self._store.db.put("next_attempt", int(self._clock.now().timestamp() + wait_s))
            self._due_s = self._clock.elapsed_s() + wait_s
            return True
        return False

    def tick(self) -> AttemptRow:
        """Make one attempt over the network. Whatever is raised becomes a row, and the next attempt is scheduled."""
        with self._precedence.network():
            by_hand, self._by_hand = self._by_hand, False
            # Whatever becomes of this one, and of writing it down, there is a next.
            self._due_s = self._clock.elapsed_s() + self._rhythm.every_s
            row, error, wait_s = self._attempt(lambda: self._network(by_hand=by_hand), "http")
            now = self._clock.elapsed_s()
            asked = error.retry_after_s if isinstance(error, RoadClosed) else None
            self._not_before_s = now + max(HURRY_S, asked or 0)
            # Whoever pressed the button meanwhile is not kept waiting.
            self._due_s = now if self._by_hand else now + wait_s
            return row

    def carry(self, folder: Path, *, collect_only: bool = False) -> AttemptRow:
        """
        Copy what waits to a folder or stick, and take the replies that lie there. The network keeps its own rhythm.

        Raises:
            ChasquiError: It did not work; the message says why, and the attempt is written down too.
        """
        with self._precedence.stick():
            road = CollectingRoad(folder) if collect_only else FolderRoad(folder)
            row, error, _ = self._attempt(lambda: road, "folder", self.due_in_s())
        if error is not None:
            raise error if isinstance(error, ChasquiError) else RoadClosed("%(why)s", why=row.said[0])
        return row

    def _network(self, *, by_hand: bool) -> Road:
        left = None if by_hand else self._store.spending.left_today()
        return Rationed(self._road(), left, self._precedence.check)

    def _attempt(self, road: Callable[[], Road], name: str, wait_s: float | None = None) -> _Ended:
        """Return what an attempt came to, what ended it, and the seconds until the next one over the network."""
        at, failed = self._clock.now(), list[Exception]()
        ended: _Ended | None = None
        used, before = Traffic(), Traffic()
        with surviving(f"attempt failed road={name}", failed.append, quiet=lambda: self._closed):
            make_room(self._store, self._files)
            way = road()
            used, before = way.traffic, replace(way.traffic)
            ended = self._made(way, at, wait_s)
        row, error, wait_s = ended or self._failed(failed[0], at, name, wait_s)
        row = attempt.carrying(row, used.since(before))
        self._write_down(row)
        return row, error, wait_s

    def _made(self, road: Road, at: datetime, wait_s: float | None) -> _Ended:
        result, note = self._exchange(road)
        if wait_s is None:
            wait_s = self._wait_s(self._failures_after(result), result.broken)
        facts = self._store.facts
        # Clock marks go along with the rest: they are not what somebody waits for.
        result = replace(result, sent_events=result.sent_events - facts.confirmed_marks(result.sent_events))
        # Of a stick it is said how many were copied to it; where it was only read, how many wait for an answer.
        copied = road.name == "folder" and result.left_at is not None
        row = attempt.done(
            result,
            at=at,
            road=road.name,
            pending=facts.left_facts_count() if copied else facts.pending_facts_count(),
            next_at=later(at, wait_s),
            note=note,
            recovered=self._store.db.setting("recovered", bool, False),
        )
        return row, result.broken, wait_s

    def _failed(self, error: Exception, at: datetime, road: str, wait_s: float | None) -> _Ended:
        if wait_s is None:
            wait_s = self._wait_s(self._failures() + 1, error)
        return attempt.failed(error, at=at, road=road, next_at=later(at, wait_s)), error, wait_s

    def _wait_s(self, failures: int, error: Exception | None) -> float:
        if isinstance(error, DayUsedUp):
            return next_day_in_s(self._clock.now(), self._rng)
        return self._rhythm.after(failures, error, self._rng)

    def _failures_after(self, result: Exchange) -> int:
        """
        A page that cannot be opened comes again at each attempt: these must become rarer, as after a failure.

        Where the road broke after it had brought something, more comes soon.
        """
        if result.problem is not None or (result.broken is not None and not result.moved):
            return self._failures() + 1
        return 0 if result.acked else 1

    def _failures(self) -> int:
        """Return how many attempts failed in a row, as far as the database says, or since a road appeared."""
        if self._tries is not None:
            self._tries += 1
            return self._tries - 1
        try:
            return self._store.logbook.failures()
        except ChasquiError:
            return 1

    def _write_down(self, row: AttemptRow) -> None:
        if self._closed:
            return
        _log.info(
            "attempt road=%s outcome=%s reason=%s sent=%d received=%d up=%d down=%d",
            *(row.road, row.outcome, row.reason, row.sent, row.received, row.bytes_up, row.bytes_down),
        )
        # What cannot be kept must not keep the next attempt from being scheduled.
        with surviving("attempt not written down"):
            self._store.logbook.keep_attempt(row)

    def _exchange(self, road: Road) -> tuple[Exchange, Sentence | None]:
        """Exchange with the hub over *road*, then take what the news ask for."""
        store, told_before = self._store, self._store.outbox.hub_time()
        with store.logbook.sending():
            result = self._measured(road)
            if isinstance(road, CollectingRoad):
                result = replace(result, collected=True)
            if result.left_at is not None:
                store.facts.note_left(result.left_at)
            # What a stick carries is days old, and an ack of an older hub is not believed: neither tells the time.
            told = store.outbox.hub_time() != told_before and not isinstance(road, FolderRoad)
            if told and result.state == "ok":
                store.log.note_hub_time(store.outbox.hub_time())
            way = road if result.broken is None else None
            note = follow(store, self._files, self._identity.invitation.hub, way, result.items)
        return result, note

    def _measured(self, road: Road) -> Exchange:
        """Talk, and remember of a network how fast it was, broken or not. A stick takes all, however slow it is."""
        if road.name != "http":
            return self._talk(road)
        began_s, before, events = self._clock.elapsed_s(), replace(road.traffic), 0
        try:
            result = self._talk(road)
            events = result.sent_events
            self._tries = None if result.acked else self._tries
        finally:
            used, seconds = road.traffic.since(before), self._clock.elapsed_s() - began_s
            now = {"up": used.bytes_up, "down": used.bytes_down, "room": road.traffic.room.by_cuts}
            pace = learned(self._store.spending.pace(), **now, events=events, seconds=seconds)
            self._store.db.put("pace", pace)
        return result

    def _talk(self, road: Road) -> Exchange:
        identity = self._identity
        return exchange(
            self._store.outbox,
            road,
            identity.keys,
            identity.invitation.hub,
            site=identity.invitation.site,
            enrolment=self._enrolment(),
            health=self._health(),
        )

    def _health(self) -> Fields:
        """Return the few things that the region sees of this laptop before anything else arrives."""
        seen = self._store.health()
        names = ("app_version", "model_version", "disk_free_mb", "clock_ok")
        known = {NUMBERS[name]: seen[name] for name in names if seen[name] is not None}
        who = self._identity.invitation
        lost = unvouched(self._store, who.hub, who.site)
        known[NUMBERS["pending"]] = self._store.outbox.pending()
        return known | ({NUMBERS["unvouched"]: lost} if lost else {})

    def _enrolment(self) -> bytes | None:
        """Return the proof of enrolment as long as the hub has not recognised this computer."""
        known = self._store.outbox.cursor().proof and not self._store.db.setting("held", bool, False)
        return None if known else self._identity.enrolment
