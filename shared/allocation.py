"""What the region decided for a school, line by line, with the reasons: computed at the hub, shown on both sides."""

from datetime import date
from enum import StrEnum

import msgspec

from shared.ids import ResourceId, SchoolId, SiteId


class Reason(StrEnum):
    """Why a line has the quantity it has (ALLOCATION.md)."""

    SATISFIED = "SATISFIED"
    STOCK = "STOCK"
    POOL = "POOL"
    VOLUME = "VOLUME"
    TRIP = "TRIP"
    BUDGET = "BUDGET"
    KIT = "KIT"
    INCOMPATIBLE = "INCOMPATIBLE"
    LOCK = "LOCK"
    LOT_TOO_BIG = "LOT_TOO_BIG"


NATIONAL = "POOL"
"""In place of a depot: the nation's stock, which may go to any of them."""
SCARCE = (Reason.STOCK, Reason.POOL, Reason.VOLUME, Reason.TRIP, Reason.BUDGET, Reason.KIT)
"""Why a line lacks something that more of it, or more roads or money, would have brought."""


class Measure(StrEnum):
    """What an amount that would change a line is counted in."""

    UNITS = "units"
    LITRES = "l"
    KILOS = "kg"
    SOLES = "soles"


class Need(msgspec.Struct, frozen=True, gc=False):
    """Quantiles of the need of a period, in units: 10, 50 and 90 of 100 such periods need no more."""

    p10: int
    p50: int
    p90: int


class LockKind(StrEnum):
    """What a person laid down for a school and a resource: how its units are meant."""

    EXACT = "exact"
    MIN = "min"
    MAX = "max"
    EXCLUDE = "exclude"


class Fixed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person laid down for a line, by office and not by name, and why."""

    kind: LockKind
    units: int = 0
    office: str = ""
    reason: str = ""
    expires: date | None = None
    cut_by: Reason | None = None
    """What keeps it from being kept: of this the line's ``limit`` and ``changes_at`` speak then."""


class PricePart(msgspec.Struct, frozen=True, array_like=True):
    """What one limit adds to the price of one more lot, in millionths."""

    of: Reason
    """STOCK, POOL, KIT, VOLUME, BUDGET or TRIP; that of a trip is of all lots of the school together."""
    limit: str
    price: int


class Also(msgspec.Struct, frozen=True, array_like=True):
    """Another limit that has to give way together with the one that a line names, or nothing changes."""

    of: Reason
    """STOCK, POOL, KIT, VOLUME, BUDGET or TRIP."""
    limit: str
    """As that of a line: the depot, the road, the part of a kit."""
    more: int
    """By how much, counted in ``measure``: an estimate."""
    measure: Measure = Measure.UNITS


class Doubted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The use behind a need is not plausible, and so the need counts up to a bound."""

    most: int
    """Units of the period that count at most."""
    foreseen: Need
    """What was foreseen from the use as it was recorded."""
    looked_at: bool = False
    """A person of the region looked at it, and it holds."""


class Turn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where a line stood in the line of all who lack something. Shares are of the need of the rolling window."""

    alpha: float
    """How much evenness counts."""
    fill_before_pct: int
    """Of the school: met before the plan, as ``fill_after_pct`` with it, over all its resources by their worth."""
    fill_after_pct: int
    pressing_pct: int
    """Policy weight times what the fill makes of it, in percent of the usual: what worth is multiplied with."""
    parts: tuple[PricePart, ...] = ()
    """What makes the price; what is not named costs nothing."""
    measure: Measure = Measure.UNITS
    """What ``changes_at`` is counted in."""
    about: bool = False
    """``changes_at`` is an estimate."""
    also: tuple[Also, ...] = ()
    """What has to give way together with ``changes_at`` of ``limit``: one of them alone would not bring another lot."""
    fixed: Fixed | None = None
    assumed_pct: int = 0
    """
    Nobody counted what the school has of it: the share of its need that is taken to be met in ``fill_before_pct`` and
    ``fill_after_pct``, as it is where somebody did count. 0 where its own records show as much.
    """
    waited: int = 0
    """Cycles in a row, just before, in which the school lacked what was scarce and was sent nothing."""
    doubted: Doubted | None = None
    """The line's need is less than what was foreseen; None: it is that."""
    fixed_for_others: int = 0
    """Units of what it lacks, STOCK or POOL, that a person fixed for other schools; plans of before do not say it."""


