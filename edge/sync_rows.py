"""What the node's pages say of the way to the region: how it stands, each attempt, and what waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from edge.ration import Resting
from shared.events import Event
from shared.fact_fields import Fact
from shared.sentences import Sentence

SyncCode = Literal["ok", "queue", "send", "ack", "err", "off"]
"""The six states of ui/UI.md §3."""
BranchCode = Literal["", "copy", "twin"]
"""Whether the region holds another history that began as this one: from a restored copy, or of a second computer."""
Outcome = Literal["ok", "left", "off", "err"]
"""How an attempt ended: acked; left on a stick; no road; a person must act."""


@dataclass(frozen=True, slots=True)
class SyncState:
    """
    Whether what was recorded here is at the region. Counts are of facts, without the clock marks between them.

    ``code`` is the headline; ``problem`` and ``no_road`` stand beside it and never replace it.
    """

    code: SyncCode
    total: int
    confirmed: int
    """Below a signed ack."""
    pending: int
    """Beyond it: ``here`` + ``left``."""
    here: int
    """Not gone anywhere yet."""
    left: int
    """On a stick, without an ack so far."""
    marks: int = 0
    """Clock marks that wait where no fact does, else 0: they go with the next bundle and keep nobody waiting."""
    last_ack: datetime | None = None
    """When the last ack came, by this computer's clock."""
    receipt: str = ""
    """A short code of the last signed ack, to compare by voice."""
    held: bool = False
    """The hub keeps what it got until it recognises this computer."""
    no_road: bool = False
    problem: tuple[Sentence, ...] = ()
    """Why the last attempt failed and what to do, when a person must act; empty otherwise."""
    next_attempt: datetime | None = None
    branch: BranchCode = ""
    resting: Resting = ""
    """Why nothing more goes by itself today."""


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt to reach the region."""

    at: datetime
    road: str
    """``http`` or ``folder``."""
    outcome: Outcome
    reason: str
    """A code that stays the same in every language: ``acked``, ``left``, ``road_closed``, ``held``, ``refused``..."""
    text: str
    """What happened, in Spanish."""
    next_step: str
    """What to do, in Spanish; empty: nothing."""
    sent: int
    received: int
    """Items of the feed that were new."""
    bytes_up: int
    bytes_down: int
    requests: int
    next_at: datetime | None
    said: tuple[Sentence, ...] = ()
    """What happened, for other languages than Spanish; rows of older versions have only ``text``."""
    connections: int = 0
    """That were opened to the hub."""
    on_line: int = 0
    """What the attempt took of the line, framing included (``sync.traffic.line_bytes``)."""

    @classmethod
    def told(
        cls,
        at: datetime,
        road: str,
        outcome: Outcome,
        reason: str,
        said: tuple[Sentence, ...],
        next_step: str,
        *,
        next_at: datetime | None,
        sent: int = 0,
        received: int = 0,
        bytes_up: int = 0,
        bytes_down: int = 0,
        requests: int = 0,
    ) -> "AttemptRow":
        """Return the row of an attempt of which *said* tells what happened."""
        text = " ".join(sentence.text() for sentence in said)
        counts = (sent, received, bytes_up, bytes_down, requests)
        return cls(at, road, outcome, reason, text, next_step, *counts, next_at, said)


@dataclass(frozen=True, slots=True)
class PendingRow:
    """A fact that no signed ack covers yet."""

    event: Event
    at: datetime | None
    """When it was recorded, by the node's own clock; None where that clock made no sense."""
    code: SyncCode
    """``queue`` or ``ack`` (left on a stick)."""

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.event.fact
