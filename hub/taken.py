"""What became of a bundle that reached the hub."""

from dataclasses import dataclass

from sync.reply import Reply


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
