"""Who answered at the hub's address the last time: the hub, nobody, or somebody else, on which network."""

from collections.abc import Callable

from edge.network import same_network
from shared.errors import DayUsedUp, GaveWay, NotTheHub, RoadClosed


class Reached:
    """
    What the last attempt over the network showed of the way to the hub.

    Where a portal answers, every door opens and every way leads to it: neither says that the hub can be reached, until
    it answers, or this computer is on another network.
    """

    def __init__(self, network: Callable[[], str]) -> None:
        self._network = network
        self._portal: str | None = None
        self.cut_off = False
        """Nobody took a connection."""

    @property
    def behind_portal(self) -> bool:
        """Whether somebody else than the hub answers on this network."""
        # Read once: an attempt may end in another thread meanwhile.
        portal = self._portal
        return portal is not None and same_network(portal, self._network())

    def note(self, error: Exception | None, connections: int) -> None:
        """Note what ended an attempt, which had opened so many connections."""
        # Who gave way knows no more than before.
        if isinstance(error, GaveWay):
            return
        self.cut_off = isinstance(error, RoadClosed) and not isinstance(error, NotTheHub) and connections == 0
        if isinstance(error, NotTheHub):
            self._portal = self._network()
        elif not isinstance(error, RoadClosed | DayUsedUp):
            self._portal = None

    def left_portal(self) -> bool:
        """Tell, once, whether another network took the place of one on which somebody else answers."""
        left = self._portal is not None and not self.behind_portal
        if left:
            self._portal = None
        return left
