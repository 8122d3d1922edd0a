"""Which day it is, told by a clock that may be years wrong."""

from datetime import date
from secrets import token_hex

from edge.database import Database
from edge.outbox import NodeOutbox
from shared.clock import LIMA
from shared.dating import PLAUSIBLE_FROM_S

_DAY_S = 86_400
_AHEAD_S = 400 * _DAY_S
_LATEST_S = PLAUSIBLE_FROM_S + 15 * 365 * _DAY_S


class Days:
    """The day in Peru, and the day as far as a clock that is wrong can tell one from the next."""

    def __init__(self, db: Database, outbox: NodeOutbox) -> None:
        self._db = db
        self._outbox = outbox
        self._began: tuple[str, float] | None = None

    def today(self) -> date | None:
        """Return the day in Peru; None where this computer's clock is known to be wrong."""
        return self._db.clock.now().astimezone(LIMA).date() if self.clock_ok() else None

    def clock_ok(self) -> bool:
        """Tell whether the clock agrees with what this node knows: not before the hub's last word, nor a year after."""
        now, heard = self._db.now_s(), self._outbox.hub_time()
        return max(PLAUSIBLE_FROM_S, heard) - _DAY_S <= now <= (heard + _AHEAD_S if heard else _LATEST_S)

    def name(self) -> str:
        """
        Return the name of this day.

        Where the clock was known to be wrong when the database was opened, it is 24 hours that begin there: a clock
        that starts at the same old day each morning would never end it.
        """
        now_s = self._db.clock.elapsed_s()
        if self._began is None:
            self._began = "" if self.clock_ok() else token_hex(4), now_s
        name, since_s = self._began
        if not name:
            return self._db.clock.now().astimezone(LIMA).date().isoformat()
        return f"{name}+{int((now_s - since_s) // _DAY_S)}"
