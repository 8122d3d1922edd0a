"""The daily copy: when one is due, and how it is made without a page waiting for it."""

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from edge.copies_kept import copies
from edge.database import Database
from edge.days import Days
from edge.erasing import finish_erasing
from edge.stick_times import begin_waiting
from shared.clock import LIMA, Clock
from shared.errors import ChasquiError, NotReady
from shared.sentences import Sentence, kept, read

START_S = 120
"""So long after the start no copy is made: whoever has just opened the laptop wants its pages."""
EVERY_S = 24 * 3600
RETRY_S = 600
REFUSED = 3
"""What the process that copies ends with when it said why it could not."""
TIMEOUT_S = 1_800
_TROUBLE = "copy_trouble"
_log = logging.getLogger(__name__)


def copy_apart(database: Path, clock: Clock) -> None:
    """
    Make a copy in another process, which pages do not wait for: reading a whole log keeps an interpreter busy.

    Raises:
        NotReady: What that process said, or it did not come to its end.
    """
    command = [sys.executable, "-m", "edge.copy_apart", str(database), clock.now().isoformat()]
    flags = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False, creationflags=flags)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotReady("La copia automática no terminó a tiempo. Se hace otra más tarde.") from error
    if done.returncode == REFUSED:
        raise NotReady("%(why)s", why=read(done.stdout.decode(errors="replace").strip()))
    if done.returncode:
        _log.error("copy crashed code=%d stderr=%s", done.returncode, done.stderr[-300:])
        raise NotReady("La copia automática falló en esta computadora. Se hace otra más tarde.")


def copy_noting(db: Database, make: Callable[[Path, Clock], object] = copy_apart) -> None:
    """
    Make a copy, and note whether it could be made.

    Raises:
        ChasquiError: It could not.
    """
    try:
        make(db.path, db.clock)
    except ChasquiError as error:
        db.put(_TROUBLE, kept(error.said))
        raise
    finally:
        # What erased somebody meanwhile could not write the file anew under this reader.
        finish_erasing(db)
    db.put(_TROUBLE, "")
    begin_waiting(db)


def trouble_of(db: Database) -> Sentence | None:
    """Return why the last daily copy could not be made; None where it was."""
    told = db.setting(_TROUBLE, str, "")
    return read(told) if told else None


class DailyCopies:
    """
    Makes a copy once a day of the clock, and at once where there is none, as after somebody was erased.

    Args:
        make: Makes it.
    """

    def __init__(self, db: Database, days: Days, make: Callable[[Path, Clock], object] = copy_apart) -> None:
        self._db, self._days, self._make = db, days, make
        self._began_s = db.clock.elapsed_s()
        self._last: tuple[str, float] | None = None
        self._tried_s: float | None = None

    def run_if_due(self) -> bool:
        """Make a copy if it is time; tell whether it was. Where it cannot be made, it is due again in ``RETRY_S``."""
        now_s, day = self._db.clock.elapsed_s(), self._days.name()
        if now_s - self._began_s < START_S or not self._is_due(now_s, day):
            return False
        self._tried_s = now_s
        try:
            copy_noting(self._db, self._make)
        except ChasquiError as error:
            _log.warning("not copied why=%s", error)
            return False
        self._last, self._tried_s = (day, now_s), None
        return True

    def _is_due(self, now_s: float, day: str) -> bool:
        if self._tried_s is not None:
            return now_s - self._tried_s >= RETRY_S
        held = copies(self._db.path)
        if not held:
            return True
        if self._last is None:
            # A clock that begins at the same old day each morning says nothing of the copy's age.
            today = self._db.clock.now().astimezone(LIMA).date().isoformat()
            return held[0].day != today or not self._days.clock_ok()
        return self._last[0] != day or now_s - self._last[1] >= EVERY_S
