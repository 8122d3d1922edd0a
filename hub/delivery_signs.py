"""What a school's last deliveries say together that none says alone: pure, within bounds, and no accusation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

REJECTED_ROW = 4
"""So many shipments in a row, the last ones of a site, of each of which at least half was not accepted."""
DAYS_ROW = 5
"""So many in a row that left on different days and were each confirmed the same number of days after."""
NEAR_DAYS = 1
"""Who is so near the depot gets everything on the same day, or the next: that says nothing."""
DIFFERS, OF_LAST = 3, 6
"""So many of the last shipments of a site whose proofs count otherwise than what was ordered."""
MORE_MAY_COME = 14
"""Days after the last proof of a shipment in which the rest of it may still arrive."""


class Sign(StrEnum):
    """What the deliveries of a site have in common."""

    REJECTED = "delivery_rejected"
    SAME_DAYS = "delivery_same_days"
    DIFFERS = "delivery_differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """A shipment for which a school sent proofs: all that they say of it together."""

    site: str
    pecosa: str
    left: date
    """When it left; the day of the order where nobody said."""
    is_left_known: bool
    confirmed: date
    """The day of its last proof."""
    ordered: Mapping[str, int]
    told: Mapping[str, int]
    """Units of each resource that the proofs say came: accepted or not."""
    rejected: int

    @property
    def days(self) -> int | None:
        """How many days after it left it was confirmed; None where nobody said when it left."""
        return (self.confirmed - self.left).days if self.is_left_known else None

    def differs(self, today: date) -> bool:
        """Tell whether more came than was ordered, something else, or less, and no more is to be expected."""
        if any(units > self.ordered.get(resource, 0) for resource, units in self.told.items()):
            return True
        return self.told != self.ordered and (today - self.confirmed).days > MORE_MAY_COME


@dataclass(frozen=True, slots=True)
class Found:
    """A sign, and the shipments that show it, in order."""

    sign: Sign
    site: str
    shipments: tuple[str, ...]
    """Their PECOSAs."""
    since: date
    days: int = 0
    """Of ``SAME_DAYS``: how many."""


def signs(proved: Iterable[Proved], today: date) -> list[Found]:
    """Return what the shipments of each site say together, by site."""
    sites: dict[str, list[Proved]] = {}
    for one in sorted(proved, key=lambda one: (one.confirmed, one.pecosa)):
        sites.setdefault(one.site, []).append(one)
    return [found for _, own in sorted(sites.items()) for found in _of_site(own, today)]


def _of_site(own: Sequence[Proved], today: date) -> Iterable[Found]:
    last = own[-REJECTED_ROW:]
    if len(last) == REJECTED_ROW and all(_half_rejected(one) for one in last):
        yield _found(Sign.REJECTED, last)
    if (days := same_days(own)) is not None:
        yield _found(Sign.SAME_DAYS, own[-DAYS_ROW:], days)
    other = [one for one in own[-OF_LAST:] if one.differs(today)]
    if len(other) >= DIFFERS:
        yield _found(Sign.DIFFERS, other)


def same_days(own: Sequence[Proved]) -> int | None:
    """
    Return how many days each of the last shipments took, where all took as many and that says something.

    What left together and was confirmed together is one journey and not several.
    """
    last = own[-DAYS_ROW:]
    days = {one.days for one in last}
    only = next(iter(days)) if len(days) == 1 else None
    if len(last) < DAYS_ROW or only is None or only <= NEAR_DAYS:
        return None
    return only if len({one.left for one in last}) == DAYS_ROW else None


def _half_rejected(one: Proved) -> bool:
    total = sum(one.told.values())
    return total > 0 and 2 * one.rejected >= total


def _found(sign: Sign, shown: Sequence[Proved], days: int = 0) -> Found:
    return Found(sign, shown[0].site, tuple(one.pecosa for one in shown), shown[0].confirmed, days)
