"""What the page of a plan asks of all of its lines: read once in a process, since no line is ever written again."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from hub.console.plan_lines import quiet
from hub.sends_nothing import Short, short_of
from hub.store import Store
from shared.allocation import Line
from shared.badges import badge_of, code_of
from shared.ids import ResourceId, SchoolId, SiteId
from shared.web import N_, say

Keys = Container[tuple[SchoolId, ResourceId]]
CHOICES: Mapping[str, str] = {
    "aviso": N_("Con aviso"),
    "objecion": N_("Con objeción"),
    "matricula": N_("Más de una por estudiante"),
    "entrega": N_("Con entrega"),
    "todas": N_("Todas"),
}
"""
Which lines a page shows, by code: those to look at, those that their school objected to, those that send more than one
unit for each pupil, those that go, all.
"""
_KEPT = 2
"""Plans of which it is kept: the one that is worked on, and the one that somebody looks at beside it."""


class Entry(NamedTuple):
    """One line among all of a plan."""

    school: SchoolId
    site: SiteId
    resource: ResourceId
    units: int
    code: str
    """Of its badge."""
    quiet: bool
    """Nobody needs to look at it."""


@dataclass(frozen=True, slots=True)
class PlanIndex:
    """The lines of a plan, by school and resource, and what is said of all of them."""

    entries: tuple[Entry, ...]
    sent: int
    """How many send something..."""
    sent_to: int
    """...and to how many schools."""
    uncounted: int
    """How many are of a school that never counted what it has of it."""
    codes: Mapping[str, int]
    """How many lines show each badge."""
    short: Short
    """How many lines lack something, by what."""
    resources: frozenset[ResourceId]
    schools: frozenset[SchoolId]


@lru_cache(maxsize=_KEPT)
def index_of(store: Store, plan: str) -> PlanIndex:
    """Return the index of a plan."""
    return indexed(store.plan_lines(plan))


def indexed(lines: Sequence[Line]) -> PlanIndex:
    """Return the index of these lines."""
    # Of a hundred thousand lines each school and resource is told thousands of times: each is kept once.
    schools: dict[SchoolId, SchoolId] = {}
    sites: dict[SiteId, SiteId] = {}
    resources: dict[ResourceId, ResourceId] = {}
    entries = tuple(
        Entry(
            schools.setdefault(line.school, line.school),
            sites.setdefault(line.site, line.site),
            resources.setdefault(line.resource, line.resource),
            line.units,
            code_of(line),
            quiet(line),
        )
        for line in lines
    )
    return PlanIndex(
        entries=entries,
        sent=sum(1 for one in entries if one.units),
        sent_to=len({one.school for one in entries if one.units}),
        uncounted=sum(1 for line in lines if not line.counted),
        codes=Counter(one.code for one in entries),
        short=short_of(lines),
        resources=frozenset(resources),
        schools=frozenset(schools),
    )


def filtered(
    entries: Iterable[Entry],
    show: str,
    code: str,
    resource: str,
    objected: Keys = (),
    schools: Container[SchoolId] | None = None,
    *,
    beyond: Keys = (),
) -> list[Entry]:
    """
    Return the lines that a page shows: *code* names the badge; what a school *objected* to is looked at.

    So is what goes *beyond* one unit for each pupil.

    *schools*: only theirs; None: of all.
    """
    return [
        one
        for one in entries
        if _is_shown(one, show, objected, beyond)
        and code in ("", one.code)
        and resource in ("", one.resource)
        and (schools is None or one.school in schools)
    ]


def counts(entries: Iterable[Entry], objected: Keys = (), beyond: Keys = ()) -> dict[str, int]:
    """Return how many lines each of ``CHOICES`` shows."""
    found = Counter(show for one in entries for show in CHOICES if _is_shown(one, show, objected, beyond))
    return {show: found[show] for show in CHOICES}


def usual(found: Mapping[str, int]) -> str:
    """
    Return what a page shows that nobody asked for anything: the lines to look at, where that leaves any out.

    >>> usual({"aviso": 12, "todas": 30}), usual({"aviso": 30, "todas": 30}), usual({"aviso": 0, "todas": 30})
    ('aviso', 'todas', 'todas')
    """
    return "aviso" if 0 < found["aviso"] < found["todas"] else "todas"


def _is_shown(one: Entry, show: str, objected: Keys, beyond: Keys) -> bool:
    key = one.school, one.resource
    match show:
        case "aviso":
            return not one.quiet or key in objected or key in beyond
        case "objecion":
            return key in objected
        case "matricula":
            return key in beyond
        case "entrega":
            return one.units > 0
        case _:
            return True


def reasons_found(codes: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return each badge that occurs, its code and its words, with how many lines show it."""
    return [(code, say(badge_of(code).words), count) for code, count in sorted(codes.items())]
