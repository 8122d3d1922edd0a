"""What the tests of the weekly table have in common: facts sent, and the table computed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hub import aggregate
from shared.events import Claim
from shared.facts import Use, WeeklyTotal
from shared.occurred import Occurred
from shared.school_year import monday, week_of
from tests.hub.builders import (
    GUIDE,
    SCHOOL,
    Node,
    Office,
)
from tests.hub.laptop import Laptop

OCTOBER_5 = date(2026, 10, 5)
Demand = Callable[[], dict[tuple[str, str, date], dict[str, Any]]]
BARE = Claim(Use(school=SCHOOL, resource=GUIDE))


def send(office: Office, node: Node, *claims: Claim, name: str = "a") -> None:
    before = len(node.log)
    node.record(*claims, name=name)
    office.take(node.bundle(before))


def total(units: int, **more: Any) -> Claim:
    return Claim(WeeklyTotal(school=SCHOOL, resource=GUIDE, units=units, **more), Occurred.in_week(week_of(OCTOBER_5)))


def units_of(laptop: Laptop) -> dict[date, int]:
    """Return the units of each week as the laptop counts them."""
    return {monday(row.week): row.units for rows in laptop.store.folded.weeks().values() for row in rows}


def referee(office: Office, spark: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the rows, in order, and the notes that Spark comes to from the whole lake at once."""
    with aggregate.whole(office.store, spark) as (demand, notes):
        return sorted((row.asDict() for row in demand.collect()), key=repr), notes()
