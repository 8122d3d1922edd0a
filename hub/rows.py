"""What comes back from the schools and what the hub holds of it, as plain values for the console and the reports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from hub.region_rows import School
from shared.acts import Actor
from shared.facts import DeliveryLine
from shared.ids import ResourceId, SchoolId, SiteId

QUIET_DAYS = 8
"""A site that has not been heard for longer is counted as silent, and worth a visit."""


class NodeState(StrEnum):
    """Where a school stands with its node."""

    NONE = "none"
    """No computer has enrolled yet."""
    INVITED = "invited"
    """Nor one in the place of one that was revoked; an invitation is open."""
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
    invited: bool = False
    """No computer of its site is believed, and an invitation is open."""


def quiet_sites(states: Iterable[SchoolSync]) -> set[SiteId]:
    """Return the sites whose computer is enrolled and was not heard for more than ``QUIET_DAYS`` days."""
    enrolled = (one for one in states if one.state is NodeState.OK)
    return {one.school.site for one in enrolled if (one.days_silent or 0) > QUIET_DAYS}


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
    acta: str = ""
    """The number of the signed paper; empty where there is none, or it was not asked for."""
    kept_in: str = ""
    """The code of how it is stored; empty where it was not asked for."""

    @property
    def rejected(self) -> int:
        """Units rejected on all lines."""
        return sum(line.rejected for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One entry about a shipment; a later one takes the place of all before."""

    pecosa: str
    number: int
    day: date | None
    """None: it did not leave after all."""
    carrier: str
    """An office, a firm or a number plate."""
    why: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """Units that came to a school by a paper alone, as the office says: its own records do not know them."""

    resource: ResourceId
    units: int
    day: date
    """The last that a paper says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentRow:
    """What was ordered to leave a depot, and what of it has no proof of delivery yet."""

    pecosa: str
    decision: str
    site: SiteId
    schools: tuple[str, ...]
    left: date
    """The day of the order."""
    lines: tuple[tuple[ResourceId, int], ...]
    pending: tuple[tuple[ResourceId, int], ...]
    """What neither its proofs of delivery nor the office say anything of: still on its way."""
    gone: Dispatch | None = None
    """When it left, and with whom; None: nobody has said so."""
    closed: int = 0
    """Units of which no proof tells, and of which the office said what became."""
    held: tuple[Held, ...] = ()

    @property
    def proved(self) -> bool:
        """A proof of delivery tells of some of it."""
        return sum(units for _, units in self.lines) > self.closed + sum(units for _, units in self.pending)

    @property
    def over(self) -> bool:
        """Nothing of it is on its way any more."""
        return not self.pending

    @property
    def confirmed(self) -> bool:
        """Every unit has its proof."""
        return self.over and not self.closed


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
    event: tuple[str, int] = ("", 0)
    """The incarnation, in hexadecimal, and the number of its event."""
    arrived: int = 0
    """The number of the stretch that brought it: what came later has a greater one, whatever the hub's clock said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """A school's objection to one line of a decision."""

    site: SiteId
    school: SchoolId | None
    """The service that objects; older nodes do not name it."""
    schools: tuple[str, ...]
    """The name of that service; of all services of the site where none is named."""
    decision: str
    resource: ResourceId
    reason: str
    note: str
    day: date | None


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
    """A computed table of the lake that readers may use (``hub.tables.read``), swapped in by one row."""

    name: str
    path: str
    """Its folder of Parquet; of one that is kept in parts (``files``), where new parts are put."""
    version: str
    """Hash of what it was computed from."""
    made: datetime
    rows: int
    notes: dict[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    """The parts in force, where it is kept in parts."""


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
