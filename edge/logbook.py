"""Every attempt to reach the region: what it came to, which troubles still stand, what all of them carried."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from edge.attempt import still_standing, was_answered
from edge.database import Database
from edge.spending import Spending
from edge.sync_rows import AttemptRow
from sync.wire import unpack

KEPT_ATTEMPTS = 500
_MAX_ROW = 65_536


class Logbook:
    """What the agent writes down of each attempt."""

    def __init__(self, db: Database, spending: Spending) -> None:
        self._db = db
        self._spending = spending
        self.is_sending = False
        """An attempt is under way."""

    @contextmanager
    def sending(self) -> Iterator[None]:
        """While open, the state of sending is "send"."""
        self.is_sending = True
        try:
            yield
        finally:
            self.is_sending = False

    def keep_attempt(self, row: AttemptRow) -> None:
        """Write down an attempt, and forget the oldest."""
        with self._db.transaction():
            self._db.write("INSERT INTO attempts (row) VALUES (?)", msgspec.msgpack.encode(row))
            self._db.write("DELETE FROM attempts WHERE n <= (SELECT max(n) FROM attempts) - ?", KEPT_ATTEMPTS)
            self._db.put("troubles", tuple(still_standing([row, *self.troubles()])))
            if row.road == "http":
                self._spending.spend(row.on_line, answered=was_answered(row))
            up, down, requests = self.traffic()
            self._db.put("traffic", (up + row.bytes_up, down + row.bytes_down, requests + row.requests))
            self._db.put("next_attempt", None if row.next_at is None else int(row.next_at.timestamp()))

    def attempts(self, limit: int = 15) -> list[AttemptRow]:
        """Return the last attempts, newest first."""
        rows = self._db.rows("SELECT row FROM attempts ORDER BY n DESC LIMIT ?", limit)
        return [unpack(raw, AttemptRow, max_bytes=_MAX_ROW, what="un intento guardado") for (raw,) in rows]

    def troubles(self) -> tuple[AttemptRow, ...]:
        """Return the attempts whose trouble stands, newest first, however many came to nothing since."""
        kept = self._db.setting("troubles", tuple[AttemptRow, ...] | None, None)  # type: ignore[arg-type]
        return tuple(still_standing(self.attempts(64))) if kept is None else kept

    def traffic(self) -> tuple[int, int, int]:
        """Return bytes up, bytes down and requests of all attempts so far."""
        return self._db.setting("traffic", tuple[int, int, int], (0, 0, 0))

    def failures(self) -> int:
        """Return how many of the last attempts failed in a row; one that gave way did not."""
        outcomes = [row.outcome for row in self.attempts(64) if row.reason != "gave_way"]
        return next((n for n, outcome in enumerate(outcomes) if outcome in ("ok", "left")), len(outcomes))
