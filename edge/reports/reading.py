"""The reports of a school, read from its store by the name that their address has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from edge.reports import deliveries, loans, stock, use
from edge.reports.report import Report
from edge.stock_flow import MOVING, flows
from edge.store import Store
from shared.facts import Unserved, Use, WeeklyTotal
from shared.ids import ResourceId, SchoolId
from shared.resources import Resource

Names = Mapping[ResourceId, Resource]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a report is asked for: as of which day, and of which month where it is of one."""

    today: date
    month: date


def stock_of(store: Store, names: Names, _asked: Asked) -> Report:
    """Return the stock."""
    used: dict[ResourceId, int] = {}
    for (_school, resource), weeks in store.folded.weeks().items():
        used[resource] = used.get(resource, 0) + sum(week.units for week in weeks)
    return stock.stock_report(names, store.folded.stock(), flows(store.facts.told(*MOVING)), used)


def loans_of(store: Store, names: Names, asked: Asked) -> Report:
    """Return the open loans."""
    return loans.loans_report(names, store.folded.loans(), asked.today)


def deliveries_of(store: Store, names: Names, _asked: Asked) -> Report:
    """Return the proofs of delivery, newest first."""
    return deliveries.deliveries_report(names, store.facts.deliveries())


def use_of(store: Store, names: Names, asked: Asked) -> Report:
    """Return the use of a month."""
    return use.use_report(names, store.folded.weeks(), pupils_of(store, asked.month), asked.month)


READERS: Mapping[str, Callable[[Store, Names, Asked], Report]] = {
    "existencias": stock_of,
    "prestamos": loans_of,
    "entregas": deliveries_of,
    "uso": use_of,
}


def pupils_of(store: Store, month: date) -> dict[use.Key, int]:
    """Return how many pupils used each resource of each service in the weeks of a month, each once."""
    weeks = use.weeks_of(month)
    rows = store.db.rows(
        "SELECT school, resource, count(DISTINCT learner) FROM day_use "
        "WHERE week BETWEEN ? AND ? AND learner != x'' GROUP BY school, resource",
        *(weeks[0], weeks[-1]),
    )
    return {(SchoolId(school), ResourceId(resource)): count for school, resource, count in rows}


def undated(store: Store) -> int:
    """Return how many records of use have no week: nobody knows of which month they are."""
    return store.facts.undated(Use, WeeklyTotal, Unserved)
