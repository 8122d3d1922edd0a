"""Trials that take long go on in the background, one at a time; whoever asked looks again for the answer."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from shared.clock import Clock
from shared.errors import NotReady
from shared.surviving import handed_on

PATIENCE_S = 8.0
"""So long a page waits; a region of one UGEL is answered in less than one."""
KEPT_S = 900.0
"""So long an answer is there for whoever asked and went; what it rests on may have changed by then."""
MOST = 4
"""Trials that wait or are kept; each is of the whole region."""
T = TypeVar("T")


@dataclass(slots=True)
class _Asked:
    future: "Future[Any]" = field(default_factory=Future)
    since_s: float = 0.0


class Trials:
    """The trials of one hub since it was started. Nothing of them is in the database."""

    def __init__(self, clock: Clock, patience_s: float = PATIENCE_S) -> None:
        self._clock, self._patience_s = clock, patience_s
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._asked: dict[Hashable, _Asked] = {}

    def answer(self, change: Hashable, work: Callable[[], T]) -> T | None:
        """
        Return what *work* answers about *change*; None while it is not done. Whatever it raises is raised here.

        An answer that was given is worked out anew when it is asked for again.

        Raises:
            NotReady: Too many others are under way.
        """
        found: T | None = self._told(change, self._find(change, work))
        return found

    def look(self, change: Hashable, otherwise: T) -> Any:
        """Return as ``answer`` what was asked for before, and begin nothing; *otherwise* where nobody waits for any."""
        with self._lock:
            asked = self._asked.get(change)
        return otherwise if asked is None else self._told(change, asked)

    def _told(self, change: Hashable, asked: _Asked) -> Any:
        try:
            found = asked.future.result(timeout=self._patience_s)
        except TimeoutError:
            # The work itself may have raised one.
            if not asked.future.done():
                return None
            raise
        finally:
            if asked.future.done():
                self._forget(change, asked)
        return found

    def _find(self, change: Hashable, work: Callable[[], Any]) -> _Asked:
        with self._lock:
            now = self._clock.elapsed_s()
            for old in [one for one, asked in self._asked.items() if _is_over(asked, now)]:
                del self._asked[old]
            if change in self._asked:
                return self._asked[change]
            if len(self._asked) >= MOST:
                raise NotReady("Se están calculando otras pruebas. Espere unos minutos y repita.")
            asked = self._asked[change] = _Asked(since_s=now)
        threading.Thread(target=self._run, args=(asked.future, work), name="trial", daemon=True).start()
        return asked

    def _forget(self, change: Hashable, asked: _Asked) -> None:
        with self._lock:
            if self._asked.get(change) is asked:
                del self._asked[change]

    def _run(self, future: "Future[Any]", work: Callable[[], Any]) -> None:
        with self._turn:
            handed_on(future, work)


def _is_over(asked: _Asked, now: float) -> bool:
    return asked.future.done() and now - asked.since_s > KEPT_S
