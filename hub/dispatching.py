"""Saying that a shipment left its depot: when and with whom; the school is told the day until it confirms."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, select

from hub import dispatched, ledger, notices, schema, settled
from hub.acts import Kind
from hub.keyfiles import read_keys
from hub.limits import reason_told
from hub.rows import DeliveryRow, Dispatch
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.clock import LIMA
from shared.errors import BadInput, Moved
from shared.notices import About, What
from shared.sentences import N_

MAX_CARRIER = 120
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of a shipment's way out."""

    day: date | None
    """None: it did not leave after all."""
    carrier: str = ""
    why: str = ""
    """Asked for where something was said before."""


def dispatch(store: Store, pecosa: str, said: Said, *, by: Actor, seen: int | None = None) -> Dispatch:
    """
    Write down that a shipment left, that it left otherwise than was said before, or that it did not leave.

    The school's item of it is issued again with that day, as long as no proof of it came: the school refuses proofs of
    before the day that it knows. Why it is otherwise than was said before, it reads in any case. *seen*: how often
    something was written down of it, as the page showed; None, as by command: it is not looked at.

    Raises:
        Moved: Somebody else wrote something down meanwhile.
        BadInput: There is no such shipment, it could not have left that way (``check``), or it was closed as one that
            never left.
    """
    with store.begin() as connection:
        if seen is not None and seen != len(dispatched.entries(connection, pecosa)):
            raise Moved(_OTHERWISE)
        return _dispatch(store, connection, pecosa, said, by)


def dispatch_together(store: Store, pecosas: Iterable[str], said: Said, *, by: Actor) -> list[Dispatch]:
    """
    Write down that several shipments left on one day with one carrier: all of them, or none.

    Raises:
        Moved: Of one of them somebody has written something down, it was confirmed, or nothing of it is to come.
        BadInput: None is named, or as ``dispatch``; what holds of one of them alone names it.
    """
    some = list(dict.fromkeys(pecosas))
    if not some:
        raise BadInput(_NONE)
    check(said, date.min, (), (), store.clock.now().astimezone(LIMA).date())
    with store.begin() as connection:
        return [_dispatch_one_of(store, connection, pecosa, said, by) for pecosa in some]


def _dispatch_one_of(store: Store, connection: Connection, pecosa: str, said: Said, by: Actor) -> Dispatch:
    shipment = shipment_in(connection, pecosa)
    proofs = store.proofs_in(connection, shipment)
    tallies = settled.tallies(shipment, proofs, settled.solutions(connection, [pecosa]))
    to_come = any(one.out for one in tallies.values())
    if proofs or not to_come or dispatched.entries(connection, pecosa):
        raise Moved(_WRITTEN, pecosa=pecosa)
    try:
        return _dispatch(store, connection, pecosa, said, by)
    except BadInput as problem:
        raise BadInput(_OF_ONE, pecosa=pecosa, why=problem.said) from problem


def _dispatch(store: Store, connection: Connection, pecosa: str, said: Said, by: Actor) -> Dispatch:
    keys = read_keys(store.config)
    today = store.clock.now().astimezone(LIMA).date()
    shipment = shipment_in(connection, pecosa)
    proofs = store.proofs_in(connection, shipment)
    before = dispatched.entries(connection, pecosa)
    kept = check(said, shipment.left, before, proofs, today)
    solutions = settled.solutions(connection, [pecosa])
    stayed = settled.stayed(settled.borne_out(settled.tallies(shipment, proofs, solutions), pecosa, solutions))
    if kept.day and sum(stayed.values()) >= sum(units for _, units in shipment.lines):
        raise BadInput(_STAYED)
    entry = dispatched.append(
        connection, pecosa, day=kept.day, carrier=kept.carrier, why=kept.why, by=by, now_s=store.now_s()
    )
    told = {"day": kept.day.isoformat() if kept.day else "", "why": kept.why}
    ledger.append(connection, store.now_s(), Kind.DISPATCHED, pecosa, by, told)
    if not proofs:
        told_of = replace(shipment, left=kept.day or shipment.left, gone=kept.day, carrier=kept.carrier)
        body = msgspec.json.encode(told_of)
        life, subject = store.issuing_life(connection), f"shipment/{pecosa}"
        store.issue(connection, life, keys, stream=shipment.site, kind="shipment", subject=subject, body=body)
    if before:
        what, about = What.LEFT if kept.day else What.STAYED, About(pecosa=pecosa, day=kept.day)
        notices.tell(store, connection, shipment.site, what, about, why=kept.why, by=by)
    _log.info("dispatched pecosa=%s day=%s", pecosa, kept.day)
    return entry


