"""Which plan came first and what it had heard: told by numbers, for the hub's own clock may have been wrong."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Connection, func, select

from hub import schema
from hub.plan_rows import PlanRow, PlanStatus

NEWEST = schema.plans.c.number.desc(), schema.plans.c.id.desc()
"""How plans are ordered, the newest first."""


def next_in(connection: Connection, column: Column[Any]) -> int:
    """Return a number that is greater than any in a *column*, and than 0."""
    return 1 + max(0, int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()))


def last_out(plans: Iterable[PlanRow]) -> PlanRow | None:
    """Return the one of *plans* that went out last."""
    out = (one for one in plans if one.status is PlanStatus.PUBLISHED and one.published)
    return max(out, key=lambda one: (one.out, one.published, one.created), default=None)


def heard_in(connection: Connection) -> int:
    """Return the number of the last stretch of records that has come."""
    return int(connection.execute(select(func.coalesce(func.max(schema.stretches.c.id), 0))).scalar_one())


def published_in(connection: Connection) -> dict[str, int]:
    """Return the plans that went out, as they were drawn, each with the number of the last stretch it had heard."""
    table = schema.plans.c
    query = select(table.id, table.heard).where(table.status == PlanStatus.PUBLISHED)
    return {row.id: row.heard for row in connection.execute(query.order_by(table.number, table.id))}
