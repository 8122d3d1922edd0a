"""Plans as they are kept: proposed with their lines, signed, published, and never edited."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import chain, count
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select, update

from hub import ledger, schema
from hub.acts import PROGRAM, Kind
from hub.approvals import approvals_in, check_person, with_signature
from hub.database import Database, at
from hub.plan_content import content_hash
from hub.plan_order import NEWEST, heard_in, next_in, published_in
from hub.plan_rows import PACKS, ApprovalRow, NewPlan, PlanRow, PlanStatus
from hub.planned import Keys, lines_in
from hub.signature_rule import Rule
from hub.superseding import ended, supersede
from shared.acts import Act, Actor
from shared.allocation import Decision, Line, Shipment
from shared.clock import LIMA
from shared.errors import BadInput, PlanRefused
from shared.sentences import Sentence

STANDING: Mapping[PlanStatus, Sentence] = {
    PlanStatus.PROPOSED: Sentence("falta que una persona lo apruebe. Revíselo y apruébelo antes."),
    PlanStatus.APPROVED: Sentence("ya está aprobado. Falta publicarlo."),
    PlanStatus.PUBLISHED: Sentence("ya está publicado. Una decisión publicada no se edita."),
    PlanStatus.SUPERSEDED: Sentence("otro plan lo reemplazó. Revise el plan vigente."),
    PlanStatus.REJECTED: Sentence("una persona lo rechazó. El historial dice por qué; calcule otro."),
}
"""Why a plan cannot take a step, and what to do, by where it stands."""
OVER = (PlanStatus.SUPERSEDED, PlanStatus.REJECTED)
"""Where nothing more becomes of a plan."""
_NEWEST_FIRST = select(schema.plans).order_by(*NEWEST)
_STANDING_FIRST = select(schema.plans).order_by(schema.plans.c.status.in_(OVER), *NEWEST)
_json = msgspec.json.encode


class Plans(Database):
    """What the planning and the console read and write of plans."""

    def propose(
        self, plan: NewPlan, *, knowing: Collection[str] = (), read_s: int | None = None, heard: int | None = None
    ) -> PlanRow:
        """
        Keep a plan as the proposal, and supersede those that nobody signed, or whose period is over.

        *knowing* names the plans that had gone out when its inputs were read, at Unix second *read_s* and with so many
        stretches of records *heard* (None: now). One that is there already stays as it is. One that was superseded and
        is drawn again, because what changed in between has changed back, is a new proposal with a number of its own.

        Raises:
            PlanRefused: A plan went out while this one was being drawn: it does not know what is on its way.
        """
        with self.begin() as connection:
            if published_in(connection).keys() - set(knowing):
                raise PlanRefused(
                    "Mientras se calculaba este reparto se publicó otro plan. "
                    "Calcúlelo otra vez con «Recalcular con lo fijado», en la página del plan, o con «chasqui-hub "
                    "allocate»."
                )
            read_s = self.now_s() if read_s is None else read_s
            heard = heard_in(connection) if heard is None else heard
            id_ = _known(connection, plan) or self._keep(connection, plan, read_s, heard)
            today = self.clock.now().astimezone(LIMA).date()
            supersede(connection, but=id_, among=(PlanStatus.PROPOSED,), signed=ended(connection, today))
            return plan_in(connection, id_)

    def approve(self, id_: str, *, role: str, login: str, rule: Rule) -> PlanRow:
        """
        Keep a signature under a proposal, once per account and office; with the last one of its *rule* it is approved.

        Raises:
            BadInput: There is no such plan.
            PlanRefused: It is not a proposal any more, or this account, its office or its person has signed it.
        """
        with self.begin() as connection:
            plan = plan_in(connection, id_)
            if plan.status is not PlanStatus.PROPOSED:
                raise PlanRefused(
                    "El plan %(plan)s no se puede aprobar: %(standing)s", plan=plan.id, standing=STANDING[plan.status]
                )
            signature = ApprovalRow(plan=plan.id, role=role, login=login, on=self.clock.now())
            offices = with_signature(plan, signature)
            check_person(connection, plan, signature)
            row = {"plan": plan.id, "login": login, "role": role, "on_s": self.now_s()}
            connection.execute(schema.approvals.insert().values(**row))
            told = {"plan_hash": plan.plan_hash, "signed": len(offices), "needed": rule.needed}
            told |= {"limit": rule.limit.version, "office": rule.office}
            ledger.append(connection, self.now_s(), Kind.APPROVED, plan.id, Actor(login, role), told)
            if not rule.missing(offices):
                set_status(connection, plan.id, PlanStatus.APPROVED)
            return plan_in(connection, plan.id)

    def reject(self, id_: str, *, by: Actor, why: str) -> PlanRow:
        """
        Let a person turn down a plan that did not go out, with the reason.

        Raises:
            BadInput: There is no such plan.
            PlanRefused: It went out, another took its place, or it was rejected before.
        """
        with self.begin() as connection:
            plan = plan_in(connection, id_)
            if plan.status not in (PlanStatus.PROPOSED, PlanStatus.APPROVED):
                raise PlanRefused(
                    "El plan %(plan)s no se puede rechazar: %(standing)s", plan=plan.id, standing=STANDING[plan.status]
                )
            set_status(connection, plan.id, PlanStatus.REJECTED)
            told = {"plan_hash": plan.plan_hash, "why": why}
            ledger.append(connection, self.now_s(), Kind.REJECTED, plan.id, by, told)
            return plan_in(connection, plan.id)

    def keep_act(self, kind: Kind, subject: str, by: Actor, detail: Mapping[str, Any] | None = None) -> Act:
        """Add an act to the history in a transaction of its own."""
        with self.begin() as connection:
            return ledger.append(connection, self.now_s(), kind, subject, by, detail)

    def acts(self, subject: str = "", *, kind: str = "") -> list[Act]:
        """Return what people did, in order: everything, or what concerns one plan, or what is of one kind."""
        with self.read() as connection:
            return list(ledger.acts(connection, subject, kind=kind))

    def plans(self) -> list[PlanRow]:
        """Return every plan, the newest first."""
        with self.read() as connection:
            return [_plan(connection, row) for row in connection.execute(_NEWEST_FIRST)]

    def plan(self, id_: str) -> PlanRow:
        """
        Return one plan; ``latest`` is the newest of those that stand, or of all where none does.

        Raises:
            BadInput: There is no such plan.
        """
        with self.read() as connection:
            return plan_in(connection, id_)

    def plan_lines(
        self, id_: str, *, first: int = 0, most: int | None = None, school: str = "", only: Keys | None = None
    ) -> list[Line]:
        """
        Return the lines of a plan, or of one *school*, by school and resource: at most so many, but the *first*.

        *only*: those of these schools and resources.
        """
        with self.read() as connection:
            return lines_in(connection, id_, first=first, most=most, school=school, only=only)

    def heard(self) -> int:
        """Return the number of the last stretch of records that has come."""
        with self.read() as connection:
            return heard_in(connection)

    def published(self) -> dict[str, int]:
        """Return the plans that went out, each with what it had heard (``hub.plan_order.published_in``)."""
        with self.read() as connection:
            return published_in(connection)

    def decisions(self, plan: str = "") -> list[Decision]:
        """Return the published decisions, of one plan or of all, the newest first."""
        with self.read() as connection:
            return decisions_in(connection, plan)

    def shipments(self) -> list[Shipment]:
        """Return what left the depots."""
        query = select(schema.shipments.c.body).order_by(schema.shipments.c.pecosa)
        with self.read() as connection:
            return [msgspec.json.decode(body, type=Shipment) for body in connection.execute(query).scalars()]

    def pecosas(self) -> frozenset[str]:
        """Return the numbers of all that left the depots."""
        with self.read() as connection:
            return frozenset(connection.execute(select(schema.shipments.c.pecosa)).scalars())

    def _keep(self, connection: Connection, plan: NewPlan, created_s: int, heard: int) -> str:
        id_ = _free_name(connection, plan.id)
        row = {
            "id": id_,
            "status": PlanStatus.PROPOSED,
            "created_s": created_s,
            "heard": heard,
            "number": next_in(connection, schema.plans.c.number),
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
        connection.execute(schema.plans.insert().values(**row))
        lines = [_line_row(id_, line) for line in plan.lines]
        if lines:
            connection.execute(schema.plan_lines.insert(), lines)
        told = {"plan_hash": plan.plan_hash, "content": content_hash(row, lines), "lines": len(lines)}
        told |= {"units": sum(line.units for line in plan.lines), "weights": plan.weights_version}
        ledger.append(connection, self.now_s(), Kind.PROPOSED, id_, PROGRAM, told)
        return id_


def newest(plans: Sequence[PlanRow]) -> PlanRow | None:
    """Return the newest of *plans* that stand, or of all where none does; *plans* the newest first."""
    return next((one for one in plans if one.status not in OVER), plans[0] if plans else None)


def plan_in(connection: Connection, id_: str) -> PlanRow:
    """Return one plan, as ``Plans.plan``, inside the caller's transaction."""
    query = _STANDING_FIRST if id_ == "latest" else _NEWEST_FIRST.where(schema.plans.c.id == id_)
    row = connection.execute(query.limit(1)).one_or_none()
    if row is None:
        if id_ == "latest":
            raise BadInput("Todavía no hay ningún plan. Calcule uno en la página «Plan» o con «chasqui-hub allocate».")
        raise BadInput(
            "No hay un plan «%(id)s». Véalos en la página «Plan», o calcule uno ahí o con «chasqui-hub allocate».",
            id=id_,
        )
    return _plan(connection, row)


