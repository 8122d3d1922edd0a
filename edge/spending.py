"""What sending costs and may cost, as the node's database remembers it."""

from edge.database import Database
from edge.days import Days
from edge.pace import Known, Pace, pace_of, with_pace
from edge.ration import Allowance, Resting, Spent, after, left, resting, today


class Spending:
    """The bytes of the day, what they may be, and how fast the network was."""

    def __init__(self, db: Database, days: Days) -> None:
        self._db = db
        self._days = days

    def allowance(self) -> Allowance:
        """Return what was set on the page; before that, what the node was started with."""
        usual = self._db.setting("allowance_usual", Allowance, Allowance())
        return self._db.setting("allowance", Allowance, usual)

    def allow(self, allowance: Allowance) -> None:
        """Set on the page what sending may cost."""
        self._db.put("allowance", allowance)

    def start_with(self, usual: Allowance) -> None:
        """Set what sending may cost as long as the page says nothing."""
        if self._db.setting("allowance_usual", Allowance, Allowance()) != usual:
            self._db.put("allowance_usual", usual)

    def spent(self) -> Spent:
        """Return what the last day with an attempt took."""
        return self._db.setting("spent", Spent, Spent())

    def spent_today(self) -> Spent:
        """Return what this day took so far."""
        return today(self.spent(), self._days.name())

    def spend(self, count: int, *, answered: bool = False) -> None:
        """Count what an attempt, or a look at the way to the hub, took of the line; *answered*: the hub spoke."""
        with self._db.transaction():
            self._db.put("spent", after(self.spent(), self._days.name(), count, answered=answered))

    def left_today(self) -> int | None:
        """Return how many bytes today may still take over the network; None: no limit."""
        return left(self.allowance(), self.spent(), self._days.name())

    def resting(self) -> Resting:
        """Tell why nothing more goes by itself today."""
        return resting(self.allowance(), self.spent(), self._days.name())

    def pace(self, network: str) -> Pace:
        """Return how fast a network was so far."""
        return pace_of(self._paces(), network)

    def keep_pace(self, network: str, pace: Pace) -> None:
        """Remember how fast a network was."""
        self._db.put("paces", with_pace(self._paces(), network, pace))

    def _paces(self) -> tuple[Known, ...]:
        return self._db.setting("paces", tuple[Known, ...], ())
