"""What a road to the hub must do, whatever it is made of, and how a model that came by one is kept."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from shared.allocation import ModelManifest
from shared.errors import RoadClosed
from shared.ids import NodeId
from sync.bundle import Sealed
from sync.reply import Reply
from sync.traffic import Traffic
from sync.whole import write_whole


class Road(Protocol):
    """A way to the hub. Everything it raises is a SyncError, and nothing is lost by it."""

    name: str
    bundle_events: int
    """How many events a bundle for this road should hold at most; 0: none goes by it, and replies are only taken."""
    resumes: bool
    """Whether part of a bundle may be there already, so that its bytes had better stay the same."""
    traffic: Traffic

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        """Bring *bundle* to the hub and return its reply; None where the reply comes later, by ``collect``.
        *resume*: part of it may be there from an earlier attempt."""

    def collect(self, node_id: NodeId) -> Iterable[Reply]:
        """Give the replies that wait on the road for this node, oldest first: one at a time, for they may be many."""

    def model(self, manifest: ModelManifest, into: Path) -> None:
        """Bring the model of *manifest* into the file *into*, whole and with the right hash, or not at all."""

    def break_off(self) -> None:
        """End at once what is under way, from another thread, and begin nothing more: it raises GaveWay."""


def keep_model(manifest: ModelManifest, data: bytes, into: Path) -> None:
    """
    Write a model that is what its manifest says, whole or not at all.

    Raises:
        RoadClosed: Another size or hash, which says something of the road and nothing of the model; or a full disk.
    """
    if len(data) != manifest.size or hashlib.sha256(data).hexdigest() != manifest.sha256:
        raise RoadClosed("El modelo llegó dañado. Se sigue con el anterior y se pide otra vez.")
    write_whole(into, data)
