"""
The kinds of fact a school records, and the one canonical form of an event.

A *fact* is what happened. An *event* is a fact with its place in one node's log. Its identity is
``(incarnation, seq)``; what vouches for it is the hash chain over ``canonical(event)`` (sync/chain.py).

On disk and on the road a fact is a map from field number to value (``Fields``). A field has one number for ever, in
every kind; numbers are never reused; a field nobody here knows is kept and passed on as it came. Values are what
MessagePack holds without doubt: no floats, no extension types.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Annotated, Any, ClassVar, Self

import msgspec

from shared.clock import LIMA
from shared.errors import BadInput
from shared.ids import Incarnation, Pseudonym, ResourceId, SchoolId
from shared.school_year import Week, monday, week_of

Fields = Mapping[int, Any]

KIND, RECORDED, OCCURRED, PRECISION, SOURCE, SOURCE_KEY, VOCABULARY = range(7)
"""Numbers of the envelope; those of the facts' own fields are in NUMBERS."""

NUMBERS: Mapping[str, int] = {
    "school": 7,
    "resource": 8,
    "learner": 9,
    "content": 10,
    "units": 16,
    "seconds": 17,
    "progress_pct": 18,
    "action": 19,
    "learners": 20,
    "peak": 21,
    "whole_week": 22,
    "serial": 23,
    "due": 24,
    "condition": 25,
    "serials": 26,
    "origin": 27,
    "decision": 28,
    "pecosa": 29,
    "receiver": 30,
    "deliverer": 31,
    "lines": 32,
    "cause": 33,
    "report_number": 34,
    "reason": 35,
    "note": 36,
    "score": 37,
    "wall": 38,
    "hub_time": 39,
    "app_version": 40,
    "model_version": 41,
    "disk_free_mb": 42,
    "backup_age_h": 43,
    "clock_ok": 44,
    "borrower": 45,
    "pending": 46,
}
NAMES: Mapping[int, str] = {number: name for name, number in NUMBERS.items()}

Units = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Short = Annotated[str, msgspec.Meta(max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=500)]


class Precision(IntEnum):
    """How exactly somebody claims to know when a fact happened."""

    INSTANT = 0
    DATE = 1
    WEEK = 2


class Occurred(msgspec.Struct, frozen=True):
    """
    When a fact happened, as a person or a source file claims: never used for order or identity.

    ``value`` counts seconds (Unix), days (since 1970-01-01) or weeks (``shared.school_year.Week``).
    """

    precision: Precision
    value: int
    source: Short = "person"

    @classmethod
    def at(cls, instant: datetime, source: str = "person") -> Self:
        return cls(Precision.INSTANT, int(instant.timestamp()), source)

    @classmethod
    def on(cls, day: date, source: str = "person") -> Self:
        return cls(Precision.DATE, (day - date(1970, 1, 1)).days, source)

    @classmethod
    def in_week(cls, week: Week, source: str = "person") -> Self:
        return cls(Precision.WEEK, int(week), source)

    def day(self) -> date:
        """
        Return the day in Peru, the Monday where only a week is known.

        >>> Occurred.at(datetime(2026, 6, 23, 3, tzinfo=UTC)).day()
        datetime.date(2026, 6, 22)
        """
        match self.precision:
            case Precision.INSTANT:
                return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self.value)).astimezone(LIMA).date()
            case Precision.DATE:
                return date(1970, 1, 1) + timedelta(days=self.value)
            case Precision.WEEK:
                return monday(Week(self.value))

    def week(self) -> Week:
        """Return the week that the claim falls in."""
        return week_of(self.day())


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every kind has in common; ``KIND`` is its number for ever."""

    NUMBER: ClassVar[int] = 0
    NAME: ClassVar[str] = ""


class Use(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A learner used a resource. ``content`` names the item inside a pack."""

    NUMBER: ClassVar[int] = 1
    NAME: ClassVar[str] = "use"
    school: SchoolId
    resource: ResourceId
    learner: Pseudonym | None = None
    content: Short | None = None
    units: Units = 1
    seconds: Annotated[int, msgspec.Meta(ge=0, le=604_800)] = 0
    progress_pct: Annotated[int, msgspec.Meta(ge=0, le=101)] | None = None
    action: Short | None = None


