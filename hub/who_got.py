"""Who in the end got what of what they needed, cycle by cycle: decided, and confirmed by the schools."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hub.given import Given, Ints, given
from hub.plan_rows import PlanStatus
from hub.region_rows import School
from hub.report import Cell, Report, few_of, told
from hub.rows import DeliveryRow
from hub.store import Store
from shared.ids import ResourceId, SchoolId, SiteId
from shared.stock import share_between

SORTS = ("quintile", "rurality", "language", "ugel")
HEADER = ("ciclo", "tipo", "grupo", "escuelas", "tenia_pct", "con_lo_enviado_pct", "con_lo_recibido_pct",
          "rechazado_pct")  # fmt: skip
Accepted = Mapping[tuple[str, SiteId, ResourceId], tuple[int, int]]
"""By plan, site and resource: what the site confirmed, and what it did not take."""


@dataclass(slots=True)
class _Sums:
    """Of a group: its schools, and the worth of what they needed, had, were sent, confirmed and turned back."""

    schools: set[SchoolId] = field(default_factory=set)
    need: float = 0.0
    had: float = 0.0
    with_sent: float = 0.0
    with_got: float = 0.0
    sent: float = 0.0
    back: float = 0.0


def who_got(store: Store) -> Report:
    """
    Return for each cycle and kind of school how much of its need was met, by the worth of the units.

    What a school had, with what the plans sent, with what it confirmed; and of what was sent, what it did not take.
    A school of several languages counts for each. Of fewer than five schools nothing is told.
    """
    schools = {one.id: one for one in store.every_school()}
    worth = {one.id: one.value for one in store.catalogue().resources}
    confirmed = accepted_of(store.deliveries())
    cycles: dict[str, dict[str, dict[str, _Sums]]] = {}
    for plan in reversed(store.plans()):
        if plan.status is PlanStatus.PUBLISHED:
            found = cycles.setdefault(f"{plan.period_first:%Y-%m}", {sort: {} for sort in SORTS})
            add(found, plan.id, given(store, plan), schools, worth, confirmed)
    rows = [row for cycle, found in sorted(cycles.items(), reverse=True) for row in _rows(cycle, found)]
    return Report(HEADER, rows)


def accepted_of(deliveries: Iterable[DeliveryRow]) -> Accepted:
    """Return what sites confirmed of each plan, all their proofs together."""
    found: dict[tuple[str, SiteId, ResourceId], tuple[int, int]] = {}
    for row in deliveries:
        plan = row.decision.removesuffix(f"-{row.site}")
        for line in row.lines:
            key = plan, row.site, line.resource
            before = found.get(key, (0, 0))
            found[key] = before[0] + line.accepted, before[1] + line.rejected
    return found


def add(
    found: Mapping[str, dict[str, _Sums]],
    plan: str,
    lines: Given,
    schools: Mapping[SchoolId, School],
    worth: Mapping[ResourceId, int],
    confirmed: Accepted,
) -> None:
    """Add the lines of a plan to the groups of their schools; what a site confirmed is shared by what went to each."""
    known = np.array([one in schools for one in lines.schools], dtype=bool)[lines.school]
    got, back = _shared(plan, lines, known, confirmed)
    value = np.array([worth.get(ResourceId(one), 0) for one in lines.resources], dtype=np.int64)[lines.resource]
    need, had, units = lines.need, lines.had, lines.units
    parts = (need, np.minimum(need, had), np.minimum(need, had + units), np.minimum(need, had + got), units, back)
    sums = [np.bincount(lines.school, value * part, len(lines.schools)).tolist() for part in parts]
    for at, name in enumerate(lines.schools):
        school = schools.get(SchoolId(name))
        if school is None:
            continue
        for sort in SORTS:
            for group in groups_of(school, sort):
                _add(found[sort].setdefault(group, _Sums()), school.id, [one[at] for one in sums])


def _shared(plan: str, lines: Given, known: NDArray[np.bool_], confirmed: Accepted) -> tuple[Ints, Ints]:
    """Return of each line what its school confirmed, and what it did not take."""
    got, back = np.zeros_like(lines.units), np.zeros_like(lines.units)
    for site, resource, every in lines.sent():
        said = confirmed.get((plan, SiteId(site), ResourceId(resource)))
        at = [one for one in every if known[one]]
        if said is None or not at:
            continue
        units = [int(lines.units[one]) for one in at]
        for to, count in zip((got, back), said, strict=True):
            # Most sites are of one school: of hundreds of thousands of lines, sharing among one is what costs.
            to[at] = share_between(min(count, sum(units)), units) if len(at) > 1 else min(count, *units)
    return got, back


def groups_of(school: School, sort: str) -> tuple[str, ...]:
    """Return the groups of a sort that a school is in: of languages each; none where nobody has said."""
    if sort == "language":
        return school.languages
    told = {"quintile": str(school.quintile or ""), "rurality": school.rurality, "ugel": school.ugel}[sort]
    return (told,) if told else ()


def _add(to: _Sums, school: SchoolId, sums: Sequence[float]) -> None:
    to.schools.add(school)
    need, had, with_sent, with_got, sent, back = sums
    to.need += need
    to.had += had
    to.with_sent += with_sent
    to.with_got += with_got
    to.sent += sent
    to.back += back


def _rows(cycle: str, found: Mapping[str, Mapping[str, _Sums]]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for sort in SORTS:
        few = few_of({name: len(one.schools) for name, one in found[sort].items()})
        for name, one in sorted(found[sort].items()):
            of_need = (_share(part, one.need) for part in (one.had, one.with_sent, one.with_got))
            figures = (cycle, sort, name, len(one.schools), *of_need, _share(one.back, one.sent))
            rows.append(told(figures, few, name, 3))
    return rows


def _share(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 1) if whole else None
