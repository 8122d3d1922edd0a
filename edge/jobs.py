"""The node's background work, started by ``chasqui-edge run`` alone: the agent and the nightly forecast."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from edge.agent import Agent
from edge.forecasting import Forecasting, forecast_node
from edge.models_store import ModelFiles
from edge.road_watch import RoadWatch
from edge.sealing import seal_old
from edge.store import Store
from shared.surviving import surviving

POLL_S = 1
LOOK_S = 3
FORECAST_POLL_S = 60
SEAL_POLL_S = 60
"""One block at a time, so that no page waits long."""
FORECAST_EVERY_S = 24 * 3600
RETRY_S = 600
"""A forecast that failed is tried again: soon enough for a moment's trouble, and not all day long."""
WATCH_S = 20
_log = logging.getLogger(__name__)


class Nightly:
    """Forecasts once a day of the steady clock, and when the day of the wall clock changes."""

    def __init__(self, store: Store, files: ModelFiles, forecast: Forecasting = forecast_node) -> None:
        self._store = store
        self._files = files
        self._forecast = forecast
        self._last: tuple[float, date] | None = None
        self._tried_s: float | None = None

    def run_if_due(self) -> bool:
        """
        Forecast if it is time; tell whether it did.

        Raises:
            ChasquiError: It could not be made now. It is due again in ``RETRY_S``.
        """
        now_s, day = self._store.clock.elapsed_s(), self._store.clock.now().date()
        if not self._is_due(now_s, day):
            return False
        self._tried_s = now_s
        # So that the first pupil of the day need not wait for it.
        self._store.histories.of_all([])
        self._forecast(self._store, self._files)
        self._last, self._tried_s = (now_s, day), None
        return True

    def _is_due(self, now_s: float, day: date) -> bool:
        if self._tried_s is not None:
            return now_s - self._tried_s >= RETRY_S
        return self._last is None or now_s - self._last[0] >= FORECAST_EVERY_S or self._last[1] != day

    def seal_one(self) -> int:
        """Seal one block of old records, where there are enough of them."""
        return seal_old(self._store)


@dataclass(frozen=True, slots=True)
class Job:
    """Work that is looked at every so many seconds; what it does it does only when due."""

    name: str
    run: Callable[[], object]
    every_s: int


class Jobs:
    """APScheduler with the node's jobs, and a watch over it that a jump of the wall clock cannot stop."""

    def __init__(
        self, agent: Agent, nightly: Nightly, watch: RoadWatch | None = None, others: Sequence[Job] = ()
    ) -> None:
        self._agent = agent
        self._jobs = [Job("agent", agent.tick_if_due, POLL_S), Job("forecast", nightly.run_if_due, FORECAST_POLL_S)]
        if watch is not None:
            self._jobs.append(Job("roads", watch.look, LOOK_S))
        self._jobs += [Job("seal", nightly.seal_one, SEAL_POLL_S), *others]
        self._stop, self._turn = threading.Event(), threading.Lock()
        self._scheduler: Any = None

    def start(self, after_s: float = 0) -> None:
        """Begin, at once or *after_s* from now: whoever opens the laptop wants its pages."""
        if not after_s:
            self._begin()
            return
        waiting = threading.Timer(after_s, self._begin)
        waiting.daemon = True
        waiting.start()

    def stop(self) -> None:
        """End, without waiting for what is under way: everything may be cut anywhere."""
        self._stop.set()
        self._agent.close()
        with self._turn:
            if self._scheduler is not None:
                self._scheduler.shutdown(wait=False)

    def _begin(self) -> None:
        with self._turn:
            if self._stop.is_set():
                return
            self._scheduler = self._scheduled()
            self._scheduler.start()
            self._scheduler.modify_job("forecast", next_run_time=_utc_now())
            threading.Thread(target=self._heal_for_ever, name="watch", daemon=True).start()

    def _scheduled(self) -> Any:
        # Commands start without the scheduler, and pages open before it is there.
        from apscheduler.schedulers.background import BackgroundScheduler

        from edge.job_threads import JobThreads

        # An exchange lasts longer than a poll: that the next poll is skipped is no news.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler: Any = BackgroundScheduler(timezone=UTC, job_defaults=defaults, executors={"default": JobThreads()})
        for one in self._jobs:
            scheduler.add_job(self._survived(one.name, one.run), "interval", seconds=one.every_s, id=one.name)
        return scheduler

    def _survived(self, name: str, job: Callable[[], object]) -> Callable[[], None]:
        """Return *job* as the scheduler runs it: a failure is logged, and tried again at its next turn."""

        def run() -> None:
            with surviving(f"job failed job={name}", quiet=self._stop.is_set):
                job()

        return run

    def _heal_for_ever(self) -> None:
        while not self._stop.wait(WATCH_S):
            heal(self._scheduler, _utc_now())


def heal(scheduler: Any, now: datetime) -> int:
    """
    Bring back jobs whose next run lies too far ahead, as after a wall clock set back by decades.

    Returns how many were brought back.
    """
    late = [job for job in scheduler.get_jobs() if job.next_run_time - now > 2 * job.trigger.interval]
    for job in late:
        _log.warning("clock went back job=%s", job.id)
        scheduler.modify_job(job.id, next_run_time=now + timedelta(seconds=POLL_S))
    return len(late)


def _utc_now() -> datetime:
    """Return the time by which APScheduler itself reckons: the machine's, never a shifted one."""
    return datetime.now(UTC)  # noqa: TID251 - see above
