"""The clocks of a history: sane, standing in 1970, or jumping. Nothing that a history tells may depend on them."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass
class Clocks:
    """
    How clocks behave: ``sane`` says whether the hub's is right, or stands in 1970; ``wild`` draws where a node's jumps.

    Nothing that a history tells may depend on it.
    """

    sane: bool = True
    wild: random.Random | None = None

    def node_starts(self, clock: object) -> None:
        """Set the clock of a node that starts."""
        if self.wild is not None:
            clock.wall = datetime(self.wild.choice([1970, 1999, 2026, 2099]), 2, 3, tzinfo=UTC)  # type: ignore[attr-defined]
