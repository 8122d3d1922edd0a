"""Whose turn it is: in how many cycles in a row a school lacked what was scarce and was sent nothing."""

from collections import Counter
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, select

from hub import schema
from hub.borne_out import AWAY, OfPlan, did_not_come
from hub.places import Waits
from hub.plan_rows import PlanStatus
from hub.store import Store
from shared.allocation import SCARCE
from shared.ids import ResourceId, SchoolId, SiteId
from shared.stock import share_between
from shared.weights import USUAL, Weights, of_wait


def waits_of(store: Store, cycle: str, weights: Weights) -> dict[SchoolId, int]:
    """
    Return the schools whose wait counts in *weights* when *cycle* begins, with its length as plans that went out tell.

    What a school rejected was sent to it. What never left, was lost or came back, as the office says of what nobody
    confirms, was not. No more cycles are looked back than the table of weights names.
    """
    waits: dict[SchoolId, int] = {}
    if not weights.waited:
        return waits
    with store.read() as connection:
        lost = did_not_come(connection, AWAY)
        for plans in _plans_before(connection, cycle)[-weights.longest_wait :]:
            waits = waits_after(waits, *_sent_and_lacking(connection, plans, lost))
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


def _sent_and_lacking(
    connection: Connection, plans: Collection[str], lost: Mapping[OfPlan, int]
) -> tuple[set[SchoolId], set[SchoolId]]:
    table = schema.plan_lines.c
    units = select(table.school).where(table.plan.in_(plans)).group_by(table.school).having(func.sum(table.units) > 0)
    scarce = table.plan.in_(plans), table.reason.in_(SCARCE)
    of = (select(column).where(*scarce).distinct() for column in (table.school, table.resource))
    sent, lacking, resources = (set(connection.execute(query).scalars()) for query in (units, *of))
    without = _without(connection, plans, lost)
    return sent - without.keys(), lacking | {school for school, some in without.items() if some & resources}


def _without(
    connection: Connection, plans: Collection[str], lost: Mapping[OfPlan, int]
) -> dict[SchoolId, set[ResourceId]]:
    """Return the schools of whose units none came, and of what; what of a site did not come, its schools share."""
    sites = {site for plan, site, _ in lost if plan in plans}
    table, found = schema.plan_lines.c, dict[OfPlan, dict[SchoolId, int]]()
    query = select(table.plan, table.site, table.resource, table.school, table.units)
    rows = connection.execute(
        query.where(table.plan.in_(plans), table.site.in_(sites), table.units > 0).order_by(table.school)
    )
    for row in rows:
        of = found.setdefault((row.plan, SiteId(row.site), ResourceId(row.resource)), {})
        of[SchoolId(row.school)] = of.get(SchoolId(row.school), 0) + row.units
    came, of_what = Counter[SchoolId](), dict[SchoolId, set[ResourceId]]()
    for (plan, site, resource), of in found.items():
        went = list(of.values())
        shares = share_between(min(lost.get((plan, site, resource), 0), sum(went)), went)
        for (school, units), share in zip(of.items(), shares, strict=True):
            came[school] += units - share
            of_what.setdefault(school, set()).add(resource)
    return {school: some for school, some in of_what.items() if not came[school]}
