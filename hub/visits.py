"""Sticks that are being read at the office: one at a time, in the background, with a report that can be looked at."""

import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from hub.brought import Brought
from hub.carried import Carried
from hub.carry import Tell
from shared.clock import Clock
from shared.errors import ChasquiError, NotReady
from shared.sentences import N_, Sentence
from shared.surviving import surviving

KEPT = 5
"""Reports that are kept to be looked at; what they tell of is in the database."""
_UNEXPECTED = N_("La lectura se detuvo por un problema inesperado. Repita; si sigue, avise a soporte.")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Visit:
    """The reading of one stick, under way or done."""

    number: int
    name: str
    began: datetime
    done: int = 0
    total: int = 0
    result: Carried | None = None
    failed: Sentence | None = None
    brought: Brought | None = None
    """Where its bundles and answers lie, if they came through the browser."""
    over: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total = done, total

    def fail(self, error: Exception) -> None:
        """Note why there is no report: whoever waits for it must learn that."""
        self.failed = error.said if isinstance(error, ChasquiError) else Sentence(_UNEXPECTED)


class Visits:
    """The visits of sticks to one office since it was started."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        """Use *folder* for what comes through browsers; whatever an earlier run left there is removed."""
        self._clock = clock
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        self._lock = threading.Lock()
        self._visits: list[Visit] = []

    def begin(self, name: str, work: Callable[[Tell], Carried], brought: Brought | None = None) -> Visit:
        """
        Begin to read a stick, or what was *brought*.

        Raises:
            NotReady: Another one is being read.
        """
        with self._lock:
            if any(not visit.over.is_set() for visit in self._visits):
                _remove(brought)
                raise NotReady("Se está leyendo otro USB. Espere a que termine y repita.")
            number = self._visits[-1].number + 1 if self._visits else 1
            visit = Visit(number, name, self._clock.now(), brought=brought)
            for old in self._visits[: 1 - KEPT]:
                _remove(old.brought)
            self._visits = [*self._visits[1 - KEPT :], visit]
        threading.Thread(target=_read, args=(visit, work), name=f"stick {number}", daemon=True).start()
        return visit

    def find(self, number: int) -> Visit | None:
        """Return a visit by its number; None where it is kept no more."""
        return next((visit for visit in self._visits if visit.number == number), None)

    def recent(self) -> list[Visit]:
        """Return the last visits, the newest first."""
        return self._visits[::-1]


def _remove(brought: Brought | None) -> None:
    if brought is not None:
        shutil.rmtree(brought.root, ignore_errors=True)


def _read(visit: Visit, work: Callable[[Tell], Carried]) -> None:
    try:
        with surviving(f"stick visit failed number={visit.number}", visit.fail):
            visit.result = work(visit.tell)
    finally:
        visit.over.set()
    _log.info("stick_read number=%d files=%d", visit.number, visit.total)
