"""What the hub's store hands out: plain values for the console, the planning and the reports."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from shared.allocation import Line
from shared.facts import DeliveryLine
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Power

NO_DEPOT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A service as the region knows it. ``None`` where nobody has said: unknown is not "no"."""

    id: SchoolId
    site: SiteId
    name: str
    ugel: str = ""
    level: str = ""
    management: str = ""
    """Pública or privada, in the ministry's words."""
    rurality: str = ""
    """``Urbana``, ``Rural 1`` to ``Rural 3``, ``Rural``, or empty."""
    district: str = ""
    ubigeo: str = ""
    students: int | None = None
    power: Power = Power.UNKNOWN
    coverage: bool | None = None
    internet: bool | None = None
    languages: tuple[str, ...] = ()
    altitude_m: int | None = None
    lat: float | None = None
    lon: float | None = None
    depot: str = NO_DEPOT
    """The depot that serves it; empty where none does."""
    simulated: tuple[str, ...] = ()
    """Names of the fields that were made up."""


class NodeState(StrEnum):
    """Where a school stands with its node."""

    NONE = "none"
    """No computer has enrolled yet."""
    INVITED = "invited"
    OK = "ok"
    HELD = "held"
    """Its bundles wait for an operator."""
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSync:
    """One school and how its news reaches the region."""

    school: School
    state: NodeState
    node: str = ""
    """Node id in hexadecimal, the one heard last."""
    last_bundle: datetime | None = None
    days_silent: int | None = None
    """Days since the last bundle that was accepted; None: never heard."""
    events: int = 0
    """Events that the region holds of its site."""
    pending: int | None = None
    """Claims that the node said it had not sent yet."""
    waiting: int = 0
    """Bundles of its site that wait (held, gap, newer format)."""
    app_version: str = ""
    model_version: str = ""
    forked: bool = False
    """Two histories after one point: a restored backup or a copied disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A proof of delivery as a school confirmed it."""

    site: SiteId
    schools: tuple[str, ...]
    """Names of the schools of the site."""
    decision: str
    pecosa: str
    day: date | None
    lines: tuple[DeliveryLine, ...]

    @property
    def rejected(self) -> int:
        """Units rejected on all lines."""
        return sum(line.rejected for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRow:
    """What left the depot, and what of it has no proof of delivery yet."""

    pecosa: str
    decision: str
    site: SiteId
    schools: tuple[str, ...]
    left: date
    expected_first: date
    expected_last: date
    lines: tuple[tuple[ResourceId, int], ...]
    pending: tuple[tuple[ResourceId, int], ...]
    """What its proofs of delivery neither accept nor reject: still on its way."""

    @property
    def confirmed(self) -> bool:
        """Every unit has its proof."""
        return not self.pending


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """Units that a school asked the region for."""

    school: SchoolId
    resource: ResourceId
    units: int
    reason: str
    day: date | None
    received: datetime
    chain: str = ""
    """Names the tree of events that it came in: ``depth`` orders the requests of one chain, and of no two."""
    depth: int = 0
    """How many events deep it lies in its chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """A school's objection to one line of a decision."""

    site: SiteId
    schools: tuple[str, ...]
    decision: str
    resource: ResourceId
    reason: str
    note: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """What a site holds of a resource, as its log says."""

    site: SiteId
    resource: ResourceId
    on_hand: int
    lent: int = 0
    as_of: date | None = None
    """Day of the last count, None where nobody counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """What a depot has to give, or what a listing says that it had on the day of the count."""

    depot: str
    resource: ResourceId
    units: int
    simulated: bool = False
    as_of: date | None = None
    """Day of the count; None in a listing that does not say: the day on which it is imported."""


class PlanStatus(StrEnum):
    """A plan's life; it never goes back."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """Who signed a plan: the office that is shown, and the account that is kept for the audit."""

    plan: str
    role: str
    login: str
    on: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A plan without its lines. The JSON values are what the planning wrote."""

    id: str
    status: PlanStatus
    created: datetime
    """When its inputs were read."""
    period_first: date
    period_weeks: int
    weights_version: int
    plan_hash: str
    inputs: dict[str, Any] = field(default_factory=dict)
    """Hashes and names of what the plan rests on."""
    prices: dict[str, Any] = field(default_factory=dict)
    certificate: dict[str, Any] = field(default_factory=dict)
    """Value, bound and gap."""
    comparison: dict[str, Any] = field(default_factory=dict)
    simulated: tuple[str, ...] = ()
    approvals: tuple[ApprovalRow, ...] = ()
    published: date | None = None
    lines: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """A plan to store: everything but its status and its approvals."""

    id: str
    period_first: date
    period_weeks: int
    weights_version: int
    plan_hash: str
    lines: tuple[Line, ...]
    inputs: dict[str, Any] = field(default_factory=dict)
    prices: dict[str, Any] = field(default_factory=dict)
    certificate: dict[str, Any] = field(default_factory=dict)
    comparison: dict[str, Any] = field(default_factory=dict)
    simulated: tuple[str, ...] = ()


class Wait(StrEnum):
    """Why a bundle waits."""

    UNKNOWN = "unknown"
    """Of a computer that the region does not recognise."""
    REVOKED = "revoked"
    GAP = "gap"
    """What comes before it has not arrived."""
    NEWER = "newer"
    """Made by a newer version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """A bundle that was kept and not applied."""

    bundle: str
    node: str
    site: str
    why: Wait
    reason: str
    """In words, for the operator."""
    bytes: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A computed table of the lake that readers may use: one folder of Parquet, swapped in by one row."""

    name: str
    path: str
    version: str
    """Hash of what it was computed from."""
    made: datetime
    rows: int
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts for ``status``."""

    schools: int
    nodes: int
    events: int
    segments: int
    waiting: int
    forks: int
    deliveries: int
    rejected_units: int
    published_lines: int
    feed_entries: int
