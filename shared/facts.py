"""
The kinds of fact a school records, and the number of each of their fields.

A field has one number for ever, in every kind; numbers are never reused. Quantities are whole numbers.

A field may be added to a kind later: at its end, with a default that says "not told". Records of before are read with
that default, and whoever does not know the field keeps it as it came (``Event.extra``).
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import msgspec

from shared.ids import Pseudonym, ResourceId, SchoolId

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
    "unvouched": 47,
    "parts": 48,
}
NAMES: Mapping[int, str] = {number: name for name, number in NUMBERS.items()}
MOST_UNITS = 1_000_000
DONE = 100
"""The progress of what is finished; some sources write more."""
Units = Annotated[int, msgspec.Meta(ge=0, le=MOST_UNITS)]
Short = Annotated[str, msgspec.Meta(max_length=80)]
Text = Annotated[str, msgspec.Meta(max_length=500)]


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
    """A service objects to its line of a decision; without ``school``, as of older nodes, all of the site do."""

    NUMBER: ClassVar[int] = 12
    NAME: ClassVar[str] = "objection"
    decision: Short
    resource: ResourceId
    reason: Short
    note: Text = ""
    school: SchoolId | None = None


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