def check(said: Said, ordered: date, before: Sequence[Dispatch], proofs: Sequence[DeliveryRow], today: date) -> Said:
    """
    Return what is to be kept of *said* about a shipment *ordered* on a day.

    Raises:
        BadInput: The day is not between the order and today or the first proof, who carries is too long, nothing
            differs from what was *before*, or a correction gives no reason.
    """
    known = dispatched.standing_one(before)
    kept = Said(day=said.day, carrier=said.carrier.strip() if said.day else "", why=said.why.strip())
    if known is None and kept.day is None:
        raise BadInput(_NEVER_LEFT)
    if kept.day is not None:
        _check_day(kept.day, ordered, proofs, today)
    elif proofs:
        raise BadInput(_CONFIRMED)
    if len(kept.carrier) > MAX_CARRIER:
        raise BadInput(_LONG, most=MAX_CARRIER)
    if known and (known.day, known.carrier) == (kept.day, kept.carrier):
        raise BadInput(_SAME)
    return Said(day=kept.day, carrier=kept.carrier, why=reason_told(kept.why)) if before else kept


def shipment_in(connection: Connection, pecosa: str) -> Shipment:
    """
    Return a shipment as it was ordered: its day is that of the order.

    Raises:
        BadInput: There is none of that number.
    """
    table = schema.shipments
    body = connection.execute(select(table.c.body).where(table.c.pecosa == pecosa)).scalar()
    if body is None:
        raise BadInput("No hay ninguna entrega con la PECOSA %(pecosa)s. Búsquela en «Entregas».", pecosa=pecosa[:80])
    return msgspec.json.decode(body, type=Shipment)


def _check_day(day: date, ordered: date, proofs: Sequence[DeliveryRow], today: date) -> None:
    # An order of a day to come was dated by a clock that was ahead: it says of no day that it is too early.
    if day < ordered <= today:
        raise BadInput(_EARLY, day=f"{day:%d/%m/%Y}", ordered=f"{ordered:%d/%m/%Y}")
    if day > today:
        raise BadInput(_LATE, day=f"{day:%d/%m/%Y}")
    arrived = min((proof.day for proof in proofs if proof.day is not None), default=None)
    if arrived is not None and day > arrived:
        raise BadInput(_ARRIVED, day=f"{day:%d/%m/%Y}", arrived=f"{arrived:%d/%m/%Y}")


_NONE = N_("Marque al menos una entrega. No se anotó nada.")
_WRITTEN = N_(
    "De la PECOSA %(pecosa)s ya se anotó algo desde que se abrió la página, o ya no está en camino. Vea la lista y "
    "repita. No se anotó ninguna."
)
_OF_ONE = N_("De la PECOSA %(pecosa)s: %(why)s No se anotó ninguna.")
_OTHERWISE = N_(
    "Otra persona anotó algo de esta salida después de que se abrió la página. Está abajo. Revíselo y, si hace falta, "
    "corríjalo."
)
_NEVER_LEFT = N_("Escriba el día en que salió del almacén, por ejemplo 19/10/2026.")
_STAYED = N_(
    "Consta que nada de ella salió del almacén. Si salió, deshaga eso primero en «Diferencias», y repita. No se cambió "
    "nada."
)
_CONFIRMED = N_("La escuela ya confirmó esta entrega: salió. Corrija el día o con quién. No se cambió nada.")
_EARLY = N_("El %(day)s es antes de la orden de salida, del %(ordered)s. Corrija el día.")
_LATE = N_("El %(day)s todavía no llega. Anote la salida cuando el camión haya partido.")
_ARRIVED = N_("El %(day)s es después de que la escuela lo recibió, el %(arrived)s. Corrija el día.")
_LONG = N_("Con quién salió pasa de %(most)s letras. Acórtelo y repita.")
_SAME = N_("Eso mismo ya estaba anotado. No se cambió nada.")