class WeeklyTotal(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A week of a paper register; adds to recorded uses, or replaces them when it is the whole week."""

    NUMBER: ClassVar[int] = 2
    NAME: ClassVar[str] = "weekly_total"
    school: SchoolId
    resource: ResourceId
    units: Units
    learners: Units | None = None
    peak: Units | None = None
    whole_week: bool = False


class Loan(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Units left the cupboard in somebody's hands; ``borrower`` is a pseudonym, ``due`` days since 1970-01-01."""

    NUMBER: ClassVar[int] = 3
    NAME: ClassVar[str] = "loan"
    resource: ResourceId
    units: Units = 1
    serial: Short | None = None
    borrower: Pseudonym | None = None
    due: int | None = None


class Return(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Lent units came back."""

    NUMBER: ClassVar[int] = 4
    NAME: ClassVar[str] = "return"
    resource: ResourceId
    units: Units = 1
    serial: Short | None = None
    borrower: Pseudonym | None = None
    condition: Short | None = None


class Unserved(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody asked and there was none left: demand that consumption does not show."""

    NUMBER: ClassVar[int] = 5
    NAME: ClassVar[str] = "unserved"
    school: SchoolId
    resource: ResourceId
    units: Units = 1
    learner: Pseudonym | None = None


class Count(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What a person counted in the cupboard, in good order; the stock at that moment."""

    NUMBER: ClassVar[int] = 6
    NAME: ClassVar[str] = "count"
    resource: ResourceId
    units: Units
    serials: tuple[Short, ...] = ()


class Receipt(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Units that came from somewhere other than a decision of the region."""

    NUMBER: ClassVar[int] = 7
    NAME: ClassVar[str] = "receipt"
    resource: ResourceId
    units: Units
    origin: Text = ""


class DeliveryLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a proof of delivery: accepted + rejected = shipped, and each rejection has its reason."""

    resource: ResourceId
    shipped: Units
    accepted: Units
    rejected: Units = 0
    reason: Short | None = None
    note: Text | None = None


class Delivery(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Proof of delivery of one decision: who received, who delivered, what was accepted and what was not."""

    NUMBER: ClassVar[int] = 8
    NAME: ClassVar[str] = "delivery"
    decision: Short
    pecosa: Short
    receiver: Pseudonym
    deliverer: Pseudonym
    lines: tuple[DeliveryLine, ...]


class Loss(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Units lost, stolen, broken or retired."""

    NUMBER: ClassVar[int] = 9
    NAME: ClassVar[str] = "loss"
    resource: ResourceId
    cause: Short
    units: Units = 1
    serial: Short | None = None
    report_number: Short | None = None


class Request(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A school asks the region for units, with its reason."""

    NUMBER: ClassVar[int] = 10
    NAME: ClassVar[str] = "request"
    school: SchoolId
    resource: ResourceId
    units: Units
    reason: Text = ""


class Feedback(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A learner says whether a material helped: 1 no, 2 more or less, 3 yes."""

    NUMBER: ClassVar[int] = 11
    NAME: ClassVar[str] = "feedback"
    school: SchoolId
    resource: ResourceId
    score: Annotated[int, msgspec.Meta(ge=1, le=3)]
    learner: Pseudonym | None = None
    content: Short | None = None


class Objection(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A school objects to one line of a decision."""

    NUMBER: ClassVar[int] = 12
    NAME: ClassVar[str] = "objection"
    decision: Short
    resource: ResourceId
    reason: Short
    note: Text = ""


class ClockMark(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What the wall clock said (Unix seconds) at a known ``recorded``; anchored where the hub's time is known."""

    NUMBER: ClassVar[int] = 13
    NAME: ClassVar[str] = "clock_mark"
    wall: int
    hub_time: int | None = None
    cause: Short = "opening"


class Health(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """How the laptop is."""

    NUMBER: ClassVar[int] = 14
    NAME: ClassVar[str] = "health"
    app_version: Short
    model_version: Short | None = None
    disk_free_mb: int | None = None
    backup_age_h: int | None = None
    clock_ok: bool = True


class UnknownFact(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A kind that a newer version made: all its fields stay in ``Event.extra``."""

    number: int


KINDS: Mapping[int, type[Fact]] = {
    kind.NUMBER: kind
    for kind in (
        Use, WeeklyTotal, Loan, Return, Unserved, Count, Receipt, Delivery, Loss, Request, Feedback, Objection,
        ClockMark, Health,
    )
}  # fmt: skip
KINDS_BY_NAME: Mapping[str, type[Fact]] = {kind.NAME: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact as somebody records it, before it has a place in a log."""

    fact: Fact
    occurred: Occurred | None = None
    source_key: bytes | None = None
    """Digest of the source row of an imported fact: importing a file twice adds nothing."""


@dataclass(frozen=True, slots=True)
class Event:
    """A fact with its place in one log; ``recorded_s`` counts seconds since the incarnation opened."""

    incarnation: Incarnation
    seq: int
    recorded_s: int
    fact: Fact
    occurred: Occurred | None = None
    source_key: bytes | None = None
    vocabulary: int = 0
    """Version of the catalogue under which the fact was recorded."""
    extra: Fields = field(default_factory=dict)
    """Fields that this version does not know, as they came."""


def to_fields(event: Event) -> dict[int, Any]:
    """
    Return the event as a map from field number to value, in the order of the numbers.

    >>> event = Event(Incarnation(b"i" * 8), 1, 60, Count(resource=ResourceId("tablet"), units=10))
    >>> to_fields(event)
    {0: 6, 1: 60, 8: 'tablet', 16: 10}
    """
    fields: dict[int, Any] = {KIND: _kind_number(event.fact), RECORDED: event.recorded_s}
    if event.occurred is not None:
        fields[OCCURRED] = event.occurred.value
        fields[PRECISION] = int(event.occurred.precision)
        fields[SOURCE] = event.occurred.source
    if event.source_key is not None:
        fields[SOURCE_KEY] = event.source_key
    if event.vocabulary:
        fields[VOCABULARY] = event.vocabulary
    if not isinstance(event.fact, UnknownFact):
        own: dict[str, Any] = msgspec.to_builtins(event.fact, builtin_types=(bytes,))
        fields.update((NUMBERS[name], value) for name, value in own.items())
    fields.update(event.extra)
    return dict(sorted(fields.items()))


def from_fields(incarnation: Incarnation, seq: int, fields: Fields) -> Event:
    """
    Rebuild an event; what this version does not know stays in ``extra``.

    Raises:
        BadInput: A field of a known kind is missing, or of the wrong type or size.
    """
    number = fields.get(KIND)
    kind = KINDS.get(number) if isinstance(number, int) else None
    names = kind.__struct_fields__ if kind else ()
    own = {name: fields[NUMBERS[name]] for name in names if NUMBERS[name] in fields}
    envelope = {KIND, RECORDED, OCCURRED, PRECISION, SOURCE, SOURCE_KEY, VOCABULARY}
    known = envelope | {NUMBERS[name] for name in own}
    try:
        fact = msgspec.convert(own, kind, builtin_types=(bytes,)) if kind else UnknownFact(number=int(number or 0))
        occurred = None
        if OCCURRED in fields:
            raw = (fields.get(PRECISION, 0), fields[OCCURRED], fields.get(SOURCE, "person"))
            occurred = msgspec.convert(dict(zip(Occurred.__struct_fields__, raw, strict=True)), Occurred)
        recorded_s = msgspec.convert(fields.get(RECORDED, 0), int)
        source_key = msgspec.convert(fields.get(SOURCE_KEY), bytes | None, builtin_types=(bytes,))
        vocabulary = msgspec.convert(fields.get(VOCABULARY, 0), int)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise BadInput(f"Registro {seq}: {error}. Se guarda aparte; avise a soporte.") from error
    extra = {n: value for n, value in fields.items() if n not in known}
    return Event(incarnation, seq, recorded_s, fact, occurred, source_key, vocabulary, extra)


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[int, Any]).decode


def canonical(fields: Fields) -> bytes:
    """
    Return the one byte string that the chain of heads is computed over: MessagePack, fields in order of number.

    >>> canonical({16: 10, 0: 6}) == canonical({0: 6, 16: 10})
    True
    """
    return _encode(dict(sorted(fields.items())))


def fields_from(body: bytes) -> dict[int, Any]:
    """
    Read back what ``canonical`` wrote.

    Raises:
        BadInput: Not a MessagePack map from integers.
    """
    try:
        return _decode(body)
    except msgspec.DecodeError as error:
        raise BadInput(f"Un registro no se puede leer ({error}). Avise a soporte: el original se conserva.") from error


def _kind_number(fact: Fact) -> int:
    return fact.number if isinstance(fact, UnknownFact) else type(fact).NUMBER
