"""What people laid down for a school and a resource: how much it must or may get, why, until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.allocation import Fixed, LockKind
from shared.ids import ResourceId, SchoolId

_ASKS = (LockKind.EXACT, LockKind.MIN)


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
    number: int = 0
    """Of the act that laid it down."""

    def clashes(self, other: "LockRow") -> bool:
        """
        Tell whether one pair cannot have both: only a floor and a ceiling not below it go together.

        >>> floor, ceiling, other = (LockRow(school="0403691-0", resource="guia", kind=LockKind(kind), units=units)
        ...                          for kind, units in (("min", 10), ("max", 20), ("max", 5)))
        >>> floor.clashes(ceiling), floor.clashes(other), ceiling.clashes(other)
        (False, True, True)
        """
        if (self.school, self.resource) != (other.school, other.resource):
            return False
        units = {one.kind: one.units for one in (self, other)}
        return units.keys() != {LockKind.MIN, LockKind.MAX} or units[LockKind.MIN] > units[LockKind.MAX]


def in_force(locks: Iterable[LockRow], day: date) -> list[LockRow]:
    """Return the locks that hold on *day*, in one order."""
    found = [one for one in locks if one.expires is None or one.expires >= day]
    return sorted(found, key=lambda one: (one.school, one.resource, one.rank, one.kind, one.units, one.number))


def fixed_by(locks: Iterable[LockRow]) -> Mapping[tuple[SchoolId, ResourceId], Sequence[Fixed]]:
    """Return what was laid down for each pair as its line tells it, the first class first."""
    found: dict[tuple[SchoolId, ResourceId], list[Fixed]] = {}
    for one in sorted(locks, key=lambda one: one.rank):
        told = Fixed(kind=one.kind, units=one.units, office=one.office, reason=one.reason, expires=one.expires)
        found.setdefault((one.school, one.resource), []).append(told)
    return found


def telling(fixed: Sequence[Fixed], *, held_up: bool) -> Fixed | None:
    """
    Return what decides a line: the largest floor where that holds it *held_up*, else the lowest ceiling.

    >>> both = [Fixed(kind=LockKind.MIN, units=10), Fixed(kind=LockKind.MAX, units=20)]
    >>> [telling(both, held_up=up).units for up in (True, False)]
    [10, 20]
    """
    floors = sorted((one for one in fixed if one.kind in _ASKS), key=lambda one: -one.units)
    ceilings = sorted((one for one in fixed if one.kind is not LockKind.MIN), key=lambda one: one.units)
    first, second = (floors, ceilings) if held_up else (ceilings, floors)
    return next(iter([*first, *second]), None)
