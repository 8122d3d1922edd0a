"""What a class used, week by week and pupil by pupil, and what part of a school's use that is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from edge.database import Database
from edge.histories import Histories
from shared.ids import Pseudonym, ResourceId, SchoolId
from shared.resources import ResourceKind
from shared.school_year import Week
from shared.similarity import ItemId
from shared.stock import share_between

FACES = (3, 2, 1)
"""Yes, more or less, no: in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class WeekUse:
    """On how many days of a week one pupil used one resource."""

    person: Pseudonym
    week: Week
    resource: ResourceId
    days: int


@dataclass(frozen=True, slots=True)
class Part:
    """What part of a school's named use of one resource is a class's own."""

    own: int
    all: int

    def of(self, units: int) -> int | None:
        """
        Return the class's part of *units*, whole; None where nobody's use has a name.

        >>> Part(2, 8).of(12), Part(0, 0).of(12)
        (3, None)
        """
        return share_between(units, [self.own, self.all - self.own])[0] if self.all else None


def weeks_used(db: Database, people: Sequence[Pseudonym], first: Week, last: Week) -> list[WeekUse]:
    """Return what each of several pupils used from one week to another, by week."""
    marks = ", ".join("?" * len(people))
    rows = db.rows(
        "SELECT learner, week, resource, count(*) FROM day_use "  # noqa: S608 - marks alone
        f"WHERE learner IN ({marks}) AND week BETWEEN ? AND ? GROUP BY learner, week, resource "
        "ORDER BY week, resource",
        *(*people, first, last),
    )
    return [WeekUse(Pseudonym(who), Week(week), ResourceId(resource), days) for who, week, resource, days in rows]


def parts(
    db: Database, school: SchoolId, people: Sequence[Pseudonym], kinds: Mapping[ResourceId, ResourceKind], since: Week
) -> dict[ResourceId, Part]:
    """
    Return what part of a school's use since a week is that of some of its pupils, resource by resource.

    What is consumed counts by units, what is used again by days, what is digital by pupils: as its need is counted.
    Use without a pupil's name is nobody's part.
    """
    rows = db.rows(
        "SELECT resource, learner, count(*), sum(units) FROM day_use "
        "WHERE school = ? AND week >= ? AND learner != x'' GROUP BY resource, learner",
        *(school, since),
    )
    own, everybody, mine = Counter[ResourceId](), Counter[ResourceId](), set(people)
    for name, learner, days, units in rows:
        resource = ResourceId(name)
        kind = kinds.get(resource)
        used = units if kind is ResourceKind.CONSUMABLE else 1 if kind is ResourceKind.PACK else days
        everybody[resource] += used
        own[resource] += used if learner in mine else 0
    return {resource: Part(own[resource], total) for resource, total in everybody.items()}


def faces(histories: Histories, people: Sequence[Pseudonym]) -> dict[ItemId, Counter[int]]:
    """Return how many of some pupils gave a material each face; the last one that each gave counts."""
    found: dict[ItemId, Counter[int]] = defaultdict(Counter)
    for traces in histories.of_all(people):
        for item, trace in traces.items():
            if trace.score:
                found[item][trace.score] += 1
    return dict(found)


def least_liked_first(found: Mapping[ItemId, Counter[int]]) -> list[ItemId]:
    """
    Return materials in the order in which a teacher wants to see them: those that helped least on top.

    >>> least_liked_first({ItemId("a"): Counter({3: 4}), ItemId("b"): Counter({1: 2}), ItemId("c"): Counter({1: 1})})
    ['b', 'c', 'a']
    """
    return sorted(found, key=lambda item: (-found[item][1], -found[item][2], item))


def silent(people: Iterable[Pseudonym], used: Iterable[WeekUse]) -> list[Pseudonym]:
    """Return who used nothing, in the order given."""
    seen = {one.person for one in used}
    return [one for one in people if one not in seen]
