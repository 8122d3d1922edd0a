"""What a region has of roads, trips and money, beside what the published plans of a month took of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hub import kept_means
from hub.means import Means, Use
from hub.quintiles import Quintiles
from hub.region_rows import School
from hub.store import Store
from shared.clock import LIMA


class What(StrEnum):
    """What a limit is counted in, and of what."""

    WEIGHT = "weight_kg"
    VOLUME = "volume_l"
    TRIPS = "trips_soles"
    MONEY = "money_soles"


_SCALE = {What.WEIGHT: 1_000, What.VOLUME: 1_000, What.TRIPS: 100, What.MONEY: 100}


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a month, in kilograms, litres or soles."""

    what: What
    name: str
    """The route or depot; empty for the money for resources."""
    limit: float
    used: float

    @property
    def left(self) -> float:
        """What is left; 0 where somebody said less after plans had gone out."""
        return max(0.0, self.limit - self.used)


@dataclass(frozen=True, slots=True)
class Poverty:
    """Of how many schools one source says the poverty quintile, and how many are in each."""

    source: str
    year: int
    schools: int
    by_quintile: dict[int, int]


@dataclass(frozen=True, slots=True)
class Report:
    """All limits, and how far the region's sites and resources are known to them."""

    cycle: str
    limits: tuple[Limit, ...]
    sites_by_zone: dict[str, int]
    sites: int
    with_road: int
    with_trip: int
    with_cost: int
    """Resources that cost something."""
    schools: int
    quintiles: tuple[Poverty, ...]


def report(store: Store, cycle: str = "") -> Report:
    """Return what there is, and what was taken in *cycle* (YYYY-MM); none named: in that of the newest plan."""
    with store.one_state():
        plans = store.plans()
        newest = plans[0].period_first if plans else store.clock.now().astimezone(LIMA).date()
        cycle = cycle or f"{newest:%Y-%m}"
        means, use = kept_means.standing(store), kept_means.used_in(store, cycle)
        schools, poverty = store.schools(), store.quintiles()
        sites = {str(school.site) for school in schools}
    roads = [one for one in means.roads if one.site in sites]
    return Report(
        cycle=cycle,
        limits=tuple(limits_of(means, use)),
        sites_by_zone=dict(sorted(Counter(one.zone for one in roads if one.zone).items())),
        sites=len(sites),
        with_road=sum(bool(one.zone) for one in roads),
        with_trip=sum(bool(one.trip_cents) for one in roads),
        with_cost=len(means.costs),
        schools=len(schools),
        quintiles=_poverty(schools, poverty),
    )


def _poverty(schools: Iterable[School], known: Quintiles) -> tuple[Poverty, ...]:
    """Return each source of what is known of the schools, the one that says most of them first."""
    found: dict[tuple[str, int], Counter[int]] = {}
    for school in schools:
        row = known.of(school.id, school.ubigeo)
        if row is not None and row.quintile is not None:
            found.setdefault((row.source, row.year), Counter())[row.quintile] += 1
    told = (Poverty(*of, by.total(), dict(sorted(by.items()))) for of, by in found.items())
    return tuple(sorted(told, key=lambda one: (-one.schools, one.source, one.year)))


def limits_of(means: Means, use: Use) -> Iterator[Limit]:
    """Give every limit with what was taken of it: routes first, then trips, then money."""
    for zone in means.zones:
        yield from _limit(What.WEIGHT, zone.zone, zone.weight_g, use.weight_g[zone.zone])
        yield from _limit(What.VOLUME, zone.zone, zone.volume_ml, use.volume_ml[zone.zone])
    for depot, cents in means.trips.items():
        yield from _limit(What.TRIPS, depot, cents, use.trips[depot])
    yield from _limit(What.MONEY, "", means.money, use.money)


def _limit(what: What, name: str, limit: int | None, used: int) -> Iterator[Limit]:
    if limit is not None:
        yield Limit(what, name, limit / _SCALE[what], used / _SCALE[what])
