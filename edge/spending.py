"""What sending costs and may cost, as the node's database remembers it."""

from edge.pace import Pace
from edge.ration import Allowance, Resting, Spent, after, left, resting
from edge.readers import Readers


class Spending(Readers):
    """The bytes of the day, what they may be, and how fast the network was."""

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

    def spend(self, up: int, down: int) -> None:
        """Count what an attempt over the network carried."""
        self.put("spent", after(self.spent(), self.clock.now(), up=up, down=down))

    def left_today(self) -> int | None:
        """Return how many bytes today may still take over the network; None: no limit."""
        return left(self.allowance(), self.spent(), self.clock.now())

    def resting(self) -> Resting:
        """Tell why nothing more goes by itself today."""
        return resting(self.allowance(), self.spent(), self.clock.now())

    def pace(self) -> Pace:
        """Return how fast the network was so far."""
        return self.setting("pace", Pace, Pace())
