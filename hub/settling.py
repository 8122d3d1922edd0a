"""Saying what became of units that a school did not accept; and taking back what was said of any, a closing too."""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import msgspec
from sqlalchemy import Connection, func, select

from hub import depots, dispatched, dispatching, ledger, notices, schema, settled
from hub.acts import Kind
from hub.counted import counts_of
from hub.database import at
from hub.discrepancies import Discrepancy, lines_of
from hub.keyfiles import read_keys
from hub.limits import reason_told
from hub.region import names_of_sites
from hub.settled import Solved, less_contradicted
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.clock import LIMA
from shared.delivery_answers import IN_DEPOT, KIND, REJECTED, DeliveryAnswer, How, Solution, subject_of
from shared.errors import BadInput, Moved
from shared.notices import About, What
from shared.sentences import N_

_LONGEST = timedelta(days=365)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says became of units that were not accepted, or that nobody confirmed."""

    how: str
    units: int
    why: str
    depot: str = ""
    """Asked for of those that are in a depot again."""
    day: date | None = None
    """Asked for of those that returned or arrived."""
    unconfirmed: bool = False
    """Of units of which no proof told, and not of some that were rejected (``hub.closing``)."""
    listing: int = 0
    """Against which of the depot's listings; this module or ``hub.closing`` finds it, nobody says it."""
    proved: int | None = None
    """Units of the line of which proofs told by then; ``hub.closing`` finds it."""


def solve(store: Store, pecosa: str, resource: str, said: Said, *, by: Actor, seen: int | None = None) -> Discrepancy:
    """
    Write down what became of units that a school did not accept; it reads that after its next exchange.

    Those that returned to a depot are there to give from that day on: a listing that counts it on a later day has
    counted them. *seen*: how many units the page said were open; None, as by command: it is not looked at.

    Raises:
        Moved: Another number of units is open.
        BadInput: There is no such line, fewer units are open, the depot does not count that resource, the day is not
            one on which it can have come back, or the reason is missing or too long.
    """
    today = store.clock.now().astimezone(LIMA).date()
    with store.begin() as connection:
        shipment, one = line_in(store, connection, pecosa, resource)
        if seen is not None and seen != one.open:
            raise Moved(_MOVED, open=f"{one.open:,}")
        if one.tally.disputed:
            raise BadInput(_DISPUTED, units=f"{one.tally.disputed:,}")
        if not 0 < said.units <= one.open:
            raise BadInput(_UNITS if one.open else _NOTHING_OPEN, open=f"{one.open:,}")
        kept = checked(connection, said, REJECTED, shipment, resource, today)
        after = settle(store, connection, shipment, resource, kept, by=by)
    _log.info("discrepancy_solved pecosa=%s resource=%s how=%s units=%d", pecosa, resource, kept.how, kept.units)
    return after


def settle(
    store: Store, connection: Connection, shipment: Shipment, resource: str, said: Said, *, by: Actor
) -> Discrepancy:
    """Keep what was said of some units of a line, in the history too, and tell the school."""
    table = schema.discrepancies.solutions
    mine = (table.c.pecosa == shipment.pecosa, table.c.resource == resource)
    number = connection.execute(select(func.coalesce(func.max(table.c.number), 0)).where(*mine)).scalar_one() + 1
    row = {"pecosa": shipment.pecosa, "resource": resource, "number": number, "how": said.how, "units": said.units}
    row |= {"depot": said.depot, "day": said.day, "why": said.why, "undone": "", "unconfirmed": said.unconfirmed}
    row |= {"listing": said.listing, "proved": said.proved}
    connection.execute(table.insert().values(**row, login=by.login, office=by.office, at_s=store.now_s()))
    kind = Kind.RETURNED if said.how == How.RETURNED else Kind.SOLVED
    told = {"resource": resource, "how": said.how, "units": said.units, "why": said.why, "depot": said.depot}
    ledger.append(connection, store.now_s(), kind, shipment.pecosa, by, told)
    return _tell(store, connection, shipment, resource)


