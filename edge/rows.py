"""What the node's pages and reports read from its database: one frozen row per thing shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from shared.fact_fields import Fact
from shared.forecast import Forecast
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.sentences import Sentence


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
    learner: Pseudonym | None = None
    """For whom, where a guardian has it."""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A recorded fact of a rare kind."""

    fact: Fact
    on: date | None
    confirmed: bool
    """The region has signed for it."""


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
    left: bool = False
    """It lies on a stick, without an answer yet."""
    learner: Pseudonym | None = None
    """For whom, where it is for one pupil."""
    cause: str = ""
    """A code, where one was told."""
    event: tuple[str, int] = ("", 0)
    """The incarnation, in hexadecimal, and the number of its event, by which the region answers it."""


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """An objection to one line of a decision; to those of all services where it names no school."""

    decision: str
    school: SchoolId | None
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
    acta: str = ""
    """The number of the signed paper; empty where there is none, or it was not asked for."""
    kept_in: str = ""
    """The code of how it is stored; empty where it was not asked for."""
    serials: Mapping[ResourceId, tuple[str, ...]] = field(default_factory=dict)


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
