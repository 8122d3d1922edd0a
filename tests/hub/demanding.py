"""What the tests of the weekly table have in common: facts sent, and the table computed."""

from collections.abc import Callable
from datetime import date
from typing import Any

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
