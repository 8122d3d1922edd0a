"""What came of uploads since the service began: how many, with which answer, and how long each took."""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

BOUNDS_S = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0, 20.0)
"""Upper bounds of the classes of seconds; 0.3 is what an office is promised (docs/targets.py)."""
OUTCOMES: Mapping[int, str] = {
    200: "taken",
    202: "held",
    206: "taken",
    409: "held",
    422: "refused",
    428: "forgotten",
    429: "busy",
    503: "busy",
    507: "full",
}
"""What an answer means; any other one is an error."""


@dataclass(slots=True)
class Tally:
    """Counts that any thread adds to."""

    in_line: int = 0
    """Uploads that wait for their turn now, or are being taken."""
    outcomes: Counter[str] = field(default_factory=Counter)
    classes: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    """How many uploads that were taken lie in each class of seconds; the last has no bound."""
    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answered(self, status: int, took_s: float) -> None:
        """
        Count an upload that was answered with *status* after *took_s* seconds.

        >>> tally = Tally()
        >>> tally.answered(200, 0.2)
        >>> tally.answered(507, 0.1)
        >>> dict(tally.outcomes), tally.classes[:3]
        ({'taken': 1, 'full': 1}, [0, 0, 1])
        """
        outcome = OUTCOMES.get(status, "error")
        with self._lock:
            self.outcomes[outcome] += 1
            if outcome == "taken":
                self.classes[bisect_left(BOUNDS_S, took_s)] += 1
                self.seconds += took_s

    def waits(self, more: int) -> None:
        """Note that so many *more* uploads wait, or fewer where that is negative."""
        with self._lock:
            self.in_line += more
