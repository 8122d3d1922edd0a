"""How each opening of the node ended: closed by somebody, or cut, as by the power or a kill."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from edge.database import Database
from edge.dating import as_datetime

ALIVE_EVERY_S = 300
"""A cut is known to this."""
KEPT = 400
"""Openings; a school's year has some 200 days."""
_OPEN, _CLEAN, _CUT = "", "clean", "cut"


@dataclass(frozen=True, slots=True)
class Cut:
    """An opening that nobody closed: by this computer's clock, from when, and until when it was seen to run."""

    began: datetime
    seen: datetime

    @property
    def lasted(self) -> timedelta:
        """How long it ran, as far as is known."""
        return max(self.seen - self.began, timedelta())


class PowerLog:
    """One row for each opening of the node by ``run``."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def begin(self) -> None:
        """Note that the node is opened: an opening before it that did not end was cut."""
        now = self._db.now_s()
        with self._db.transaction():
            self._db.write("UPDATE power SET ended = ? WHERE ended = ?", _CUT, _OPEN)
            self._db.write("INSERT INTO power (began_s, seen_s, ended) VALUES (?, ?, ?)", now, now, _OPEN)
            self._db.write("DELETE FROM power WHERE n <= (SELECT max(n) FROM power) - ?", KEPT)

    def alive(self) -> None:
        """Note that it still runs."""
        self._db.write("UPDATE power SET seen_s = ? WHERE ended = ?", self._db.now_s(), _OPEN)

    def end(self) -> None:
        """Note that somebody closes it."""
        self._db.write("UPDATE power SET seen_s = ?, ended = ? WHERE ended = ?", self._db.now_s(), _CLEAN, _OPEN)

    def cuts(self, limit: int = KEPT) -> list[Cut]:
        """Return the openings that were cut, the newest first."""
        rows = self._db.rows("SELECT began_s, seen_s FROM power WHERE ended = ? ORDER BY n DESC LIMIT ?", _CUT, limit)
        told = [(as_datetime(began), as_datetime(seen)) for began, seen in rows]
        return [Cut(began, seen) for began, seen in told if began is not None and seen is not None]

    def openings(self) -> int:
        """Return how many openings are kept, with the one that runs."""
        return int(self._db.value("SELECT count(*) FROM power"))
