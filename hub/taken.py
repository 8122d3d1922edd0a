"""What became of a bundle that reached the hub."""

from dataclasses import dataclass
from typing import NamedTuple

from hub.rows import NodeState, Wait
from shared.ids import SiteId
from sync.chain import Position
from sync.reply import Reply


class Asked(NamedTuple):
    """What is to be taken, as ``hub.ingest.Ingest.take`` is asked for it."""

    data: bytes
    keep: bool = True
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a sender stands, why its bundle waits if it does, and what of it counts."""

    state: NodeState
    site: SiteId
    wait: Wait | None
    why: str
    received: Position | None = None
    """Where the node is now; None where its bundle waits."""
    new: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a bundle."""

    reply: Reply
    node: bytes
    state: str
    """``ok`` or ``held``."""
    new_events: int
    complete: bool
    verified_bytes: int
    """Where the first frame that did not verify begins."""
    problem: str = ""
    settled: bool = False
    """Its ack names its end: whatever happens at the hub later, this answer stays right."""


@dataclass(frozen=True, slots=True)
class Full:
    """Nothing was kept: the quota of computers that nobody recognises is used up."""

    retry_after_s: int = 3_600
