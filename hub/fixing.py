"""What people laid down for a school and a resource: how much it must or may get, why, until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.allocation import Fixed, LockKind
from shared.ids import ResourceId, SchoolId


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRow:
    """A lock as the region keeps it."""

    school: SchoolId
    resource: ResourceId
    kind: LockKind
    units: int = 0
    rank: int = 0
    """Its priority class: 0 goes first where not all can be kept."""
    office: str = ""
    """Of whoever laid it down, as schools are told."""
    login: str = ""
    reason: str = ""
    expires: date | None = None
    """The last day on which it holds: a plan whose period begins later does not know it."""


def in_force(locks: Iterable[LockRow], day: date) -> list[LockRow]:
    """Return the locks that hold on *day*, in one order."""
    found = [one for one in locks if one.expires is None or one.expires >= day]
    return sorted(found, key=lambda one: (one.school, one.resource, one.rank, one.kind, one.units))


def fixed_by(locks: Iterable[LockRow]) -> Mapping[tuple[SchoolId, ResourceId], Fixed]:
    """Return what a line says of its lock: of several the first one of the first class."""
    found: dict[tuple[SchoolId, ResourceId], Fixed] = {}
    for one in sorted(locks, key=lambda one: one.rank):
        told = Fixed(kind=one.kind, units=one.units, office=one.office, reason=one.reason, expires=one.expires)
        found.setdefault((one.school, one.resource), told)
    return found
