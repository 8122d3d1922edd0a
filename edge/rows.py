"""What the node's pages and reports read from its database: one frozen row per thing shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from edge.ration import Resting
from shared.events import Event
from shared.facts import Fact
from shared.forecast import Forecast
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.resources import ResourceKind
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
    Whether what was recorded here is at the region. Counts are of events.

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
    """Clock marks where they are all that is pending, else 0: they go with the next bundle and keep nobody waiting."""
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

    @property
    def waiting(self) -> int:
        """How many pending events there are to wait for."""
        return self.pending - self.marks


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


@dataclass(frozen=True, slots=True)
class StockRow:
    """What a site has of one resource, in units."""

    resource: ResourceId
    on_hand: int
    lent: int
    as_of: date | None
    """The day of the last count; None: never counted, or on a day that nobody knows."""
    counted: bool
    """Somebody counted once; else ``on_hand`` is only what came and went, and 0 says nothing."""


@dataclass(frozen=True, slots=True)
class LoanRow:
    """Units that are out, in one person's hands."""

    resource: ResourceId
    units: int
    borrower: Pseudonym | None
    serial: str | None
    due: date | None
    since: date | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """What a school asked the region for."""

    school: SchoolId
    resource: ResourceId
    units: int
    reason: str
    on: date | None
    confirmed: bool
    """The region has signed for it."""


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection to one line of a decision."""

    decision: str
    resource: ResourceId
    reason: str
    note: str
    on: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A proof of delivery that was recorded here."""

    pecosa: str
    decision: str
    lines: tuple[tuple[ResourceId, int, int, int, str], ...]
    """Resource, shipped, accepted, rejected, reason of the rejection (empty: none)."""
    on: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """A forecast, when it was made and what it rests on, beside the stock."""

    forecast: Forecast
    made_at: datetime
    rests_on: str
    """One line in Spanish, ready for the screen."""
    on_hand: int
    lent: int
    counted: bool = False
    """Somebody counted it once: see ``StockRow``."""
    note: Sentence | None = None
    """Why the released model is not used; None where it is, or where there is none."""

    @property
    def resource(self) -> ResourceId:
        """The resource foreseen."""
        return self.forecast.resource

    @property
    def school(self) -> SchoolId:
        """The school it is for."""
        return self.forecast.school

    @property
    def kind(self) -> ResourceKind:
        """How its need is counted."""
        return self.forecast.kind


@dataclass(frozen=True, slots=True)
class WholeWeek:
    """The total of a whole week that stands; ``peak`` is None where it told none."""

    units: int
    learners: int
    peak: int | None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A service (servicio educativo) that this node serves."""

    id: SchoolId
    name: str


def told_apart(schools: Sequence[SchoolRow]) -> dict[SchoolId, str]:
    """
    Return the names of services, with the modular code where two have the same.

    >>> list(told_apart([SchoolRow("1", "39003"), SchoolRow("2", "39003"), SchoolRow("3", "411")]).values())
    ['39003 (1)', '39003 (2)', '411']
    """
    times = Counter(row.name.casefold() for row in schools)
    return {row.id: f"{row.name} ({row.id})" if times[row.name.casefold()] > 1 else row.name for row in schools}


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class: ``id`` is local to this node and never leaves it."""

    id: int
    school: SchoolId
    name: str
    learners: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of this school; the name is unsealed for the screen and goes nowhere else."""

    person: Pseudonym
    role: str
    """``learner``, ``teacher``, ``coordinator`` or ``it``; empty: only a code so far."""
    name: str
    code: str
    """The school's own code of the person."""

    @property
    def key(self) -> str:
        """The pseudonym as text, for forms."""
        return self.person.hex()


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner of this school; the name is unsealed for the screen and goes nowhere else."""

    person: Pseudonym
    name: str
    code: str
    """The school's own code of the learner."""
    school: SchoolId
    class_id: int | None
    class_name: str

    @property
    def key(self) -> str:
        """The pseudonym as text, for forms."""
        return self.person.hex()


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A released model on this node."""

    version: str
    sha256: str
    state: str
    """``active``, ``previous``, ``refused`` or ``waiting``."""
    text: str
    """Why it was refused, in Spanish; empty otherwise."""
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One item of the feed, as "received from the region" lists it."""

    kind: str
    subject: str
    at: datetime
