"""How many people must sign a plan: one, or above the region's limit two, of different accounts and offices."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, and_, func, or_, select

from hub import ledger, schema
from hub.acts import Kind
from hub.approvals import approvals_in
from hub.plan_rows import PlanRow, PlanStatus
from hub.plans import set_status
from hub.signature_rule import Limit, Rule, Size, rule_of
from hub.store import Store
from shared.acts import Act, Actor
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.resources import ResourceKind
from shared.sentences import N_, Sentence

KIND = "limit"
MOST = 100_000_000
MAX_WHY = 300


@dataclass(frozen=True, slots=True)
class Signing:
    """Where a plan stands with its signatures."""

    rule: Rule
    size: Size
    missing: tuple[str, ...]
    """The offices of which one account must still sign; none where nothing is missing."""

    def words(self) -> list[Sentence]:
        """Say why not any one signature is enough, and whose is missing."""
        told = self.rule.words(self.size)
        if self.missing:
            one, *more = (Sentence(office) for office in self.missing)
            told.append(Sentence(_EITHER, {"one": one, "other": more[0]}) if more else Sentence(_MISSING, {"one": one}))
        return told


_MISSING = N_("Falta la firma de una cuenta de %(one)s.")
_EITHER = N_("Falta la firma de una cuenta de %(one)s o de %(other)s.")


def current(store: Store) -> Limit:
    """Return the limit in force."""
    with store.read() as connection:
        found = store.newest_version(connection, KIND)
    return Limit() if found is None else msgspec.json.decode(found[1], type=Limit)


def versions(store: Store) -> list[Limit]:
    """Return every limit that the region set, the newest first."""
    table = schema.versions
    query = select(table.c.body).where(table.c.kind == KIND).order_by(table.c.version.desc())
    with store.read() as connection:
        return [msgspec.json.decode(body, type=Limit) for body in connection.execute(query).scalars()]


def set_limit(store: Store, *, units: int, devices: int, why: str, by: Actor) -> Limit:
    """
    Set the limit, as a new version, and keep who did it and why in the history.

    Raises:
        BadInput: A number is below 0 or absurd, the reason is missing or too long, or it is the limit in force.
    """
    if not (0 <= units <= MOST and 0 <= devices <= MOST):
        raise BadInput("El límite va de 0 a %(most)s unidades o equipos. No se cambió nada.", most=f"{MOST:,}")
    why = reason_told(why)
    with store.begin() as connection:
        found = store.newest_version(connection, KIND)
        before = Limit() if found is None else msgspec.json.decode(found[1], type=Limit)
        if found is not None and (before.units, before.devices) == (units, devices):
            raise BadInput("Ese ya es el límite. No se cambió nada.")
        limit = Limit(before.version + 1, units, devices)
        store.put_version(connection, KIND, limit.version, msgspec.json.encode(limit))
        told = {"units": units, "devices": devices, "was_units": before.units, "was_devices": before.devices}
        ledger.append(connection, store.now_s(), Kind.LIMIT, f"{KIND}/{limit.version}", by, {**told, "why": why})
        _ask_again(store, connection, limit, by)
    return limit


def _ask_again(store: Store, connection: Connection, limit: Limit, by: Actor) -> None:
    """Let approved plans that with a new *limit* need one signature more be proposals that wait for it."""
    table = schema.plans.c
    query = select(table.id).where(table.status == PlanStatus.APPROVED)
    for id_ in connection.execute(query).scalars().all():
        offices = {one.office for one in approvals_in(connection, id_)}
        if rule_of(_size_in(store, connection, id_), [], [limit]).missing(offices):
            set_status(connection, id_, PlanStatus.PROPOSED)
            ledger.append(connection, store.now_s(), Kind.CHANGED, id_, by, {"limit": limit.version})


def reason_told(why: str) -> str:
    """
    Return the reason that somebody gives for what the history keeps.

    Raises:
        BadInput: It is empty or too long.
    """
    if not why.strip():
        raise BadInput("Escriba el motivo, sin nombres de personas: queda en el historial. No se cambió nada.")
    if len(why) > MAX_WHY:
        raise BadInput("El motivo pasa de %(most)s letras. Acórtelo y repita. No se cambió nada.", most=MAX_WHY)
    return why.strip()


def size_of(store: Store, plan_id: str) -> Size:
    """Return what a plan sends."""
    with store.read() as connection:
        return _size_in(store, connection, plan_id)


def _size_in(store: Store, connection: Connection, plan_id: str) -> Size:
    table = schema.plan_lines
    query = select(table.c.resource, func.sum(table.c.units)).where(table.c.plan == plan_id).group_by(table.c.resource)
    kinds = store.kinds(connection)
    units = {ResourceId(resource): int(total) for resource, total in connection.execute(query)}
    return Size(sum(units.values()), _devices(units, kinds))


def _devices(units: Mapping[ResourceId, int], kinds: Mapping[ResourceId, ResourceKind]) -> int:
    # What the catalogue does not know any more may be a device: nobody slips one past by taking it off the list.
    counted = (ResourceKind.CONSUMABLE, ResourceKind.PACK)
    return sum(count for resource, count in units.items() if kinds.get(resource) not in counted)


def signing_of(store: Store, plan: PlanRow) -> Signing:
    """Return where a plan stands with its signatures (``hub.signature_rule``); only a proposal lacks any."""
    size = size_of(store, plan.id)
    with store.read() as connection:
        rule = rule_of(size, *_limits_around(connection, plan.id))
    missing = rule.missing({one.office for one in plan.approvals}) if plan.status is PlanStatus.PROPOSED else ()
    return Signing(rule, size, missing)


def _limits_around(connection: Connection, plan_id: str) -> tuple[list[Limit], list[Limit]]:
    """Return the limits of before a plan was proposed, and the one that held then with those since, as acts tell."""
    acts = schema.acts
    of_plan = and_(acts.c.kind == Kind.PROPOSED, acts.c.subject == plan_id)
    query = select(acts).where(or_(of_plan, acts.c.kind == Kind.LIMIT)).order_by(acts.c.number)
    before, since = [], [Limit()]
    for act in (Act(**row) for row in connection.execute(query).mappings()):
        if act.kind == Kind.PROPOSED:
            before, since = since[:-1], since[-1:]
        else:
            told = act.told()
            since.append(Limit(int(act.subject.partition("/")[2]), told["units"], told["devices"]))
    return before, since
