"""Plans as they are kept: proposed with their lines, signed, published, and never edited."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select, update

from hub import schema
from hub.database import Database, add, at
from hub.rows import ApprovalRow, NewPlan, PlanRow, PlanStatus
from shared.allocation import Decision, Line, Shipment
from shared.errors import BadInput

_json = msgspec.json.encode


class Plans(Database):
    """What the planning and the console read and write of plans."""

    def add_plan(self, plan: NewPlan) -> bool:
        """Store a proposed plan; tell whether it is new. A plan that is there already stays as it is."""
        row = {
            "id": plan.id,
            "status": PlanStatus.PROPOSED,
            "created_s": self.now_s(),
            "period_first": plan.period_first,
            "period_weeks": plan.period_weeks,
            "weights_version": plan.weights_version,
            "plan_hash": plan.plan_hash,
            "inputs": _json(plan.inputs),
            "prices": _json(plan.prices),
            "certificate": _json(plan.certificate),
            "comparison": _json(plan.comparison),
            "simulated": _json(plan.simulated),
        }
        with self.begin() as connection:
            if not add(connection, schema.plans, row):
                return False
            if plan.lines:
                connection.execute(schema.plan_lines.insert(), [_line_row(plan.id, line) for line in plan.lines])
        return True

    def plans(self) -> list[PlanRow]:
        """Return every plan, the newest first."""
        with self.read() as connection:
            rows = connection.execute(select(schema.plans).order_by(schema.plans.c.created_s.desc(), schema.plans.c.id))
            return [_plan(connection, row) for row in rows]

    def plan(self, id_: str) -> PlanRow:
        """
        Return one plan; ``latest`` is the newest.

        Raises:
            BadInput: There is no such plan.
        """
        every = self.plans()
        found = every[:1] if id_ == "latest" else [row for row in every if row.id == id_]
        if not found:
            raise BadInput(f"No hay un plan «{id_}». Calcule uno con «allocate».")
        return found[0]

    def plan_lines(self, id_: str) -> list[Line]:
        """Return the lines of a plan, by school and resource."""
        table = schema.plan_lines
        query = select(table.c.line).where(table.c.plan == id_).order_by(table.c.school, table.c.resource)
        with self.read() as connection:
            return [msgspec.json.decode(line, type=Line) for line in connection.execute(query).scalars()]

    def add_approval(self, id_: str, *, role: str, login: str) -> PlanRow:
        """Keep a signature under a plan, once per account, and return the plan."""
        with self.begin() as connection:
            row = {"plan": id_, "login": login, "role": role, "on_s": self.now_s()}
            add(connection, schema.approvals, row)
        return self.plan(id_)

    def set_plan_status(self, id_: str, status: PlanStatus) -> None:
        """Move a plan on in its life."""
        with self.begin() as connection:
            set_status(connection, id_, status)

    def decisions(self, plan: str = "") -> list[Decision]:
        """Return the published decisions, of one plan or of all, the newest first."""
        table = schema.decisions
        query = select(table.c.body).order_by(table.c.published.desc(), table.c.id)
        with self.read() as connection:
            bodies = connection.execute(query.where(table.c.plan == plan) if plan else query).scalars()
            return [msgspec.json.decode(body, type=Decision) for body in bodies]

    def shipments(self) -> list[Shipment]:
        """Return what left the depots."""
        query = select(schema.shipments.c.body).order_by(schema.shipments.c.pecosa)
        with self.read() as connection:
            return [msgspec.json.decode(body, type=Shipment) for body in connection.execute(query).scalars()]


def set_status(connection: Connection, id_: str, status: PlanStatus, published: date | None = None) -> None:
    """Move a plan on in its life, inside the caller's transaction."""
    values: dict[str, Any] = {"status": status, **({"published": published} if published else {})}
    connection.execute(update(schema.plans).where(schema.plans.c.id == id_).values(**values))


def line_rows(plan: str, lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return the lines of a plan as rows of ``plan_lines``."""
    return [_line_row(plan, line) for line in lines]


def _line_row(plan: str, line: Line) -> dict[str, Any]:
    return {
        "plan": plan,
        "school": line.school,
        "resource": line.resource,
        "site": line.site,
        "reason": line.reason,
        "units": line.units,
        "line": _json(line),
    }


def _plan(connection: Connection, row: Row[Any]) -> PlanRow:
    lines = schema.plan_lines
    counts = select(func.count(), func.coalesce(func.sum(lines.c.units), 0)).where(lines.c.plan == row.id)
    count, units = connection.execute(counts).one()
    return PlanRow(
        id=row.id,
        status=PlanStatus(row.status),
        created=at(row.created_s),
        period_first=row.period_first,
        period_weeks=row.period_weeks,
        weights_version=row.weights_version,
        plan_hash=row.plan_hash,
        inputs=msgspec.json.decode(row.inputs),
        prices=msgspec.json.decode(row.prices),
        certificate=msgspec.json.decode(row.certificate),
        comparison=msgspec.json.decode(row.comparison),
        simulated=tuple(msgspec.json.decode(row.simulated, type=list[str])),
        approvals=_approvals(connection, row.id),
        published=row.published,
        lines=int(count),
        units=int(units),
    )


def _approvals(connection: Connection, plan: str) -> tuple[ApprovalRow, ...]:
    table = schema.approvals
    rows = connection.execute(select(table).where(table.c.plan == plan).order_by(table.c.on_s, table.c.login))
    return tuple(ApprovalRow(plan=row.plan, role=row.role, login=row.login, on=at(row.on_s)) for row in rows)
