"""Closing what no school confirms: the office says what became of a shipment that never left, was lost or arrived."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, func, select

from hub import dispatched, schema, settled
from hub.allocation.tables import POOL
from hub.discrepancies import Discrepancy
from hub.dispatching import shipment_in
from hub.settling import Said, checked, settle
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.clock import LIMA
from shared.delivery_answers import UNCONFIRMED, How
from shared.errors import BadInput, Moved
from shared.ids import ResourceId
from shared.sentences import N_

_log = logging.getLogger(__name__)


def close(
    store: Store, pecosa: str, seen: Mapping[str, int], said: Said, *, by: Actor, units: Mapping[str, int] | None = None
) -> list[Discrepancy]:
    """
    Write down what became of units of a shipment of which no proof tells: they are on their way no more.

    *seen*: the resources of which it is said, each with the units that were on their way as the page was opened.
    *units*: how many of them it is said of, where it is not of all; the others stay on their way, to be closed
    otherwise.

    The school reads it after its next exchange. A proof that comes all the same counts as any other; where it
    contradicts what was said here, «Diferencias» shows it, and it can be taken back there (``settling.undo``).

    What never left is where the plan took it from, the pool first as what was drawn last, as of the day on which it was
    taken: a count of a later day has counted it. What arrived by a paper alone is the school's in every plan until it
    counts, or until the period that it was for is over (``follow.in_transit``).

    Raises:
        Moved: A proof came, or somebody said something, since the page was opened.
        BadInput: There is no such shipment, no line is named, it is said of fewer units or more than can be, it is
            known to have left though it is said that nothing of it did, or as ``settling.checked``.
    """
    today = store.clock.now().astimezone(LIMA).date()
    parts = dict(seen) if units is None else _parts(store, seen, units)
    with store.begin() as connection:
        shipment = shipment_in(connection, pecosa)
        entries = settled.solutions(connection, [pecosa])
        known = settled.tallies(shipment, store.proofs_in(connection, shipment), entries)
        now = {str(resource): tally.out for resource, tally in known.items() if tally.out}
        if not seen:
            raise BadInput(_NOTHING if now else _OVER)
        if any(now.get(resource) != units for resource, units in seen.items()):
            raise Moved(_MOVED)
        if said.how == How.STAYED:
            stayed = settled.stayed(settled.borne_out(known, pecosa, entries))
            _check_none_left(connection, shipment, sum(stayed.values()) + sum(parts.values()))
        found = []
        for resource, part in parts.items():
            line = known[ResourceId(resource)]
            told = replace(said, units=part, unconfirmed=True, proved=line.accepted + line.rejected)
            kept = checked(connection, told, UNCONFIRMED, shipment, resource, today)
            for one in _taken_from(connection, shipment, kept, resource) if kept.how == How.STAYED else [kept]:
                after = settle(store, connection, shipment, resource, one, by=by)
            found.append(after)
    _log.info("shipment_closed pecosa=%s lines=%d how=%s", pecosa, len(found), said.how)
    return found


def _parts(store: Store, seen: Mapping[str, int], units: Mapping[str, int]) -> dict[str, int]:
    """Return of how many units it is said, by resource: some of those that were seen to be on their way."""
    parts = {resource: units.get(resource, 0) for resource in seen}
    wrong = next((resource for resource, part in parts.items() if not 0 < part <= seen[resource]), None)
    if wrong is not None:
        name = next((one.name for one in store.catalogue().resources if one.id == wrong), wrong)
        raise BadInput(_UNITS, resource=name, out=f"{seen[wrong]:,}")
    return parts


def _check_none_left(connection: Connection, shipment: Shipment, stayed: int) -> None:
    """Refuse to say that nothing of a shipment left that is known to have left; a line of it may have stayed."""
    left = dispatched.standing_one(dispatched.entries(connection, shipment.pecosa))
    if left and left.day and stayed >= sum(units for _, units in shipment.lines):
        raise BadInput(_LEFT, day=f"{left.day:%d/%m/%Y}")


def _taken_from(connection: Connection, shipment: Shipment, said: Said, resource: str) -> list[Said]:
    """Return what is said of units that never left, by the depots out of which their plan took them."""
    decision = dispatched.decision_in(connection, shipment.decision)
    if decision is None:
        return [said]
    gone, back = schema.departures.c, schema.discrepancies.solutions.c
    mine = (gone.plan == decision.plan, gone.resource == resource)
    rows = connection.execute(select(schema.departures).where(*mine)).all()
    of_plan = select(schema.shipments.c.pecosa).where(
        schema.shipments.c.decision.in_(select(schema.decisions.c.id).where(schema.decisions.c.plan == decision.plan))
    )
    returned = select(func.coalesce(func.sum(back.units), 0)).where(
        back.how == How.STAYED, back.undone == "", back.depot == POOL, back.resource == resource,
        back.pecosa.in_(of_plan),
    )  # fmt: skip
    pooled = sum(row.units for row in rows if row.depot == POOL) - connection.execute(returned).scalar_one()
    places: Counter[str] = Counter({POOL: max(0, min(said.units, pooled))})
    rest, own = said.units - places[POOL], [line for line in decision.lines if line.resource == resource]
    for line in own:
        units = min(rest, line.units)
        places[line.depot] += units
        rest -= units
    written = {row.depot: {"day": row.day, "listing": row.listing} for row in rows}
    return [
        replace(said, units=units, depot=depot, **written.get(depot, {"day": shipment.left}))
        for depot, units in places.items()
        if units
    ]


_NOTHING = N_("Marque al menos un recurso de los que faltan confirmar. No se cambió nada.")
_UNITS = N_("De «%(resource)s» escriba cuántas unidades, de 1 a %(out)s. No se cambió nada.")
_OVER = N_("De esta entrega ya no falta confirmar nada. No se cambió nada.")
_MOVED = N_(
    "Llegó un acta de esta entrega, u otra persona anotó algo, desde que se abrió la página. Vea lo que falta ahora y "
    "repita. No se cambió nada."
)
_LEFT = N_("Consta que salió el %(day)s. Si no salió nada, anótelo primero con «No salió». No se cambió nada.")
