"""When a node tries the network next: counted on the steady clock, and there always is a next time."""

from collections.abc import Callable
from random import Random

from edge.ration import next_day_in_s
from edge.rhythm import LEAST_WAIT_S, Rhythm
from shared.clock import Clock
from shared.errors import DayUsedUp, GaveWay, RoadClosed

HURRY_S = 10
"""A road that comes and goes hurries an attempt so often at most."""


class Agenda:
    """
    When the next attempt is due, and who asked for it. Thread-safe: each change is one assignment.

    A wall clock that jumps neither stops nor hurries it.
    """

    def __init__(self, clock: Clock, rng: Random, rhythm: Rhythm) -> None:
        self._clock = clock
        self._rng = rng
        self._rhythm = rhythm
        self._due_s = self._not_before_s = clock.elapsed_s()
        self._tries: int | None = None
        self.by_hand = False
        """Somebody asked for the next attempt: the day's bytes do not keep it."""

    def request(self) -> None:
        """Make it due now, whatever the day's bytes say."""
        self.by_hand = True
        self._due_s = self._clock.elapsed_s()

    def hurry(self) -> None:
        """Make it due as if nothing had failed; but no sooner than the hub asked for."""
        self._tries = 0
        self._due_s = min(self._due_s, max(self._clock.elapsed_s(), self._not_before_s))

    def begin_anew(self) -> None:
        """Make it due now, as if nothing had failed."""
        self._tries = 0
        self.request()

    def reconsider(self) -> None:
        """Make it due as soon as what the sending may cost allows it."""
        self._due_s = min(self._due_s, self._clock.elapsed_s())

    def due_in_s(self) -> float:
        """Return the seconds until it is due, 0 where it is."""
        return max(0.0, self._due_s - self._clock.elapsed_s())

    def put_off_to_tomorrow(self) -> float:
        """Make it due tomorrow; return in how many seconds."""
        wait_s = next_day_in_s(self._clock.now(), self._rng)
        self._due_s = self._clock.elapsed_s() + wait_s
        return wait_s

    def begin(self) -> bool:
        """Begin an attempt; tell whether somebody asked for it. Whatever becomes of it, there is a next."""
        by_hand, self.by_hand = self.by_hand, False
        self._due_s = self._clock.elapsed_s() + self._rhythm.every_s
        return by_hand

    def end(self, wait_s: float, error: Exception | None) -> None:
        """End the attempt: the next is due in *wait_s*, or at once for whoever asked for it meanwhile."""
        now = self._clock.elapsed_s()
        asked = error.retry_after_s if isinstance(error, RoadClosed) else None
        self._not_before_s = now + max(HURRY_S, asked or 0)
        self._due_s = now if self.by_hand else now + wait_s

    def wait_s(self, error: Exception | None, failures: Callable[[], int]) -> float:
        """Return the seconds to wait after an attempt that *error* ended; *failures* says how many failed in a row."""
        if isinstance(error, DayUsedUp):
            return next_day_in_s(self._clock.now(), self._rng)
        # Who gave way did not fail: the road is there.
        if isinstance(error, GaveWay):
            return LEAST_WAIT_S
        return self._rhythm.after(failures(), error, self._rng)

    def failures(self, known: Callable[[], int]) -> int:
        """Return how many attempts failed in a row: since a road appeared, or as *known* says."""
        if self._tries is None:
            return known()
        self._tries += 1
        return self._tries - 1

    def answered(self) -> None:
        """Remember that the hub holds everything: what failed before counts no more."""
        self._tries = None
