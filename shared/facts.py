"""
The kinds of fact a school records, each with its number for ever; the fields' numbers are in ``shared.fact_fields``.

A field may be added to a kind later: at its end, with a default that says "not told". Records of before are read with
that default, and whoever does not know the field keeps it as it came (``Event.extra``).
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar

import msgspec

from shared.fact_fields import Checks, Fact, Megabytes, Short, Since1970, Text, Units
from shared.ids import Pseudonym, ResourceId, SchoolId

LOST, STOLEN, BROKEN, RETIRED = "perdida", "robo", "danado", "baja"
"""Why units are no more (``Loss.cause``); older nodes say other words too."""
SENT_OUT, CAME_BACK, BEYOND_REPAIR = "sale", "vuelve", "sin_arreglo"
"""``Repair.action``."""
FOUND = "hallado"
"""``Receipt.origin`` of what had been lost or stolen."""
BEGINS, ENDS = "begin", "end"
"""``Duty.action``."""


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
    """
    Units left the cupboard in somebody's hands; ``borrower`` is a pseudonym, ``due`` days since 1970-01-01.

    ``learner`` is for whom a guardian took them, ``checks`` what was looked at when they left.
    """

    NUMBER: ClassVar[int] = 3
    NAME: ClassVar[str] = "loan"
    resource: ResourceId
    units: Units = 1
    serial: Short | None = None
    borrower: Pseudonym | None = None
    due: int | None = None
    learner: Pseudonym | None = None
    checks: Checks = 0


class Return(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Lent units came back."""

    NUMBER: ClassVar[int] = 4
    NAME: ClassVar[str] = "return"
    resource: ResourceId
    units: Units = 1
    serial: Short | None = None
    borrower: Pseudonym | None = None
    condition: Short | None = None
    checks: Checks = 0


class Unserved(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody asked and there was none left: demand that consumption does not show."""

    NUMBER: ClassVar[int] = 5
    NAME: ClassVar[str] = "unserved"
    school: SchoolId
    resource: ResourceId
    units: Units = 1
    learner: Pseudonym | None = None


class Count(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What a person counted in the cupboard, in good order: the stock then. ``away``: seen with who has them."""

    NUMBER: ClassVar[int] = 6
    NAME: ClassVar[str] = "count"
    resource: ResourceId
    units: Units
    serials: tuple[Short, ...] = ()
    away: tuple[Short, ...] = ()


class Receipt(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Units that came from somewhere other than a decision of the region."""

    NUMBER: ClassVar[int] = 7
    NAME: ClassVar[str] = "receipt"
    resource: ResourceId
    units: Units
    origin: Text = ""
    serials: tuple[Short, ...] = ()


class DeliveryLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One line of a proof of delivery: accepted + rejected = shipped, and each rejection has its reason."""

    resource: ResourceId
    shipped: Units
    accepted: Units
    rejected: Units = 0
    reason: Short | None = None
    note: Text | None = None
    serials: tuple[Short, ...] = ()


class Delivery(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """
    Proof of delivery of one decision: who received, who delivered, what was accepted and what was not.

    ``acta`` is the number of the signed paper, ``kept_in`` the code of how it is stored.
    """

    NUMBER: ClassVar[int] = 8
    NAME: ClassVar[str] = "delivery"
    decision: Short
    pecosa: Short
    receiver: Pseudonym
    deliverer: Pseudonym
    lines: tuple[DeliveryLine, ...]
    acta: Short | None = None
    kept_in: Short | None = None


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
    """A school asks the region for units, with its reason; for a ``learner``, with a ``cause`` that is a code."""

    NUMBER: ClassVar[int] = 10
    NAME: ClassVar[str] = "request"
    school: SchoolId
    resource: ResourceId
    units: Units
    reason: Text = ""
    learner: Pseudonym | None = None
    cause: Short | None = None


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


class Repair(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Units left for repair, came back, or never will: ``action`` sale, vuelve, sin_arreglo."""

    NUMBER: ClassVar[int] = 15
    NAME: ClassVar[str] = "repair"
    resource: ResourceId
    action: Short
    serial: Short | None = None
    units: Units = 1
    cause: Short | None = None
    condition: Short | None = None


class Device(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """What a device is, by its serial: the last one told stands; never a line's or a chip's number."""

    NUMBER: ClassVar[int] = 16
    NAME: ClassVar[str] = "device"
    resource: ResourceId
    serial: Short
    maker: Short | None = None
    android: Annotated[int, msgspec.Meta(ge=1, le=99)] | None = None
    storage_mb: Megabytes | None = None
    free_mb: Megabytes | None = None
    memory_mb: Megabytes | None = None
    condition: Short | None = None
    origin: Text = ""


class Duty(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody begins or ends a duty (``action`` begin, end); ``audit`` is the head of the laptop's own history."""

    NUMBER: ClassVar[int] = 17
    NAME: ClassVar[str] = "duty"
    person: Pseudonym
    role: Short
    action: Short
    audit: Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)] | None = None


class Day(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A service had classes or none from ``first`` to ``last``, whatever the calendar says; the last told stands."""

    NUMBER: ClassVar[int] = 18
    NAME: ClassVar[str] = "day"
    school: SchoolId
    first: Since1970
    last: Since1970
    open: bool
    cause: Short | None = None


class UnknownFact(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A kind that a newer version made: all its fields stay in ``Event.extra``."""

    number: int


KINDS: Mapping[int, type[Fact]] = {
    kind.NUMBER: kind
    for kind in (
        Use, WeeklyTotal, Loan, Return, Unserved, Count, Receipt, Delivery, Loss, Request, Feedback, Objection,
        ClockMark, Health, Repair, Device, Duty, Day,
    )
}  # fmt: skip
KINDS_BY_NAME: Mapping[str, type[Fact]] = {kind.NAME: kind for kind in KINDS.values()}
