"""A node whose database is damaged: what its page needs until it is repaired."""

import threading
from dataclasses import dataclass, field

from edge.config import Config
from edge.repairing import Repaired, repair
from shared.errors import Damaged


@dataclass(frozen=True, slots=True)
class Patient:
    """A node that cannot be opened."""

    config: Config
    trouble: Damaged
    done: threading.Event = field(default_factory=threading.Event)
    """Set once it is repaired, and whoever had it done was told."""
    _one: threading.Lock = field(default_factory=threading.Lock)

    def repair(self) -> Repaired:
        """Repair it; raises as ``edge.repairing.repair`` does."""
        with self._one:
            return repair(self.config)