def decisions_in(connection: Connection, plan: str = "") -> list[Decision]:
    """Return published decisions, inside the caller's transaction."""
    table = schema.decisions
    query = select(table.c.body).order_by(table.c.published.desc(), table.c.id)
    bodies = connection.execute(query.where(table.c.plan == plan) if plan else query).scalars()
    return [msgspec.json.decode(body, type=Decision) for body in bodies]


def set_status(connection: Connection, id_: str, status: PlanStatus, published: date | None = None) -> None:
    """Move a plan on in its life, inside the caller's transaction."""
    values: dict[str, Any] = {"status": status}
    if published:
        values |= {"published": published, "out": next_in(connection, schema.plans.c.out)}
    connection.execute(update(schema.plans).where(schema.plans.c.id == id_).values(**values))


def _known(connection: Connection, plan: NewPlan) -> str | None:
    """Return the plan of the same lines and inputs that still stands."""
    table = schema.plans
    query = select(table.c.id).where(table.c.plan_hash == plan.plan_hash, table.c.status.not_in(OVER))
    return connection.execute(query).scalar()


def _free_name(connection: Connection, wanted: str) -> str:
    taken = set(connection.execute(select(schema.plans.c.id)).scalars())
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(name for name in chain([wanted], numbered) if name not in taken)


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
    lines_count, units = connection.execute(counts).one()
    return PlanRow(
        id=row.id,
        status=PlanStatus(row.status),
        created=at(row.created_s),
        heard=row.heard,
        out=row.out,
        period_first=row.period_first,
        period_weeks=row.period_weeks,
        weights_version=row.weights_version,
        plan_hash=row.plan_hash,
        inputs=_inputs(row.inputs),
        prices=msgspec.json.decode(row.prices),
        certificate=msgspec.json.decode(row.certificate),
        comparison=msgspec.json.decode(row.comparison),
        simulated=tuple(msgspec.json.decode(row.simulated, type=list[str])),
        approvals=approvals_in(connection, row.id),
        published=row.published,
        lines=int(lines_count),
        units=int(units),
    )


def _inputs(body: bytes) -> dict[str, Any]:
    told = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return {name: one if name == PACKS else msgspec.json.decode(one) for name, one in told.items()}
