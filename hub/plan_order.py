"""Which plan came first and what it had heard: told by numbers, for the hub's own clock may have been wrong."""

from sqlalchemy import Connection, func, select

from hub import schema
from hub.plan_rows import PlanStatus


def heard_in(connection: Connection) -> int:
    """Return the number of the last stretch of records that has come."""
    return int(connection.execute(select(func.coalesce(func.max(schema.stretches.c.id), 0))).scalar_one())


def published_in(connection: Connection) -> dict[str, int]:
    """Return the plans that went out, as they were drawn, each with the number of the last stretch it had heard."""
    table = schema.plans.c
    query = select(table.id, table.heard).where(table.status == PlanStatus.PUBLISHED)
    return {row.id: row.heard for row in connection.execute(query.order_by(table.created_s, table.id))}
