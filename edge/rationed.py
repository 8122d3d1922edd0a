"""A road that is used as far as the day's bytes go, and as long as nobody goes before it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from shared.allocation import ModelManifest
from shared.ids import NodeId
from sync.bundle import Sealed
from sync.reply import Reply
from sync.roads import Road


class Rationed:
    """Another road, closed once what it carried since it was opened is all that was left of the day."""

    def __init__(self, road: Road, left: int | None, check: Callable[[], None]) -> None:
        """Use *road* for *left* bytes (None: as many as it takes); *check* raises where it must be left to others."""
        self.name = road.name
        self.bundle_events = road.bundle_events
        self.resumes = road.resumes
        self.traffic = road.traffic
        self._road = road
        self._check = check
        if left is not None:
            # The road itself looks, before each request: whatever breaks and begins anew on it counts as well.
            road.traffic.most = replace(road.traffic, early=0).on_line + left

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        """
        Bring *bundle* to the hub, as the road itself does.

        Raises:
            DayUsedUp: What is left of the day is less than this takes, before its answer.
            GaveWay: Others go first.
        """
        self._check()
        self.traffic.check(self.traffic.to_come(len(bundle.data)))
        return self._road.deliver(bundle, resume=resume)

    def collect(self, node_id: NodeId) -> Iterable[Reply]:
        """Return what waits on the road."""
        return self._road.collect(node_id)

    def model(self, manifest: ModelManifest, into: Path) -> None:
        """
        Bring a model, as the road itself does.

        Raises:
            DayUsedUp: What is left of the day is less than it is long.
        """
        self._check()
        self.traffic.check(self.traffic.to_come(manifest.size))
        self._road.model(manifest, into)

    def break_off(self) -> None:
        """End what the road is at."""
        self._road.break_off()
