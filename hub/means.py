"""What a region has of roads, trips and money for the plans of a month, and what of it is left after some went out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Catalogue
from shared.sentences import N_

GOODS = "RECURSOS"
"""In place of a depot: the money for all that is sent, wherever it goes."""


class Zone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A road, and what its vehicles carry in a month. None: no limit."""

    zone: str
    weight_g: int | None = None
    volume_ml: int | None = None
    simulated: bool = False


class Budget(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The money of a month for trips out of a depot, or for ``GOODS``. None: no limit."""

    depot: str
    cents: int | None = None
    simulated: bool = False


class Road(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """By which zone one comes to a site, and what a trip there takes from its depot's budget."""

    site: SiteId
    zone: str = ""
    trip_cents: int = 0
    simulated: bool = False


class Cost(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a unit of a resource takes from the money for ``GOODS``."""

    resource: ResourceId
    cents: int = 0
    simulated: bool = False


class Means(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of it. What is not named limits nothing."""

    zones: tuple[Zone, ...] = ()
    budgets: tuple[Budget, ...] = ()
    roads: tuple[Road, ...] = ()
    costs: tuple[Cost, ...] = ()

    @property
    def simulated(self) -> bool:
        """Tell whether some of it was made up."""
        return any(one.simulated for of in (self.zones, self.budgets, self.roads, self.costs) for one in of)

    @property
    def money(self) -> int | None:
        """Return the céntimos for all that is sent."""
        return next((one.cents for one in self.budgets if one.depot == GOODS), None)

    @property
    def trips(self) -> Mapping[str, int]:
        """Return the céntimos for trips of each depot that has a limit."""
        return {one.depot: one.cents for one in self.budgets if one.depot != GOODS and one.cents is not None}


NONE = Means()


@dataclass(frozen=True, slots=True)
class Sent:
    """What one plan sends to one school of one resource."""

    plan: str
    school: SchoolId
    site: SiteId
    resource: ResourceId
    units: int


@dataclass(frozen=True, slots=True)
class Use:
    """What was taken: céntimos of the trips of each depot, of each zone grams and millilitres, céntimos of money."""

    trips: Counter[str] = field(default_factory=Counter)
    weight_g: Counter[str] = field(default_factory=Counter)
    volume_ml: Counter[str] = field(default_factory=Counter)
    money: int = 0


def binding(means: Means) -> Means:
    """Return what limits something, in one order: of whom no limit is said, a plan rests on nothing."""
    zones = (one for one in means.zones if (one.weight_g, one.volume_ml) != (None, None))
    budgets = (one for one in means.budgets if one.cents is not None)
    roads = (one for one in means.roads if one.zone or one.trip_cents)
    return Means(
        zones=tuple(sorted(zones, key=lambda one: one.zone)),
        budgets=tuple(sorted(budgets, key=lambda one: one.depot)),
        roads=tuple(sorted(roads, key=lambda one: one.site)),
        costs=tuple(sorted((one for one in means.costs if one.cents), key=lambda one: one.resource)),
    )


def use_of(sent: Iterable[Sent], means: Means, depots: Mapping[SchoolId, str], catalogue: Catalogue) -> Use:
    """
    Return what is taken by all that is *sent*; *depots* says who serves each school.

    Each service that gets something takes a trip of its own, also where two share a site: a budget is never passed.
    """
    roads, known = {one.site: one for one in means.roads}, catalogue.by_id()
    cents = {one.resource: one.cents for one in means.costs}
    trips, weight, volume, money = Counter[str](), Counter[str](), Counter[str](), 0
    visited = set[tuple[str, SchoolId]]()
    for one in sent:
        road, resource = roads.get(one.site), known.get(one.resource)
        money += one.units * cents.get(one.resource, 0)
        if road is None or not one.units:
            continue
        if road.zone and resource is not None:
            weight[road.zone] += one.units * resource.weight_g
            volume[road.zone] += one.units * resource.volume_ml
        if (one.plan, one.school) not in visited:
            visited.add((one.plan, one.school))
            trips[depots.get(one.school, "")] += road.trip_cents
    return Use(trips, weight, volume, money)


def left(means: Means, use: Use) -> Means:
    """
    Return what is left for a plan after *use*.

    >>> had = Means(zones=(Zone(zone="Ocongate", weight_g=800_000),), budgets=(Budget(depot="Urcos", cents=5_000),))
    >>> rest = left(had, Use(trips=Counter(Urcos=1_200), weight_g=Counter(Ocongate=900_000)))
    >>> rest.zones[0].weight_g, rest.zones[0].volume_ml, rest.trips
    (0, None, {'Urcos': 3800})
    """
    zones = (
        msgspec.structs.replace(
            one,
            weight_g=_less(one.weight_g, use.weight_g[one.zone]),
            volume_ml=_less(one.volume_ml, use.volume_ml[one.zone]),
        )
        for one in means.zones
    )
    budgets = (msgspec.structs.replace(one, cents=_less(one.cents, _taken(use, one.depot))) for one in means.budgets)
    return msgspec.structs.replace(means, zones=tuple(zones), budgets=tuple(budgets))


def passed(means: Means, before: Use, more: Use) -> Iterator[tuple[str, str]]:
    """Say what *more* takes that *before* left not enough of: of which kind, and of which zone or depot."""
    for zone in means.zones:
        if _over(zone.weight_g, before.weight_g[zone.zone], more.weight_g[zone.zone]):
            yield WEIGHT, zone.zone
        if _over(zone.volume_ml, before.volume_ml[zone.zone], more.volume_ml[zone.zone]):
            yield VOLUME, zone.zone
    for budget in means.budgets:
        if _over(budget.cents, _taken(before, budget.depot), _taken(more, budget.depot)):
            yield (MONEY, "") if budget.depot == GOODS else (TRIPS, budget.depot)


def of_sites(means: Means, sites: Iterable[SiteId]) -> Means:
    """Return it with the roads of these sites alone: what a plan that goes nowhere else rests on."""
    here = set(sites)
    return msgspec.structs.replace(means, roads=tuple(one for one in means.roads if one.site in here))


WEIGHT = N_("la carga (kg) de la ruta %(name)s")
VOLUME = N_("el espacio (litros) de la ruta %(name)s")
TRIPS = N_("el presupuesto de viajes de %(name)s")
MONEY = N_("el presupuesto para recursos")


def _taken(use: Use, depot: str) -> int:
    return use.money if depot == GOODS else use.trips[depot]


def _less(limit: int | None, taken: int) -> int | None:
    return None if limit is None else max(0, limit - taken)


def _over(limit: int | None, before: int, more: int) -> bool:
    return limit is not None and more > 0 and before + more > limit
