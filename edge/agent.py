"""Watches for a road to the region and uses it; whatever happens, a next attempt is scheduled."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import TypeAlias

from edge import attempt
from edge.agenda import Agenda
from edge.enrol import Identity
from edge.following import follow
from edge.forecasting import Forecasting, forecast_node
from edge.models_store import ModelFiles
from edge.network import current_network
from edge.pace import learned
from edge.precedence import Precedence
from edge.ration import later
from edge.rationed import Rationed
from edge.reached import Reached
from edge.rhythm import Rhythm
from edge.said_first import health_of, proof_of
from edge.space import make_room
from edge.store import Store
from edge.sync_rows import AttemptRow
from shared.clock import Clock
from shared.errors import ChasquiError, RoadClosed
from shared.sentences import Sentence
from shared.surviving import surviving
from sync.apart import Apart, BoundedRoad
from sync.folder_road import CollectingRoad, FolderRoad
from sync.roads import Road
from sync.session import Exchange, exchange
from sync.traffic import Traffic

_Ended: TypeAlias = tuple[AttemptRow, Exception | None, float]
"""What an attempt came to, what ended it, and the seconds until the next."""
_log = logging.getLogger(__name__)


class Agent:
    """
    One attempt at a time over the roads of one node. Thread-safe.

    When the next one is due: ``Agenda``. Who goes first: ``Precedence``.
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
        apart: Apart | None = None,
        network: Callable[[], str] = current_network,
        forecast: Forecasting = forecast_node,
    ) -> None:
        self._store = store
        self._identity = identity
        self._files = files
        self._road = road
        self._clock = clock
        self._agenda = Agenda(clock, rng, rhythm or Rhythm())
        self._precedence = precedence or Precedence()
        self._apart = apart or Apart()
        self._network_name = network
        self._forecast = forecast
        self._under_way: Road | None = None
        self.reached = Reached(network)
        """Who answered at the hub's address the last time."""
        self._closed = False

    def close(self) -> None:
        """Say that the database closes: what becomes of an attempt under way is not worth a word any more."""
        self._closed = True

    def _is_closed(self) -> bool:
        return self._closed

    def join_anew(self, join: Callable[[], tuple[Identity, Callable[[], Road]]]) -> Identity:
        """
        Become who *join* makes of this node, with the road there, once no attempt is under way; then try at once.

        Raises:
            ChasquiError: It did not work, and nothing was changed.
        """
        with self._precedence.joining(self._break_off):
            self._identity, self._road = join()
        self._agenda.begin_anew()
        return self._identity

    def _break_off(self) -> None:
        """End the attempt under way over the network, if there is one."""
        road = self._under_way
        if road is not None:
            road.break_off()

    @property
    def identity(self) -> Identity:
        """Who this node is now."""
        return self._identity

    def request(self) -> None:
        """Somebody asks for an attempt now, whatever the day's bytes say; it happens in the background."""
        self._agenda.request()

    def hurry(self) -> None:
        """A road appeared: try at once, and as if nothing had failed; but no sooner than the hub asked for."""
        self._agenda.hurry()

    def reconsider(self) -> None:
        """What the sending may cost was changed: it is time as soon as that allows it."""
        self._agenda.reconsider()

    def is_due(self) -> bool:
        """Tell whether it is time for the next attempt."""
        return self.due_in_s() == 0

    def due_in_s(self) -> float:
        """Return the seconds until the next attempt, 0 where it is due."""
        return self._agenda.due_in_s()

    def tick_if_due(self) -> AttemptRow | None:
        """Make an attempt if it is time and the day's bytes allow it; the job that the scheduler runs."""
        return None if not self.is_due() or self._rests() else self.tick()

    def _rests(self) -> bool:
        """Tell whether nothing more goes today by itself; then the next attempt is put off to tomorrow."""
        # The attempt itself meets the same trouble, says it on the page and schedules the next.
        with surviving("day's bytes unknown", quiet=self._is_closed):
            if self._agenda.by_hand or not self._store.spending.resting():
                return False
            wait_s = self._agenda.put_off_to_tomorrow()
            self._store.db.put("next_attempt", int(self._clock.now().timestamp() + wait_s))
            return True
        return False

    def tick(self) -> AttemptRow:
        """Make one attempt over the network. Whatever is raised becomes a row, and the next attempt is scheduled."""
        with self._precedence.network():
            by_hand = self._agenda.begin()
            try:
                row, error, wait_s = self._attempt(lambda: self._network(by_hand=by_hand), "http")
            finally:
                self._under_way = None
            self.reached.note(error, row.connections)
            self._agenda.end(wait_s, error)
            return row

    def carry(self, folder: Path, *, collect_only: bool = False) -> AttemptRow:
        """
        Copy what waits to a folder or stick, and take the replies that lie there. The network keeps its own rhythm.

        Raises:
            ChasquiError: It did not work; the message says why, and the attempt is written down too.
        """
        with self._precedence.stick():
            road = CollectingRoad(folder) if collect_only else FolderRoad(folder)
            bounded = BoundedRoad(road, folder, self._apart)
            row, error, _ = self._attempt(lambda: bounded, "folder", self.due_in_s())
        if error is not None:
            raise error if isinstance(error, ChasquiError) else RoadClosed("%(why)s", why=row.said[0])
        return row

    def _network(self, *, by_hand: bool) -> Road:
        left = None if by_hand else self._store.spending.left_today()
        self._under_way = Rationed(self._road(), left, self._precedence.check)
        return self._under_way

    def _attempt(self, road: Callable[[], Road], name: str, wait_s: float | None = None) -> _Ended:
        """Return what an attempt came to, what ended it, and the seconds until the next one over the network."""
        at, failed = self._clock.now(), list[Exception]()
        ended: _Ended | None = None
        used, before = Traffic(), Traffic()
        with surviving(f"attempt failed road={name}", failed.append, quiet=self._is_closed):
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
            wait_s = self._agenda.wait_s(result.broken, lambda: self._failures_after(result))
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
            wait_s = self._agenda.wait_s(error, lambda: self._failures() + 1)
        return attempt.failed(error, at=at, road=road, next_at=later(at, wait_s)), error, wait_s

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
        try:
            return self._agenda.failures(self._store.logbook.failures)
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
        with surviving("attempt not written down", quiet=self._is_closed):
            self._store.logbook.keep_attempt(row)

    def _exchange(self, road: Road) -> tuple[Exchange, Sentence | None]:
        """Exchange with the hub over *road*, then take what the news ask for."""
        store, told_before = self._store, self._store.outbox.hub_time()
        with store.logbook.sending():
            result = self._measured(road)
            if not road.bundle_events:
                result = replace(result, collected=True)
            if result.left_at is not None:
                store.facts.note_left(result.left_at)
            # What a stick carries is days old, and an ack of an older hub is not believed: neither tells the time.
            told = store.outbox.hub_time() != told_before and road.name == "http"
            if told and result.state == "ok":
                store.log.note_hub_time(store.outbox.hub_time())
            way = road if result.broken is None else None
            hub = self._identity.invitation.hub
            note = follow(store, self._files, hub, way, result.items, self._forecast)
        return result, note

    def _measured(self, road: Road) -> Exchange:
        """Talk, and remember of a network how fast it was, broken or not. A stick takes all, however slow it is."""
        if road.name != "http":
            return self._talk(road)
        began_s, before, events = self._clock.elapsed_s(), replace(road.traffic), 0
        try:
            result = self._talk(road)
            events = result.sent_events
            if result.acked:
                self._agenda.answered()
        finally:
            used, seconds = road.traffic.since(before), self._clock.elapsed_s() - began_s
            self._learn(used, events, seconds, road.traffic.room.by_cuts)
        return result

    def _learn(self, used: Traffic, events: int, seconds: float, room: int) -> None:
        """Remember how fast this network was. That it cannot be kept says less than why the road broke, if it did."""
        with surviving("pace not kept", quiet=self._is_closed):
            network, spending = self._network_name(), self._store.spending
            now = {"up": used.bytes_up, "down": used.bytes_down, "room": room}
            spending.keep_pace(network, learned(spending.pace(network), **now, events=events, seconds=seconds))

    def _talk(self, road: Road) -> Exchange:
        identity = self._identity
        return exchange(
            self._store.outbox,
            road,
            identity.keys,
            identity.invitation.hub,
            site=identity.invitation.site,
            enrolment=proof_of(self._store, identity),
            health=health_of(self._store, identity),
        )
