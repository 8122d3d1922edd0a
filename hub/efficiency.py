"""How well what was decided arrives: days on the way, share accepted, what was not and why, and who got nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import func, select

from hub import schema
from hub.kept_means import rows_of
from hub.means import Road
from hub.plan_rows import PlanStatus
from hub.region_rows import School
from hub.rows import DeliveryRow, ShipmentRow
from hub.store import Store
from shared.ids import ResourceId, SchoolId, SiteId

GROUPS = ("depot", "ugel", "zone")
UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One shipment: from where, by which road, when it was ordered, left and was proved, what of it was accepted."""

    pecosa: str
    depot: str
    ugel: str
    zone: str
    ordered: date
    gone: date | None
    proved: date | None
    planned: Mapping[ResourceId, int]
    accepted: Mapping[ResourceId, int]
    rejected: Mapping[tuple[ResourceId, str], int]
    """By resource and the reason's code."""


@dataclass(frozen=True, slots=True)
class Days:
    """How many days it took: the middle, and what 9 of 10 did not pass; None where nobody knows of any."""

    known: int
    p50: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class Lead:
    """A group's shipments: from the order to the way out, from there to the proof, and both together."""

    name: str
    shipments: int
    leaving: Days
    travelling: Days
    whole: Days
    planned: int
    """Units of those that have a proof."""
    accepted: int

    @property
    def fill_pct(self) -> float | None:
        """Percent of the planned units that were accepted; None where nothing has a proof."""
        return 100 * self.accepted / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Fill:
    """What was planned of a resource in shipments that have a proof, and what was accepted."""

    resource: ResourceId
    planned: int
    accepted: int

    @property
    def pct(self) -> float | None:
        """Percent accepted."""
        return 100 * self.accepted / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Missed:
    """Units that were not accepted, for one reason, of one resource, depot and road."""

    resource: ResourceId
    depot: str
    zone: str
    reason: str
    units: int


