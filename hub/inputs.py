"""What a plan rests on: schools with their urgency, needs, stock, requests, supply; and its fingerprint."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from hub.fairness import Weights
from hub.field_names import made_up
from hub.fixing import LockRow
from hub.means import NONE, Means
from hub.pack_offers import NO_PACKS, Offered, PackInputs, offer_packs
from hub.places import Ask, Place, Waits
from hub.region_rows import School, StockRow, SupplyRow
from hub.rows import RequestRow
from shared.allocation import UNFORESEEN, Need
from shared.clock import LIMA
from shared.doubted import Bound, capped
from shared.errors import BadInput
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue, ResourceKind
from shared.school_year import AssumedYear
from shared.sentences import N_
from shared.stock import day_is_sure, share_between
from shared.suiting import stage_of

NOTHING = -1
"""What had arrived before anything did."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The need of the period at one school, and what made the forecast: ``model``, ``blend`` or ``baseline``."""

    school: SchoolId
    resource: ResourceId
    need: Need
    made_by: str = "baseline"


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """What a cycle before needed of a resource at a school, in units, and how much of it was met."""

    cycle: str
    school: SchoolId
    resource: ResourceId
    need: float
    received: float
    assumed: float = 0.0
    """Beyond that: what is taken to have been there, because nobody had counted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything that a plan rests on."""

    period_first: date
    period_weeks: int
    schools: Sequence[School]
    foreseen: Sequence[Foreseen]
    stock: Sequence[StockRow]
    in_transit: Mapping[tuple[SiteId, ResourceId], int]
    requests: Sequence[RequestRow]
    supply: Sequence[SupplyRow]
    catalogue: Catalogue
    weights: Weights
    simulated: tuple[str, ...] = ()
    """Words for what of the forecasts rests on simulated data."""
    assumed: tuple[AssumedYear, ...] = ()
    """Years of the forecasts of which the region had no calendar."""
    calendars: Mapping[str, int] = field(default_factory=dict)
    """UGELs whose schools were foreseen by a calendar of their own, with its version."""
    earlier: Sequence[EarlierRow] = ()
    """What the cycles of the window needed and got."""
    locks: Sequence[LockRow] = ()
    """What people laid down that holds in the period."""
    last_plan: str = ""
    """The last approved plan, which has not gone out yet..."""
    last_lots: Mapping[tuple[SchoolId, ResourceId], int] = field(default_factory=dict)
    """...and what it sends: to keep it counts more."""
    means: Means = NONE
    """What is left of the region's roads, trips and money."""
    waited: Waits = field(default_factory=dict)
    """Schools that lacked something and were sent nothing: in how many cycles in a row before this one."""
    packs: PackInputs = NO_PACKS
    """The room for content packs at each site, and the packs that are there."""
    doubts: Mapping[tuple[SchoolId, ResourceId], Bound] = field(default_factory=dict)
    """Needs that count up to a bound, because the use behind them is not plausible; of what is scarce alone."""
    refused: Sequence[tuple[str, int]] = ()
    """The events of requests that were turned down, and would be among ``requests`` else."""

    @property
    def places(self) -> list[Place]:
        """The schools as the allocation sees them."""
        return places_of(self.schools, self.weights, self.waited)

    @property
    def cycle(self) -> str:
        """The month in which the period begins: part of the plan's name, and of how ties are broken."""
        return f"{self.period_first:%Y-%m}"


def places_of(schools: Iterable[School], weights: Weights, waited: Waits = MappingProxyType({})) -> list[Place]:
    """Return the schools as the allocation sees them."""
    return [
        Place(
            school=school.id,
            site=school.site,
            depot=school.depot,
            power=school.power,
            coverage=school.coverage,
            internet=school.internet,
            level=school.level,
            languages=school.languages,
            urgency_pct=weights.urgency_pct(
                *(school.rurality, stage_of(school.level), school.languages, school.quintile),
                *(waited.get(school.id, 0), school.ugel),
            ),
            waited=waited.get(school.id, 0),
            students=school.students or 0,
        )
        for school in schools
    ]


