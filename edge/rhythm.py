"""How long a node waits between attempts to reach the region."""

from dataclasses import dataclass
from random import Random

from shared.errors import HubRefused, NewerFormat, RoadClosed, Untrusted
from sync.backoff import next_delay_s

FIRST_WAIT_S = 30
LEAST_WAIT_S = 1
FATAL = (HubRefused, NewerFormat, Untrusted)
"""What the next attempt will not do better."""
_LATE = 32


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long between attempts, in seconds: *every_s* after a success, and never longer after a failure."""

    every_s: int = 900

    def after(self, failures: int, error: Exception | None, rng: Random) -> float:
        """
        Return the seconds until the next attempt: there always is one.

        >>> Rhythm(900).after(3, RoadClosed("", retry_after_s=2000), Random(1))
        2000
        """
        if error is None and not failures:
            return self.every_s * rng.uniform(0.9, 1.1)
        asked = error.retry_after_s if isinstance(error, RoadClosed) else None
        # Trying harder does not help against what only a person can put right.
        failures = _LATE if isinstance(error, FATAL) else failures
        delay = next_delay_s(failures, min(FIRST_WAIT_S, self.every_s), self.every_s, rng)
        return max(delay, asked or 0, LEAST_WAIT_S)
