"""How each resource stands: its forecast beside what there is and what is coming."""

from collections import Counter
from dataclasses import dataclass

from edge.rows import ForecastRow
from edge.views.node import node
from edge.views.outlook import Outlook, outlook
from edge.views.words import resource_name
from shared.forecast import Forecast
from shared.ids import ResourceId
from shared.resources import ResourceKind


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
    def forecast(self) -> Forecast:
        """The forecast itself."""
        return self.row.forecast


def coming_units() -> Counter[ResourceId]:
    """Return the units that left the depot and were not received yet."""
    received = {delivery.pecosa for delivery in node().store.deliveries()}
    units: Counter[ResourceId] = Counter()
    for shipment in node().store.shipments():
        if shipment.pecosa not in received:
            units.update(dict(shipment.lines))
    return units


def _have(row: ForecastRow) -> int:
    # What is lent is in use, not gone: a peak of concurrent use counts it.
    return row.on_hand + (row.lent if row.kind is ResourceKind.REUSABLE else 0)


def standings() -> list[Standing]:
    """Return every resource that has a forecast, those that run out first on top."""
    here = node()
    names, calendar, coming = here.resources(), here.store.calendar(), coming_units()
    found = []
    for row in here.store.forecasts():
        have, on_way = _have(row), coming[row.resource]
        look = outlook(row.forecast, have + on_way, calendar)
        name = resource_name(row.resource, names)
        found.append(Standing(row.resource, name, row, have, on_way, look))
    return sorted(found, key=lambda s: (s.outlook.runs_out or 1 << 30, -s.outlook.missing, s.name))
