"""Closing what no school confirms: the office says what became of a shipment that never left, was lost or arrived."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from hub import dispatched, settled
from hub.discrepancies import Discrepancy
from hub.dispatching import shipment_in
from hub.settling import Said, checked, settle
from hub.store import Store
from shared.acts import Actor
from shared.clock import LIMA
from shared.delivery_answers import UNCONFIRMED, How
from shared.errors import BadInput, Moved
from shared.sentences import N_

_log = logging.getLogger(__name__)


def close(store: Store, pecosa: str, seen: Mapping[str, int], said: Said, *, by: Actor) -> list[Discrepancy]:
    """
    Write down what became of units of a shipment of which no proof tells: they are on their way no more.

    *seen*: the resources of which it is said, each with the units that were on their way as the page was opened. The
    school reads it after its next exchange. A proof that comes all the same counts as any other; where it contradicts
    what was said here, «Diferencias» shows it, and it can be taken back there (``settling.undo``).

    What never left is in its depot as of the day of the order, so that a count of a later day has counted it. What
    arrived by a paper alone is the school's in every plan until it counts.

    Raises:
        Moved: A proof came, or somebody said something, since the page was opened.
        BadInput: There is no such shipment, no line is named, it is known to have left though it is said that it did
            not, or as ``settling.checked``.
    """
    today = store.clock.now().astimezone(LIMA).date()
    with store.begin() as connection:
        shipment = shipment_in(connection, pecosa)
        known = settled.tallies(
            shipment, store.proofs_in(connection, shipment), settled.solutions(connection, [pecosa])
        )
        now = {str(resource): tally.out for resource, tally in known.items() if tally.out}
        if not seen:
            raise BadInput(_NOTHING if now else _OVER)
        if any(now.get(resource) != units for resource, units in seen.items()):
            raise Moved(_MOVED)
        if said.how == How.STAYED and (left := dispatched.standing_one(dispatched.entries(connection, pecosa))):
            raise BadInput(_LEFT, day=f"{left.day:%d/%m/%Y}")
        found = []
        for resource, units in seen.items():
            kept = checked(connection, replace(said, units=units), UNCONFIRMED, shipment, resource, today)
            found.append(settle(store, connection, shipment, resource, kept, by=by))
    _log.info("shipment_closed pecosa=%s lines=%d how=%s", pecosa, len(found), said.how)
    return found


_NOTHING = N_("Marque al menos un recurso de los que faltan confirmar. No se cambió nada.")
_OVER = N_("De esta entrega ya no falta confirmar nada. No se cambió nada.")
_MOVED = N_(
    "Llegó un acta de esta entrega, u otra persona anotó algo, desde que se abrió la página. Vea lo que falta ahora y "
    "repita. No se cambió nada."
)
_LEFT = N_("Consta que salió el %(day)s. Si no salió, anótelo primero con «No salió». No se cambió nada.")
