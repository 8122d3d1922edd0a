"""How well what was decided arrives: days on the way, share accepted, what was not and why, and whom it reached."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import select

from hub import schema
from hub.borne_out import lost
from hub.kept_means import rows_of
from hub.means import Road
from hub.rows import DeliveryRow, ShipmentRow
from hub.store import Store
from shared.ids import ResourceId, SchoolId, SiteId
from shared.stock import share_between

GROUPS = ("depot", "ugel", "zone")
UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One shipment: from where, by which road, when it was ordered, left and was proved, what of it was accepted."""

    pecosa: str
    month: str
    """In which the period of its plan begins."""
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
    sent_to: frozenset[SchoolId]
    """The services of its site that its goods are for..."""
    reached: frozenset[SchoolId]
    """...and those of them that accepted some of it, or that have it by a paper."""
    lost: Mapping[ResourceId, int]
    """Units of which no proof tells and that the office gave up for lost."""
    closed: bool = False
    """Whether the office said what became of all of it, and no proof tells of any."""

    @property
    def confirmed(self) -> bool:
        """Whether its site told what it accepted, on whatever day."""
        return bool(self.accepted)


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
    """Units that were not accepted, for one reason, of one resource, depot and road; or that were lost on it."""

    resource: ResourceId
    depot: str
    zone: str
    reason: str
    """The school's code; empty where it gave none, and of what was lost."""
    units: int
    lost: bool = False
    """No proof tells of them: the office gave them up for lost."""


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
    """Return what was not accepted, and what was lost before anybody could accept it, the most units first."""
    found = Counter[tuple[ResourceId, str, str, str, bool]]()
    for row in rows:
        for (resource, reason), units in row.rejected.items():
            found[resource, row.depot, row.zone, reason, False] += units
        for resource, units in row.lost.items():
            found[resource, row.depot, row.zone, UNKNOWN, True] += units
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Missed(*key[:4], units, key[4]) for key, units in ranked if units]


def month_of(day: date) -> str:
    """
    Return the month of a day, as months are in order.

    >>> month_of(date(2026, 10, 19))
    '2026-10'
    """
    return day.isoformat()[:7]


def sent_rows(store: Store) -> list[Sent]:
    """Return every shipment that was ordered, with what became of it."""
    with store.one_state():
        told = store.deliveries()
        decided = _decided(store)
        ugels = {one.site: one.ugel for one in store.every_school()}
        roads = rows_of(store, Road)
        rows = store.shipment_rows(proofs=told)
        with store.read() as connection:
            gone = lost(connection)
    proofs: dict[tuple[str, SiteId, str], list[DeliveryRow]] = {}
    for one in told:
        proofs.setdefault((one.pecosa, one.site, one.decision), []).append(one)
    return [
        _sent(
            row, proofs.get((row.pecosa, row.site, row.decision), ()), decided.get(row.decision, _NONE), ugels, roads,
            gone.get(row.pecosa, {}),
        )
        for row in rows
    ]  # fmt: skip


class _Line(msgspec.Struct, gc=False):
    school: SchoolId
    resource: ResourceId
    depot: str = UNKNOWN
    units: int = 0


class _Read(msgspec.Struct, gc=False):
    """Of a decision, all that is read here of tens of thousands."""

    period_first: date
    lines: list[_Line] = []


@dataclass(frozen=True, slots=True)
class _Decided:
    """When a decision is for, from where its goods leave, in words, and for which services."""

    month: str = UNKNOWN
    depots: str = UNKNOWN
    schools: frozenset[SchoolId] = frozenset()
    lines: Sequence[_Line] = ()
    """Empty where its goods are for one service: most are."""

    def reached(self, accepted: Mapping[ResourceId, int]) -> frozenset[SchoolId]:
        """Return the services that accepted something: what a site did is shared by what was sent to each."""
        if not any(accepted.values()):
            return frozenset()
        if not self.lines:
            return self.schools
        found: set[SchoolId] = set()
        for resource, units in accepted.items():
            mine = [one for one in self.lines if one.resource == resource]
            shares = share_between(units, [one.units for one in mine])
            found.update(one.school for one, share in zip(mine, shares, strict=True) if share)
        return frozenset(found)


_READ, _NONE = msgspec.json.Decoder(_Read), _Decided()


def _decided(store: Store) -> dict[str, _Decided]:
    table = schema.decisions.c
    with store.read() as connection:
        rows = connection.execute(select(table.id, table.body)).all()
    return {row.id: _of(_READ.decode(row.body)) for row in rows}


def _of(read: _Read) -> _Decided:
    sent = [one for one in read.lines if one.units]
    schools, depots = frozenset(one.school for one in sent), sorted({one.depot for one in sent} - {UNKNOWN})
    return _Decided(month_of(read.period_first), ", ".join(depots), schools, sent if len(schools) > 1 else ())


def _sent(
    row: ShipmentRow,
    proofs: Sequence[DeliveryRow],
    decided: _Decided,
    ugels: Mapping[SiteId, str],
    roads: Mapping[str, Road],
    gone: Mapping[ResourceId, int],
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
    accepted = {resource: min(units, planned.get(resource, 0)) for resource, units in accepted.items()}
    return Sent(
        pecosa=row.pecosa,
        month=decided.month,
        depot=decided.depots,
        ugel=ugels.get(row.site, UNKNOWN),
        zone=roads[row.site].zone if row.site in roads else UNKNOWN,
        ordered=row.left,
        gone=row.gone.day if row.gone else None,
        proved=max((one.day for one in proofs if one.day), default=None),
        planned=planned,
        accepted=accepted,
        rejected=rejected,
        lost=gone,
        sent_to=decided.schools,
        reached=decided.reached(Counter(accepted) + Counter({one.resource: one.units for one in row.held})),
        closed=row.over and not row.proved,
    )
