"""A road that is used as far as the day's bytes go."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from shared.allocation import ModelManifest
from shared.errors import DayUsedUp
from shared.ids import NodeId
from sync.bundle import Sealed
from sync.reply import Reply
from sync.roads import Road


class Rationed:
    """Another road, closed once what it carried since it was opened is all that was left of the day."""

    def __init__(self, road: Road, left: Callable[[], int | None]) -> None:
        self.name = road.name
        self.bundle_events = road.bundle_events
        self.resumes = road.resumes
        self.traffic = road.traffic
        self._road = road
        self._left = left()
        self._before = replace(road.traffic)

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        """
        Bring *bundle* to the hub, as the road itself does.

        Raises:
            DayUsedUp: Nothing is left of the day.
        """
        self._check(0)
        return self._road.deliver(bundle, resume=resume)

    def collect(self, node_id: NodeId) -> list[Reply]:
        """Return what waits on the road."""
        return self._road.collect(node_id)

    def model(self, manifest: ModelManifest, into: Path) -> None:
        """
        Bring a model, as the road itself does.

        Raises:
            DayUsedUp: What is left of the day is less than it is long.
        """
        self._check(manifest.size)
        self._road.model(manifest, into)

    def _check(self, coming: int) -> None:
        if self._left is None:
            return
        used = self.traffic.since(self._before)
        left = self._left - used.bytes_up - used.bytes_down
        if left <= 0 or coming > left:
            raise DayUsedUp("Hoy ya se usaron los datos que este equipo puede gastar en un día. Sigue mañana.")