def asks_of(inputs: Inputs) -> list[Ask]:
    """
    Return what each school needs, has and asked for, packs left out: they are not scarce.

    Stock belongs to the site and need to the school: what a site holds is shared between its schools by likely need.

    Raises:
        BadInput: The forecasts name a school and resource twice.
    """
    check_once(inputs.foreseen)
    rival = {r.id for r in inputs.catalogue.resources if r.kind is not ResourceKind.PACK}
    at_site: dict[SiteId, list[SchoolId]] = {}
    for known in sorted(inputs.schools, key=lambda known: known.id):
        at_site.setdefault(known.site, []).append(known.id)
    foreseen = {
        (row.school, row.resource): (row.made_by, *capped(row.need, inputs.doubts.get((row.school, row.resource))))
        for row in inputs.foreseen
        if row.resource in rival
    }
    asked = _asked(inputs.requests)
    parts = {part.resource for known in inputs.catalogue.resources for part in known.kit_without_power}
    held = {(row.site, row.resource): row.on_hand + row.lent for row in inputs.stock}
    counted = {(row.site, row.resource): row.dated for row in inputs.stock if row.dated is not None}
    asks: list[Ask] = []
    for site, schools in at_site.items():
        for resource in sorted(rival):
            rows = [foreseen.get((school, resource)) for school in schools]
            weights = [row[1].p50 if row else 0 for row in rows]
            there = share_between(held.get((site, resource), 0), weights)
            coming = share_between(inputs.in_transit.get((site, resource), 0), weights)
            for school, row, on_hand, in_transit in zip(schools, rows, there, coming, strict=True):
                wanted = asked.get((school, resource), 0)
                # A part may be sent though nobody foresees its need: that it was counted as 0 must stay known.
                counted_part = resource in parts and (site, resource) in counted
                if row or wanted or on_hand or in_transit or counted_part:
                    # A part goes where its device goes; of anything else a nought would be said and not known.
                    nobody = "baseline" if resource in parts else UNFORESEEN
                    made_by, need, doubted = row or (nobody, Need(0, 0, 0), None)
                    dated = counted.get((site, resource))
                    told = dated is not None, dated is None or day_is_sure(dated)
                    asks.append(Ask(school, resource, need, on_hand, in_transit, wanted, made_by, *told, doubted))
    return asks


def packs_offered(inputs: Inputs, places: Sequence[Place]) -> Offered:
    """Return the content packs that a plan may send to *places*; none where nothing is known of packs."""
    if inputs.packs == NO_PACKS:
        return Offered()
    needs = {(row.school, row.resource): row.need for row in inputs.foreseen}
    return offer_packs(places, needs, inputs.catalogue, inputs.packs)


def check_once(foreseen: Iterable[Foreseen]) -> None:
    """
    Refuse forecasts that contradict each other.

    Raises:
        BadInput: They name a school and resource twice.
    """
    keys = [(row.school, row.resource) for row in foreseen]
    if len(set(keys)) != len(keys):
        raise BadInput(
            "El pronóstico nombra dos veces la misma escuela y recurso. Calcúlelo otra vez con «chasqui-hub forecast»."
        )


def left_out(inputs: Inputs) -> list[str]:
    """Return the schools that have a forecast and that the region does not know: they are not in the plan."""
    return sorted({str(row.school) for row in inputs.foreseen} - {school.id for school in inputs.schools})


def unforeseen(inputs: Inputs) -> list[str]:
    """Return what a depot has or a school asks for, and of which no school has a forecast yet; parts have none ever."""
    parts = {part.resource for known in inputs.catalogue.resources for part in known.kit_without_power}
    there = {row.resource for row in inputs.supply if row.units} | {row.resource for row in inputs.requests}
    rival = {one.id for one in inputs.catalogue.resources if one.kind is not ResourceKind.PACK}
    return sorted((there & rival) - parts - {row.resource for row in inputs.foreseen})


def open_requests(requests: Iterable[RequestRow], *, since: date = date.min, after: int = NOTHING) -> list[RequestRow]:
    """
    Return the last request of each school for a resource that no plan that went out has seen.

    It counts where it arrived *after* the last record that had come when the inputs of such a plan were read, however
    long it was on the way, unless it was made before the day *since*: then it speaks of a need that is over.

    In one chain the last is the deepest, whenever it arrived; of several chains (a second computer) it is the one
    received last. A request was made on the day that it claims, or where that is unknown or to come, when it arrived.
    """
    last: dict[tuple[str, ...], RequestRow] = {}
    for row in sorted(requests, key=lambda row: (row.depth, row.arrived, row.received, row.units)):
        last[row.school, row.resource, row.chain] = row
    found: dict[tuple[str, ...], RequestRow] = {}
    for row in sorted(last.values(), key=lambda row: (row.arrived, row.received, row.depth, row.units)):
        found[row.school, row.resource] = row
    return [row for _, row in sorted(found.items()) if row.arrived > after and _made(row) >= since]


def reasons_asked(requests: Iterable[RequestRow], heard: int) -> dict[tuple[SchoolId, ResourceId], str]:
    """Return what each school wrote with its last request for a resource, of those that a plan had *heard*."""
    return {(row.school, row.resource): row.reason for row in open_requests(r for r in requests if r.arrived <= heard)}


def _made(row: RequestRow) -> date:
    received = row.received.astimezone(LIMA).date()
    return received if row.day is None else min(row.day, received)


def _asked(requests: Iterable[RequestRow]) -> dict[tuple[SchoolId, ResourceId], int]:
    """Return the units of each school's last request for a resource."""
    return {(row.school, row.resource): row.units for row in open_requests(requests)}


def simulated_words(inputs: Inputs, schools: set[SchoolId]) -> tuple[str, ...]:
    """Return in words what of the plan rests on simulated data."""
    fields = {name for school in inputs.schools if school.id in schools for name in school.simulated}
    words = {made_up(name) for name in fields} | set(inputs.simulated)
    if any(row.simulated for row in inputs.supply):
        words.add(N_("existencias de los almacenes"))
    if inputs.means.simulated:
        words.add(N_("rutas, viajes y presupuestos"))
    if any(room.simulated for room in inputs.packs.rooms):
        words.add(N_("espacio y línea de cada local para paquetes"))
    return tuple(sorted(words))