def undo(store: Store, pecosa: str, resource: str, number: int, *, why: str, by: Actor) -> Discrepancy:
    """
    Take back what was said of some units: they are open again, and a depot to which they returned has them no more.

    The school reads that it holds no more, and why.

    Raises:
        BadInput: Nothing such holds, the depot has already given them away, or the reason is missing or too long.
    """
    why = reason_told(why)
    with store.begin() as connection:
        shipment, one = line_in(store, connection, pecosa, resource)
        known = next((entry for entry in one.holding if entry.number == number), None)
        if known is None:
            raise BadInput(_GONE)
        # Of what the school's own proof says otherwise, the depot has nothing to give.
        kept = next((entry for entry in less_contradicted(one.tally, one.solved) if entry.number == number), None)
        if kept is not None:
            _check_still_there(connection, kept, resource)
        table = schema.discrepancies.solutions
        mine = (table.c.pecosa == pecosa, table.c.resource == resource, table.c.number == number)
        connection.execute(table.update().where(*mine).values(undone=why))
        told = {"resource": resource, "units": known.units, "why": why, "unconfirmed": known.unconfirmed}
        ledger.append(connection, store.now_s(), Kind.REOPENED, pecosa, by, told)
        about = About(pecosa=pecosa, resource=resource, number=number, units=known.units)
        what = What.UNCLOSED if known.unconfirmed else What.UNSETTLED
        notices.tell(store, connection, shipment.site, what, about, why=why, by=by)
        after = _tell(store, connection, shipment, resource)
    _log.info("discrepancy_reopened pecosa=%s resource=%s", pecosa, resource)
    return after


def came_back(connection: Connection, said: DeliveryAnswer, now_s: int) -> None:
    """Take up what a restored hub got back of its own answer: that, and nothing else, holds of the line."""
    table, counts = schema.discrepancies.solutions, counts_of(connection)
    today = at(now_s).astimezone(LIMA).date()
    connection.execute(table.delete().where(table.c.pecosa == said.pecosa, table.c.resource == said.resource))
    for one in said.solutions:
        row = {"pecosa": said.pecosa, "resource": said.resource, "number": one.number, "how": one.how}
        row |= {"units": one.units, "depot": one.depot, "day": one.day, "why": one.why, "login": "", "undone": ""}
        row |= {"unconfirmed": one.unconfirmed, "proved": one.proved, "listing": 0}
        if one.day and one.depot in counts:
            row["listing"] = counts[one.depot].against(one.day, today)
        connection.execute(table.insert().values(**row, office=one.role, at_s=now_s))


def _tell(store: Store, connection: Connection, shipment: Shipment, resource: str) -> Discrepancy:
    _, one = line_in(store, connection, shipment.pecosa, resource)
    solutions = tuple(
        Solution(
            number=entry.number,
            how=entry.how,
            units=entry.units,
            why=entry.why,
            role=entry.by.office,
            on=entry.at.astimezone(LIMA).date(),
            depot=entry.depot,
            day=entry.day,
            unconfirmed=entry.unconfirmed,
            proved=entry.proved,
        )
        for entry in one.holding
    )
    said = DeliveryAnswer(pecosa=one.pecosa, decision=one.decision, resource=one.resource, solutions=solutions)
    life, subject = store.issuing_life(connection), subject_of(one.pecosa, resource)
    keys, body = read_keys(store.config), msgspec.json.encode(said)
    store.issue(connection, life, keys, stream=shipment.site, kind=KIND, subject=subject, body=body)
    return one