def days_of(found: Iterable[int]) -> Days:
    """
    Return the middle and the ninth tenth of some days, each one that was there (nearest rank).

    >>> days_of([1, 2, 3, 10]), days_of([])
    (Days(known=4, p50=2, p90=10), Days(known=0, p50=None, p90=None))
    """
    ranked = sorted(found)
    if not ranked:
        return Days(0, None, None)
    half, most = (-(-len(ranked) * tenths // 10) - 1 for tenths in (5, 9))
    return Days(len(ranked), ranked[half], ranked[most])


def leads(rows: Iterable[Sent], by: str) -> list[Lead]:
    """Return the groups of shipments by depot, UGEL or road, by name; a day before the one it follows is no time."""
    groups: dict[str, list[Sent]] = {}
    for row in rows:
        groups.setdefault(str(getattr(row, by)), []).append(row)
    return [_lead(name, some) for name, some in sorted(groups.items())]


def _lead(name: str, rows: Sequence[Sent]) -> Lead:
    proved = [row for row in rows if row.proved is not None]
    return Lead(
        name,
        len(rows),
        days_of(_between((row.ordered, row.gone) for row in rows)),
        days_of(_between((row.gone, row.proved) for row in rows)),
        days_of(_between((row.ordered, row.proved) for row in rows)),
        sum(sum(row.planned.values()) for row in proved),
        sum(sum(row.accepted.values()) for row in proved),
    )


def _between(pairs: Iterable[tuple[date | None, date | None]]) -> list[int]:
    return [(last - first).days for first, last in pairs if first and last and last >= first]


def fills(rows: Iterable[Sent]) -> list[Fill]:
    """Return the resources, the least accepted first; only shipments that have a proof tell."""
    planned: dict[ResourceId, int] = {}
    accepted: dict[ResourceId, int] = {}
    for row in rows:
        if row.proved is not None:
            for sums, own in ((planned, row.planned), (accepted, row.accepted)):
                for resource, units in own.items():
                    sums[resource] = sums.get(resource, 0) + units
    found = [Fill(resource, units, accepted.get(resource, 0)) for resource, units in planned.items() if units]
    return sorted(found, key=lambda one: (one.pct or 0.0, one.resource))


def missed(rows: Iterable[Sent]) -> list[Missed]:
    """Return what was not accepted, the most units first."""
    found = Counter[tuple[ResourceId, str, str, str]]()
    for row in rows:
        for (resource, reason), units in row.rejected.items():
            found[resource, row.depot, row.zone, reason] += units
    return [Missed(*key, units) for key, units in sorted(found.items(), key=lambda item: (-item[1], item[0])) if units]


def sent_rows(store: Store) -> list[Sent]:
    """Return every shipment that was ordered, with what became of it."""
    with store.one_state():
        told = store.deliveries()
        depots = _depots(store)
        ugels = {one.site: one.ugel for one in store.every_school()}
        roads = rows_of(store, Road)
        rows = store.shipment_rows(proofs=told)
    proofs: dict[tuple[str, SiteId, str], list[DeliveryRow]] = {}
    for one in told:
        proofs.setdefault((one.pecosa, one.site, one.decision), []).append(one)
    return [
        _sent(row, proofs.get((row.pecosa, row.site, row.decision), ()), depots.get(row.decision, ""), ugels, roads)
        for row in rows
    ]


class _From(msgspec.Struct):
    depot: str = UNKNOWN
    units: int = 0


class _Decided(msgspec.Struct):
    """Of a decision, from where its lines leave: all that is read here of tens of thousands."""

    lines: list[_From] = []


_DECIDED = msgspec.json.Decoder(_Decided)


def _depots(store: Store) -> dict[str, str]:
    """Return from which depots the goods of each decision leave, in words."""
    table = schema.decisions.c
    with store.read() as connection:
        rows = connection.execute(select(table.id, table.body)).all()
    return {
        row.id: ", ".join(sorted({one.depot for one in _DECIDED.decode(row.body).lines if one.units} - {UNKNOWN}))
        for row in rows
    }


def _sent(
    row: ShipmentRow,
    proofs: Sequence[DeliveryRow],
    depot: str,
    ugels: Mapping[SiteId, str],
    roads: Mapping[str, Road],
) -> Sent:
    accepted: dict[ResourceId, int] = {}
    rejected: dict[tuple[ResourceId, str], int] = {}
    for line in (line for one in proofs for line in one.lines):
        accepted[line.resource] = accepted.get(line.resource, 0) + line.accepted
        if line.rejected:
            key = line.resource, line.reason or UNKNOWN
            rejected[key] = rejected.get(key, 0) + line.rejected
    planned: dict[ResourceId, int] = {}
    for resource, units in row.lines:
        planned[resource] = planned.get(resource, 0) + units
    return Sent(
        pecosa=row.pecosa,
        depot=depot,
        ugel=ugels.get(row.site, UNKNOWN),
        zone=roads[row.site].zone if row.site in roads else UNKNOWN,
        ordered=row.left,
        gone=row.gone.day if row.gone else None,
        proved=max((one.day for one in proofs if one.day), default=None),
        planned=planned,
        accepted={resource: min(units, planned.get(resource, 0)) for resource, units in accepted.items()},
        rejected=rejected,
    )


def got_nothing(store: Store, cycles: int) -> tuple[list[School], int]:
    """Return the schools in service that no plan of the last *cycles* months gave anything, and how many those were."""
    plans, lines = schema.plans.c, schema.plan_lines.c
    with store.one_state(), store.read() as connection:
        query = select(plans.id, plans.period_first).where(plans.status == PlanStatus.PUBLISHED)
        of_month: dict[str, list[str]] = {}
        for row in connection.execute(query):
            of_month.setdefault(f"{row.period_first:%Y-%m}", []).append(row.id)
        last = sorted(of_month)[-cycles:]
        ids = [plan for month in last for plan in of_month[month]]
        given = select(lines.school).where(lines.plan.in_(ids)).group_by(lines.school)
        got = set(map(SchoolId, connection.execute(given.having(func.sum(lines.units) > 0)).scalars()))
        schools = store.schools()
    return [one for one in schools if one.id not in got] if last else [], len(last)
