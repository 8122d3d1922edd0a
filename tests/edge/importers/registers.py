"""Paper registers as files, and what of them stands in a node."""

from edge.store import Store
from shared.facts import WeeklyTotal
from shared.occurred import Occurred
from shared.school_year import Week
from tests.edge.building import SCHOOL, TABLET

HEADER = "week,resource,units,learners,peak,whole_week\n"
WEEK = Week(2932)


def rows(*lines: str, header: str = HEADER) -> bytes:
    """Return a file of these lines."""
    return (header + "".join(f"{line}\n" for line in lines)).encode()


def totals(store: Store) -> list[tuple[WeeklyTotal, Occurred | None]]:
    """Return the weekly totals that were recorded, each with the day it claims."""
    return [
        (event.fact, event.occurred)
        for _, event in store.entries.events(kinds={2})
        if isinstance(event.fact, WeeklyTotal)
    ]


def units_of(store: Store, resource: str = TABLET) -> int:
    """Return what stands as used in WEEK."""
    return next(row.units for row in store.folded.weeks()[SCHOOL, resource] if row.week == WEEK)  # type: ignore[index]