def line_in(store: Store, connection: Connection, pecosa: str, resource: str) -> tuple[Shipment, Discrepancy]:
    """
    Return one line of a shipment of which something was rejected, or was said.

    Raises:
        BadInput: There is none.
    """
    shipment = dispatching.shipment_in(connection, pecosa)
    said, names = settled.solutions(connection, [pecosa]), names_of_sites(connection, [shipment.site])
    found = lines_of([shipment], store.proofs_in(connection, shipment), said, names)
    one = next((one for one in found if one.resource == resource), None)
    if one is None:
        raise BadInput(_ACCEPTED, pecosa=pecosa[:80])
    return shipment, one


def checked(
    connection: Connection, said: Said, hows: Collection[str], shipment: Shipment, resource: str, today: date
) -> Said:
    """
    Return what is to be kept of what a person says: one of *hows*, with depot and day where they belong to it.

    Raises:
        BadInput: It is none of them, the depot does not count that resource, the day is not between the day on which
            it left, or that of the order, and today (a year where those are to come), or the reason is missing or too
            long.
    """
    if said.how not in hows:
        raise BadInput(_HOW)
    # Where it is and since when is kept only of what that is asked of.
    kept = replace(said, why=reason_told(said.why), depot="", day=None, listing=0)
    if said.how == How.RETURNED:
        if not depots.counts_it(connection, said.depot, resource):
            raise BadInput(_DEPOT, resource=resource)
        kept = replace(kept, depot=said.depot)
    if said.how in _DATED:
        gone = dispatched.standing_one(dispatched.entries(connection, shipment.pecosa))
        # An order or a departure of a day to come was dated by a clock that was ahead.
        known = [day for day in (shipment.left, gone.day if gone else None) if day is not None and day <= today]
        first = max(known, default=today - _LONGEST)
        if said.day is None or not first <= said.day <= today:
            raise BadInput(_DATED[said.how], first=f"{first:%d/%m/%Y}", today=f"{today:%d/%m/%Y}")
        kept = replace(kept, day=said.day)
    if kept.depot and kept.day:
        kept = replace(kept, listing=counts_of(connection)[kept.depot].against(kept.day, today))
    return kept


def _check_still_there(connection: Connection, known: Solved, resource: str) -> None:
    """Refuse to take from a depot what it has given away since, where its newest listing has not counted it."""
    if known.how not in IN_DEPOT:
        return
    row = next(
        (row for row in depots.available(connection) if (row.depot, row.resource) == (known.depot, resource)), None
    )
    if row is None or known.day is None or row.units >= known.units:
        return
    if counts_of(connection)[known.depot].lack(known.day, known.listing):
        raise BadInput(_GIVEN, depot=depots.depot_told(known.depot), units=f"{row.units:,}")


_DISPUTED = N_(
    "Llegó un acta que dice otra cosa que lo que se cerró aquí (unidades: %(units)s). Deshaga primero lo que se "
    "cerró, y resuelva después. No se cambió nada."
)
_GONE = N_("Eso ya no vale. Vuelva a «Diferencias» y mire cómo quedó.")
_ACCEPTED = N_("La escuela aceptó todo de ese recurso con la PECOSA %(pecosa)s. No hay nada que resolver.")
_HOW = N_("Elija qué fue de las unidades.")
_UNITS = N_("Escriba cuántas unidades, de 1 a %(open)s. No se cambió nada.")
_NOTHING_OPEN = N_("De esa línea ya está todo resuelto. No se cambió nada.")
_DEPOT = N_("Elija un almacén que haya contado %(resource)s: solo ahí puede volver a repartirse.")
_DATED: Mapping[str, str] = {
    How.RETURNED: N_("Escriba el día en que volvió al almacén, del %(first)s al %(today)s."),
    How.ARRIVED: N_("Escriba el día en que llegó a la escuela, del %(first)s al %(today)s."),
}
_MOVED = N_(
    "Otra persona anotó algo de esa línea desde que se abrió la página: quedan %(open)s por resolver. Repita si hace "
    "falta. No se cambió nada."
)
_GIVEN = N_("El almacén «%(depot)s» solo tiene %(units)s: lo que volvió ya se repartió. No se cambió nada.")
