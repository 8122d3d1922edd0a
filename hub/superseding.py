"""Plans that give way to another: proposals that nobody signed, and what a plan that goes out did not know of."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, select, update

from hub import schema
from hub.plan_rows import PlanStatus


def supersede(
    connection: Connection, *, but: str, among: Collection[PlanStatus], signed: Collection[str] | None = None
) -> None:
    """
    Let the plan *but* take the place of every other of *among*.

    *signed*: those that give way though they have a signature; None: all do.
    """
    table = schema.plans
    others = update(table).where(table.c.id != but, table.c.status.in_(list(among)))
    if signed is not None:
        others = others.where(table.c.id.not_in(select(schema.approvals.c.plan)) | table.c.id.in_(list(signed)))
    connection.execute(others.values(status=PlanStatus.SUPERSEDED))


def ended(connection: Connection, today: date) -> list[str]:
    """Return the plans whose period is over."""
    table = schema.plans.c
    rows = connection.execute(select(table.id, table.period_first, table.period_weeks)).all()
    return [row.id for row in rows if row.period_first + timedelta(weeks=row.period_weeks) <= today]