UNFORESEEN = "none"
"""What made the forecast of a line that has none: its need is not known, and is no nought."""


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """
    One resource for one school: what was asked, foreseen, decided, and everything needed to recompute why.

    ``value`` and ``price`` are millionths per lot; ``next_lot_use_pct`` is the share of one more lot that is
    expected to be used.
    ``limit`` names what the reason is about: a depot, a missing requirement, the part of a kit, who set a lock.
    ``changes_at`` is what would change it, in units of ``limit`` (e.g. how many more units the depot would need): exact
    where no kit is involved, an estimate where several resources compete for the same part; where there is a ``turn``,
    it says what it is counted in and whether it is an estimate.
    """

    school: SchoolId
    site: SiteId
    resource: ResourceId
    units: int
    lots: int
    lot: int
    reason: Reason
    need: Need
    on_hand: int = 0
    in_transit: int = 0
    asked: int = 0
    next_lot_use_pct: int = 0
    urgency_pct: int = 100
    """Policy weight of the school, in percent of the usual."""
    value: int = 0
    price: int = 0
    limit: str = ""
    depot: str = ""
    depot_stock: int = 0
    depot_schools: int = 0
    """How many schools compete for that stock."""
    changes_at: int = 0
    kit_of: ResourceId | None = None
    made_by: str = "baseline"
    """``model``, ``blend`` or ``baseline``: what made the forecast; ``none`` where there is none yet."""
    counted: bool = True
    """The site counted what it has once; else ``on_hand`` is no more than what its records show."""
    count_day_sure: bool = True
    """False where it was counted on a day that nothing tells: ``shared.stock.day_is_sure`` has the rule."""
    note: str = ""
    """The operator's words, where a person changed the line."""
    turn: Turn | None = None
    """Absent in plans made by the older rule, which knew neither evenness nor roads."""


class PackReason(StrEnum):
    """Why a content pack goes to a site, or does not."""

    CHOSEN = "CHOSEN"
    NEEDED = "NEEDED"
    """It goes because one that was chosen builds on it."""
    STORAGE = "STORAGE"
    WINDOW = "WINDOW"
    BOTH = "BOTH"
    """More room on the disk alone, or on the line alone, would not bring it."""
    SIZE_UNKNOWN = "SIZE_UNKNOWN"
    STORAGE_UNKNOWN = "STORAGE_UNKNOWN"
    WINDOW_UNKNOWN = "WINDOW_UNKNOWN"
    MANY = "MANY"
    """More packs were worth offering than are looked at, and this one is worth less than those."""


class PackNeed(msgspec.Struct, frozen=True, array_like=True):
    """How many distinct learners of a school are foreseen to use a pack in the period."""

    school: SchoolId
    need: Need


class PackLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One content pack for the node of one site: what it is worth there, how large it is, and what was decided."""

    site: SiteId
    resource: ResourceId
    chosen: bool
    reason: PackReason
    needs: tuple[PackNeed, ...] = ()
    """Of the services of the site that it suits; none where it goes only for what builds on it."""
    learners: int = 0
    """That are expected to use it, all of them together."""
    worth: int = 0
    """Millionths: learners times the value of the pack."""
    storage_mb: int = 0
    """On the disk; 0 where nobody told it, and so for ``sync_mb``."""
    sync_mb: int = 0
    left_mb: int = 0
    """What those that were chosen leave of the room that it lacked; where it lacked both, of the disk."""


class Approval(msgspec.Struct, frozen=True):
    """Who signed, by office and not by name, and when."""

    role: str
    on: date


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a site receives under one plan: published, never edited, superseded only by a later one.

    The subject of its feed item is ``decision/<plan>/<site>``.
    """

    id: str
    plan: str
    site: SiteId
    published: date
    period_first: date
    period_weeks: int
    approvals: tuple[Approval, ...]
    lines: tuple[Line, ...]
    weights_version: int = 1
    plan_hash: str = ""
    simulated: tuple[str, ...] = ()
    """What in this decision rests on simulated data, in words; empty in real use."""
    packs: tuple[PackLine, ...] = ()
    """Content packs for the node of the site, those that do not go too; versions of before pass over them."""


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """What was ordered to leave the depot for a decision. The subject of its feed item is ``shipment/<pecosa>``."""

    pecosa: str
    decision: str
    site: SiteId
    left: date
    """The day of the order; once the office says on which day it left, that one: no proof is of before."""
    lines: tuple[tuple[ResourceId, int], ...]
    """Resource and units; one pair per resource of the site."""
    gone: date | None = None
    """On which day it left, as the office says; hubs of before do not say it apart."""
    carrier: str = ""
    """With whom: an office, a firm or a number plate."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the region answers to a school's objection to one line. The subject of its feed item is
    ``reply/<decision>/<school>/<resource>``: a later answer replaces an earlier one. Where the objection named no
    school, neither does the answer, and the subject is ``reply/<decision>/<resource>``.
    """

    decision: str
    resource: ResourceId
    text: str
    role: str
    """The office that answers, as in ``Approval``."""
    on: date
    school: SchoolId | None = None


class ModelManifest(msgspec.Struct, frozen=True, kw_only=True):
    """A released model: signed by the offline release key, fetched by its hash."""

    version: str
    sha256: str
    size: int
    card: bytes
    """The model card as JSON, as ``shared.forecaster`` reads it."""
    release_signature: bytes
