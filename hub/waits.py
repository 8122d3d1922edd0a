"""Whose turn it is: in how many cycles in a row a school lacked what was scarce and was sent nothing."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from hub import schema
from hub.places import Waits
from hub.plan_rows import PlanStatus
from hub.store import Store
from shared.allocation import SCARCE
from shared.ids import SchoolId
from shared.weights import USUAL, Weights, of_wait


def waits_of(store: Store, cycle: str, weights: Weights) -> dict[SchoolId, int]:
    """
    Return the schools whose wait counts in *weights* when *cycle* begins, with its length as plans that went out tell.

    No more cycles are looked back than the table of weights names.
    """
    waits: dict[SchoolId, int] = {}
    if not weights.waited:
        return waits
    with store.read() as connection:
        for plans in _plans_before(connection, cycle)[-weights.longest_wait :]:
            waits = waits_after(waits, *_sent_and_lacking(connection, plans))
    return {school: cycles for school, cycles in waits.items() if of_wait(weights.waited, cycles) != USUAL}


def waits_after(before: Waits, sent: Collection[SchoolId], lacking: Collection[SchoolId]) -> dict[SchoolId, int]:
    """
    Return who waits after a cycle: a school that was *sent* something, or lacked nothing, does not any more.

    >>> waits_after({"a": 2, "b": 1, "c": 4}, sent={"b"}, lacking={"a", "b", "d"})
    {'a': 3, 'd': 1}
    """
    return {school: before.get(school, 0) + 1 for school in sorted(lacking) if school not in sent}


def _plans_before(connection: Connection, cycle: str) -> list[list[str]]:
    """Return the published plans of each cycle before *cycle*, the oldest first."""
    table, found = schema.plans.c, dict[str, list[str]]()
    query = select(table.id, table.period_first).where(table.status == PlanStatus.PUBLISHED)
    for row in connection.execute(query.order_by(table.period_first, table.id)):
        found.setdefault(f"{row.period_first:%Y-%m}", []).append(row.id)
    return [plans for name, plans in found.items() if name < cycle]


def _sent_and_lacking(connection: Connection, plans: Collection[str]) -> tuple[set[SchoolId], set[SchoolId]]:
    table = schema.plan_lines.c
    units = select(table.school).where(table.plan.in_(plans)).group_by(table.school).having(func.sum(table.units) > 0)
    scarce = select(table.school).where(table.plan.in_(plans), table.reason.in_(SCARCE)).distinct()
    sent, lacking = (set(map(SchoolId, connection.execute(query).scalars())) for query in (units, scarce))
    return sent, lacking
