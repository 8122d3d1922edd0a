"""Sticks that are being read at the office: one at a time, in the background, with a report that can be looked at."""

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
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
from sync.apart import silent

KEPT = 5
"""Reports that are kept to be looked at. What was taken is in the database; what was not is named there too."""
SILENCE_S = 600
"""After so long without a sign a stick is taken to hang, and the others are read."""
_UNEXPECTED = N_("La lectura se detuvo por un problema inesperado. Repita; si sigue, avise a soporte.")
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Visit:
    """The reading of one stick, under way or done."""

    number: int
    name: str
    clock: Clock
    began: datetime
    heard_s: float
    """When it gave the last sign, on the steady clock."""
    done: int = 0
    total: int = 0
    result: Carried | None = None
    failed: Sentence | None = None
    brought: Brought | None = None
    """Where its bundles and answers lie, if they came through the browser."""
    over: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, total: int) -> None:
        """Note how far it is."""
        self.done, self.total, self.heard_s = done, total, self.clock.elapsed_s()

    @property
    def hangs(self) -> bool:
        """Whether it gave no sign for so long that the stick does not answer any more."""
        return not self.over.is_set() and self.clock.elapsed_s() - self.heard_s > SILENCE_S

    def fail(self, error: Exception) -> None:
        """Note why there is no report: whoever waits for it must learn that."""
        self.failed = error.said if isinstance(error, ChasquiError) else Sentence(_UNEXPECTED)


class Visits:
    """The visits of sticks to one office since it was started."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        """Use *folder* for what comes through browsers."""
        self._clock = clock
        self.folder = folder
        self._lock = threading.Lock()
        self._visits: list[Visit] = []

    def sweep(self) -> None:
        """Remove what an earlier run left of browsers: for the process that reads sticks, before it reads any."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, name: str, work: Callable[[Tell], Carried], brought: Brought | None = None) -> Visit:
        """
        Begin to read a stick, or what was *brought*.

        Raises:
            NotReady: Another one is being read.
            RoadClosed: This one hangs since the last time.
        """
        with self._lock:
            if under_way := [visit for visit in self._visits if not visit.over.is_set()]:
                self._check(under_way, name, brought)
            number = self._visits[-1].number + 1 if self._visits else 1
            visit = Visit(number, name, self._clock, self._clock.now(), self._clock.elapsed_s(), brought=brought)
            for old in self._visits[: 1 - KEPT]:
                _remove(old.brought)
            self._visits = [*self._visits[1 - KEPT :], visit]
        threading.Thread(target=_read, args=(visit, work), name=f"stick {number}", daemon=True).start()
        return visit

    def _check(self, under_way: Sequence[Visit], name: str, brought: Brought | None) -> None:
        """Check that what is *under_way* hangs, and is not the stick called *name*."""
        if not all(visit.hangs for visit in under_way):
            _remove(brought)
            raise NotReady("Se está leyendo otro USB. Espere a que termine y repita.")
        if any(visit.name == name for visit in under_way):
            _remove(brought)
            raise silent(name)

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
