"""How each resource stands: its forecast beside what there is and what is coming."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from edge.rows import ForecastRow
from edge.views.differences import by_paper
from edge.views.node import node
from edge.views.on_the_way import parcels
from edge.views.outlook import Outlook, outlook
from edge.views.words import resource_name
from shared.forecast import Forecast, assumed_years
from shared.ids import ResourceId
from shared.resources import ResourceKind
from shared.stock import share_between
from shared.web import gettext as _
from shared.web import ngettext, say

FEW_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One resource at one school."""

    resource: ResourceId
    name: str
    row: ForecastRow
    on_hand: int
    coming: int
    outlook: Outlook

    @property
    def unsure(self) -> bool:
        """Something seems missing, and nobody ever counted what there is: it may not be."""
        return bool(self.outlook.missing) and not self.row.counted

    @property
    def missing(self) -> int:
        """Units short of the likely need; 0 too where nobody can know."""
        return 0 if self.unsure else self.outlook.missing

    @property
    def guess(self) -> bool:
        """The need rests on so few weeks that what is missing is no more than a possibility."""
        return self.forecast.rests_on.weeks < FEW_WEEKS

    @property
    def forecast(self) -> Forecast:
        """The forecast itself."""
        return self.row.forecast


def says_nothing(forecast: Forecast) -> bool:
    """Tell whether a forecast is a nought that rests on no week, here or at schools like it: nobody knows yet."""
    rests = forecast.rests_on
    return not (rests.weeks or rests.donors_pct or forecast.need().p90)


def coming_units() -> Counter[ResourceId]:
    """Return the units that left the depot and were not received yet, or came by a paper alone."""
    units: Counter[ResourceId] = Counter(by_paper())
    for parcel in parcels():
        if parcel.shipment is not None:
            units.update(dict(parcel.lines))
    return units


def _have(row: ForecastRow) -> int:
    # What is lent is in use, not gone: a peak of concurrent use counts it.
    return row.on_hand + (row.lent if row.kind is ResourceKind.REUSABLE else 0)


def standings() -> list[Standing]:
    """
    Return every resource of which a forecast says something, those that run out first on top.

    Stock belongs to the site and need to the school: services that share a site share what is there by likely need, as
    the region reckons it, so that no unit is counted twice.
    """
    here = node()
    names, coming = here.names(), coming_units()
    calendars = {row.id: here.store.news.calendar_of(row.id) for row in here.store.site.schools()}
    by_resource: dict[ResourceId, list[ForecastRow]] = defaultdict(list)
    for row in sorted(here.store.forecasts.all(), key=lambda row: row.school):
        if not says_nothing(row.forecast):
            by_resource[row.resource].append(row)
    found = []
    for resource, rows in by_resource.items():
        weights = [row.forecast.need().p50 for row in rows]
        there = share_between(_have(rows[0]), weights)
        on_way = share_between(coming[resource], weights)
        name = resource_name(resource, names)
        found += [
            Standing(
                resource,
                name,
                row,
                have,
                comes,
                outlook(row.forecast, have + comes, calendars.get(row.school) or here.store.news.calendar()),
            )
            for row, have, comes in zip(rows, there, on_way, strict=True)
        ]
    return sorted(found, key=lambda s: (s.unsure, s.outlook.runs_out or 1 << 30, -s.outlook.missing, s.name))


def assumed_words(found: Iterable[Standing]) -> list[str]:
    """Say of each year whose calendar was not known to a forecast what is assumed of it."""
    return [say(one.sentence()) for one in assumed_years(standing.forecast for standing in found)]


def maybe_missing(standing: Standing) -> str:
    """Say what may be missing where the need rests on hardly a week, and on how many it rests."""
    may = ngettext("podría faltar %(n)s", "podrían faltar %(n)s", standing.missing)
    rests = standing.forecast.rests_on
    return f"{may} · {rests_words(rests.weeks, donors=rests.donors_pct > 0)}"


def rests_words(weeks: int, *, donors: bool = False) -> str:
    """Say on how many weeks of use a need rests; on none of its own, on schools like it where it rests on *donors*."""
    if donors and not weeks:
        return _("según escuelas parecidas")
    return ngettext("según %(n)s semana de uso", "según %(n)s semanas de uso", weeks)
