"""What sending costs and may cost, as the node's database remembers it."""

from datetime import date
from secrets import token_hex

from edge.pace import Pace
from edge.ration import Allowance, Resting, Spent, after, left, resting, today
from edge.readers import Readers
from shared.clock import LIMA
from shared.dating import PLAUSIBLE_FROM_S

_DAY_S = 86_400
_AHEAD_S = 400 * _DAY_S
_LATEST_S = PLAUSIBLE_FROM_S + 15 * 365 * _DAY_S


class Spending(Readers):
    """The day, its bytes, what they may be, and how fast the network was."""

    _days: tuple[str, float] | None = None

    def today(self) -> date | None:
        """Return the day in Peru; None where this computer's clock is known to be wrong."""
        return self.clock.now().astimezone(LIMA).date() if self.clock_ok() else None

    def clock_ok(self) -> bool:
        """Tell whether the clock agrees with what this node knows: not before the hub's last word, nor a year after."""
        now, heard = self.now_s(), self.hub_time()
        return max(PLAUSIBLE_FROM_S, heard) - _DAY_S <= now <= (heard + _AHEAD_S if heard else _LATEST_S)

    def day(self) -> str:
        """
        Return the name of this day.

        Where the clock was known to be wrong when the database was opened, it is 24 hours that begin there: a clock
        that starts at the same old day each morning would never end it.
        """
        now_s = self.clock.elapsed_s()
        if self._days is None:
            self._days = "" if self.clock_ok() else token_hex(4), now_s
        name, since_s = self._days
        if not name:
            return self.clock.now().astimezone(LIMA).date().isoformat()
        return f"{name}+{int((now_s - since_s) // _DAY_S)}"

    def allowance(self) -> Allowance:
        """Return what was set on the page; before that, what the node was started with."""
        usual = self.setting("allowance_usual", Allowance, Allowance())
        return self.setting("allowance", Allowance, usual)

    def allow(self, allowance: Allowance) -> None:
        """Set on the page what sending may cost."""
        self.put("allowance", allowance)

    def start_with(self, usual: Allowance) -> None:
        """Set what sending may cost as long as the page says nothing."""
        if self.setting("allowance_usual", Allowance, Allowance()) != usual:
            self.put("allowance_usual", usual)

    def spent(self) -> Spent:
        """Return what the last day with an attempt took."""
        return self.setting("spent", Spent, Spent())

    def spent_today(self) -> Spent:
        """Return what this day took so far."""
        return today(self.spent(), self.day())

    def spend(self, up: int, down: int) -> None:
        """Count what an attempt over the network carried."""
        self.put("spent", after(self.spent(), self.day(), up=up, down=down))

    def left_today(self) -> int | None:
        """Return how many bytes today may still take over the network; None: no limit."""
        return left(self.allowance(), self.spent(), self.day())

    def resting(self) -> Resting:
        """Tell why nothing more goes by itself today."""
        return resting(self.allowance(), self.spent(), self.day())

    def pace(self) -> Pace:
        """Return how fast the network was so far."""
        return self.setting("pace", Pace, Pace())
