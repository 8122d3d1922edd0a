"""Who in the end got what of what they needed, cycle by cycle: decided, and confirmed by the schools."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from hub.cycles import together, went_out
from hub.discrepancies import Discrepancy, discrepancies
from hub.given import Given, Ints, given
from hub.region_rows import School
from hub.report import Cell, Report, few_of, told
from hub.rows import DeliveryRow
from hub.settled import less_contradicted
from hub.store import Store
from shared.delivery_answers import How
from shared.ids import ResourceId, SchoolId, SiteId
from shared.stock import share_between

SORTS = ("quintile", "rurality", "language", "ugel")
HEADER = ("ciclo", "tipo", "grupo", "escuelas", "tenia_pct", "con_lo_enviado_pct", "con_lo_recibido_pct",
          "rechazado_pct")  # fmt: skip
Accepted = Mapping[tuple[str, SiteId, ResourceId], tuple[int, int, int]]
"""By plan, site and resource: what the site confirmed, what it did not take, and what never left for it."""


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
    deliveries = store.deliveries()
    confirmed = accepted_of(deliveries, discrepancies(store, deliveries))
    rows: list[tuple[Cell, ...]] = []
    for cycle, plans in sorted(went_out(store.plans()).items(), reverse=True):
        found: dict[str, dict[str, _Sums]] = {sort: {} for sort in SORTS}
        add(found, [(plan.id, given(store, plan)) for plan in plans], schools, worth, confirmed)
        rows += _rows(cycle, found)
    return Report(HEADER, rows)


def accepted_of(deliveries: Iterable[DeliveryRow], differing: Iterable[Discrepancy] = ()) -> Accepted:
    """
    Return of each plan what sites confirmed, all their proofs together, and what never left for them.

    What the office says that came by a paper is confirmed too.
    """
    found: dict[tuple[str, SiteId, ResourceId], tuple[int, int, int]] = {}

    def put(decision: str, site: SiteId, resource: ResourceId, units: tuple[int, int, int]) -> None:
        key = decision.removesuffix(f"-{site}"), site, resource
        got, back, stayed = found.get(key, (0, 0, 0))
        found[key] = got + units[0], back + units[1], stayed + units[2]

    for row in deliveries:
        for line in row.lines:
            put(row.decision, row.site, line.resource, (line.accepted, line.rejected, 0))
    for one in differing:
        stayed = sum(entry.units for entry in less_contradicted(one.tally, one.solved) if entry.how == How.STAYED)
        if one.tally.held or stayed:
            put(one.decision, one.site, one.resource, (one.tally.held, 0, stayed))
    return found


def add(
    found: Mapping[str, dict[str, _Sums]],
    plans: Sequence[tuple[str, Given]],
    schools: Mapping[SchoolId, School],
    worth: Mapping[ResourceId, int],
    confirmed: Accepted,
) -> None:
    """Add the lines of a cycle's plans, the oldest first, to the groups of their schools (``cycles.together``)."""
    names, resources = _places(one.schools for _, one in plans), _places(one.resources for _, one in plans)
    parts = [_columns(plan, lines, schools, confirmed, names, resources) for plan, lines in plans]
    school, resource, *amounts = (np.concatenate(column) for column in zip(*parts, strict=True))
    at, (need, had), (units, got, back) = together(school * len(resources) + resource, amounts[:2], amounts[2:])
    value = np.array([worth.get(one, 0) for one in map(ResourceId, resources)], dtype=np.int64)[resource[at]]
    told = (need, np.minimum(need, had), np.minimum(need, had + units), np.minimum(need, had + got), units, back)
    sums = [np.bincount(school[at], value * part, len(names)).tolist() for part in told]
    for name, which in names.items():
        if one := schools.get(SchoolId(name)):
            for sort in SORTS:
                for group in groups_of(one, sort):
                    _add(found[sort].setdefault(group, _Sums()), one.id, [part[which] for part in sums])


def _places(names: Iterable[Iterable[str]]) -> dict[str, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(chain.from_iterable(names)))}


def _columns(
    plan: str,
    lines: Given,
    schools: Mapping[SchoolId, School],
    confirmed: Accepted,
    names: Mapping[str, int],
    resources: Mapping[str, int],
) -> tuple[Ints, ...]:
    """Return of each line whose it is and of what, by their places in all plans, and its amounts."""
    known = np.array([one in schools for one in lines.schools], dtype=bool)[lines.school]
    school = np.array([names[one] for one in lines.schools], dtype=np.int64)[lines.school]
    resource = np.array([resources[one] for one in lines.resources], dtype=np.int64)[lines.resource]
    # What a site confirmed is shared by what went to each of its schools.
    got, back, stayed = _shared(plan, lines, known, confirmed)
    return school, resource, lines.need, lines.had, lines.units - stayed, got, back


def _shared(plan: str, lines: Given, known: NDArray[np.bool_], confirmed: Accepted) -> tuple[Ints, Ints, Ints]:
    """Return of each line what its school confirmed, what it did not take, and what never left for it."""
    got, back, stayed = (np.zeros_like(lines.units) for _ in range(3))
    for site, resource, every in lines.sent():
        said = confirmed.get((plan, SiteId(site), ResourceId(resource)))
        at = [one for one in every if known[one]]
        if said is None or not at:
            continue
        units = [int(lines.units[one]) for one in at]
        for to, count in zip((got, back, stayed), said, strict=True):
            # Most sites are of one school: of hundreds of thousands of lines, sharing among one is what costs.
            to[at] = share_between(min(count, sum(units)), units) if len(at) > 1 else min(count, *units)
    return got, back, stayed


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
