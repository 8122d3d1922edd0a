"""What the region knows besides events, as values: its schools, what their sites hold, what the depots have."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.dating import Quality
from shared.ids import ResourceId, SchoolId, SiteId
from shared.resources import Power

NO_DEPOT = ""


class Placed(NamedTuple):
    """Of a service, what its records are judged by."""

    id: str
    site: str
    ugel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A service as the region knows it. ``None`` where nobody has said: unknown is not "no"."""

    id: SchoolId
    site: SiteId
    name: str
    ugel: str = ""
    level: str = ""
    management: str = ""
    """Pública or privada, in the ministry's words."""
    rurality: str = ""
    """``Urbana``, ``Rural 1`` to ``Rural 3``, ``Rural``, or empty."""
    district: str = ""
    ubigeo: str = ""
    students: int | None = None
    power: Power = Power.UNKNOWN
    coverage: bool | None = None
    internet: bool | None = None
    languages: tuple[str, ...] = ()
    altitude_m: int | None = None
    lat: float | None = None
    lon: float | None = None
    depot: str = NO_DEPOT
    """The depot that serves it; empty where none does."""
    quintile: int | None = None
    """Of poverty, 1 the poorest, by what an operator brought of it or of its district (``hub.quintiles``)."""
    simulated: tuple[str, ...] = ()
    """Names of the fields that were made up."""
    superseded_by: str = ""
    """The service that it was merged into."""
    closed: date | None = None
    """The day on which somebody said that it is no more: its past is kept, no plan and no forecast names it."""


def service_names(schools: Iterable[School]) -> dict[SchoolId, str]:
    """
    Return the name of each service; where one site has several of one name, with what tells them apart.

    >>> one, other = (School(id=SchoolId(code), site=SiteId("074294"), name="Los Andes", level=level)
    ...               for code, level in (("0422204-0", "Primaria"), ("0501460-0", "Secundaria")))
    >>> sorted(service_names([one, other]).values()), sorted(service_names([one]).values())
    (['Los Andes (Primaria)', 'Los Andes (Secundaria)'], ['Los Andes'])
    """
    rows = list(schools)
    named = Counter((row.site, row.name) for row in rows)
    level = Counter((row.site, row.name, row.level) for row in rows)
    found = {}
    for row in rows:
        own = row.level if row.level and level[row.site, row.name, row.level] == 1 else row.id
        found[row.id] = f"{row.name} ({own})" if named[row.site, row.name] > 1 else row.name
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRow:
    """What a site holds of a resource, as its log says."""

    site: SiteId
    resource: ResourceId
    on_hand: int
    lent: int = 0
    as_of: date | None = None
    """Day of the last count that has one."""
    dated: Quality | None = None
    """By what the last count is dated, None where nobody counted: see ``shared.stock.day_is_sure``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """What a depot has to give, or what a listing says that it had on the day of the count."""

    depot: str
    resource: ResourceId
    units: int
    simulated: bool = False
    as_of: date | None = None
    """Day of the count; None in a listing that does not say: the day on which it is imported."""
