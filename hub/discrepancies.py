"""What schools did not accept of their shipments, what became of it, and telling them: a feed item and an act."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from hub import depots, dispatching, ledger, notices, schema
from hub.acts import Kind
from hub.database import at
from hub.keyfiles import read_keys
from hub.limits import reason_told
from hub.rows import DeliveryRow
from hub.store import Store
from shared.acts import Actor
from shared.allocation import Shipment
from shared.clock import LIMA
from shared.delivery_answers import HOWS, KIND, DeliveryAnswer, How, Solution, subject_of
from shared.errors import BadInput
from shared.ids import ResourceId, SiteId
from shared.notices import About, What
from shared.sentences import N_

Line = tuple[str, str]
"""The PECOSA of a shipment and the resource of one of its lines."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What became of some units of a line; ``undone`` says why it holds no more."""

    number: int
    how: str
    units: int
    why: str
    by: Actor
    at: datetime
    depot: str = ""
    day: date | None = None
    undone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A line of one of our shipments of which a school did not accept everything."""

    pecosa: str
    decision: str
    site: SiteId
    schools: tuple[str, ...]
    resource: ResourceId
    rejected: int
    reasons: tuple[str, ...]
    """Codes, each once."""
    notes: tuple[str, ...]
    day: date | None
    """Of the first proof that tells of it."""
    solved: tuple[Solved, ...] = ()

    @property
    def holding(self) -> tuple[Solved, ...]:
        """What was solved and not undone."""
        return tuple(one for one in self.solved if not one.undone)

    @property
    def open(self) -> int:
        """Units of which nobody has said what became of them."""
        return max(0, self.rejected - sum(one.units for one in self.holding))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says became of units that were not accepted."""

    how: str
    units: int
    why: str
    depot: str = ""
    """Asked for of those that returned, as is the day."""
    day: date | None = None


def discrepancies(store: Store, proofs: Iterable[DeliveryRow] | None = None) -> list[Discrepancy]:
    """
    Return the lines that were not accepted whole, those with open units first, the longest waiting before others.

    *proofs*: those among which they are, where the caller has read them already; else all.
    """
    every = store.deliveries() if proofs is None else proofs
    with store.read() as connection:
        ours = {(row.site, row.pecosa, row.decision) for row in connection.execute(_SHIPMENTS)}
        solved = _solved(connection.execute(_SOLUTIONS))
    found = _of([row for row in every if row.rejected and (row.site, row.pecosa, row.decision) in ours], solved)
    return sorted(found, key=lambda one: (one.open == 0, one.day or date.min, one.pecosa, one.resource))


def _of(proofs: Iterable[DeliveryRow], solved: Mapping[Line, Sequence[Solved]]) -> list[Discrepancy]:
    lines: dict[Line, list[tuple[DeliveryRow, Any]]] = {}
    for proof in proofs:
        for line in proof.lines:
            if line.rejected:
                lines.setdefault((proof.pecosa, line.resource), []).append((proof, line))
    return [
        Discrepancy(
            pecosa=own[0][0].pecosa,
            decision=own[0][0].decision,
            site=own[0][0].site,
            schools=own[0][0].schools,
            resource=own[0][1].resource,
            rejected=sum(line.rejected for _, line in own),
            reasons=tuple(dict.fromkeys(line.reason for _, line in own if line.reason)),
            notes=tuple(dict.fromkeys(line.note for _, line in own if line.note)),
            day=min((proof.day for proof, _ in own if proof.day), default=None),
            solved=tuple(solved.get(key, ())),
        )
        for key, own in lines.items()
    ]


def solve(store: Store, pecosa: str, resource: str, said: Said, *, by: Actor) -> Discrepancy:
    """
    Write down what became of units that a school did not accept; it reads that after its next exchange.

    Those that returned to a depot are there to give from that day on: a listing that counts it on a later day has
    counted them.

    Raises:
        BadInput: There is no such line, fewer units are open, the depot does not count that resource, the day is not
            between the order and today, or the reason is missing or too long.
    """
    today = store.clock.now().astimezone(LIMA).date()
    with store.begin() as connection:
        shipment, one = _line_in(store, connection, pecosa, resource)
        kept = _checked(connection, said, one, shipment.left, today)
        table = schema.discrepancies.solutions
        mine = (table.c.pecosa == pecosa, table.c.resource == resource)
        number = connection.execute(select(func.coalesce(func.max(table.c.number), 0)).where(*mine)).scalar_one() + 1
        row = {"pecosa": pecosa, "resource": resource, "number": number, "how": kept.how, "units": kept.units}
        row |= {"depot": kept.depot, "day": kept.day, "why": kept.why, "undone": ""}
        connection.execute(table.insert().values(**row, login=by.login, office=by.office, at_s=store.now_s()))
        kind = Kind.RETURNED if kept.how == How.RETURNED else Kind.SOLVED
        told = {"resource": resource, "how": kept.how, "units": kept.units, "why": kept.why, "depot": kept.depot}
        ledger.append(connection, store.now_s(), kind, pecosa, by, told)
        after = _tell(store, connection, shipment, resource)
    _log.info("discrepancy_solved pecosa=%s resource=%s how=%s units=%d", pecosa, resource, kept.how, kept.units)
    return after


def undo(store: Store, pecosa: str, resource: str, number: int, *, why: str, by: Actor) -> Discrepancy:
    """
    Take back what was said of some units: they are open again, and a depot to which they returned has them no more.

    The school reads that it holds no more, and why.

    Raises:
        BadInput: Nothing such holds, the depot has already given them away, or the reason is missing or too long.
    """
    why = reason_told(why)
    with store.begin() as connection:
        shipment, one = _line_in(store, connection, pecosa, resource)
        known = next((entry for entry in one.holding if entry.number == number), None)
        if known is None:
            raise BadInput(_GONE)
        _check_still_there(connection, known, resource)
        table = schema.discrepancies.solutions
        mine = (table.c.pecosa == pecosa, table.c.resource == resource, table.c.number == number)
        connection.execute(table.update().where(*mine).values(undone=why))
        told = {"resource": resource, "units": known.units, "why": why}
        ledger.append(connection, store.now_s(), Kind.REOPENED, pecosa, by, told)
        about = About(pecosa=pecosa, resource=resource, number=number, units=known.units)
        notices.tell(store, connection, shipment.site, What.UNSETTLED, about, why=why, by=by)
        after = _tell(store, connection, shipment, resource)
    _log.info("discrepancy_reopened pecosa=%s resource=%s", pecosa, resource)
    return after


def came_back(connection: Connection, said: DeliveryAnswer, now_s: int) -> None:
    """Take up what a restored hub got back of its own answer: that, and nothing else, holds of the line."""
    table = schema.discrepancies.solutions
    connection.execute(table.delete().where(table.c.pecosa == said.pecosa, table.c.resource == said.resource))
    for one in said.solutions:
        row = {"pecosa": said.pecosa, "resource": said.resource, "number": one.number, "how": one.how}
        row |= {"units": one.units, "depot": one.depot, "day": one.day, "why": one.why, "login": "", "undone": ""}
        connection.execute(table.insert().values(**row, office=one.role, at_s=now_s))


def _tell(store: Store, connection: Connection, shipment: Shipment, resource: str) -> Discrepancy:
    _, one = _line_in(store, connection, shipment.pecosa, resource)
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
        )
        for entry in one.holding
    )
    said = DeliveryAnswer(pecosa=one.pecosa, decision=one.decision, resource=one.resource, solutions=solutions)
    life, subject = store.issuing_life(connection), subject_of(one.pecosa, resource)
    keys, body = read_keys(store.config), msgspec.json.encode(said)
    store.issue(connection, life, keys, stream=shipment.site, kind=KIND, subject=subject, body=body)
    return one


def _line_in(store: Store, connection: Connection, pecosa: str, resource: str) -> tuple[Shipment, Discrepancy]:
    shipment = dispatching.shipment_in(connection, pecosa)
    table = schema.discrepancies.solutions
    solved = _solved(connection.execute(_SOLUTIONS.where(table.c.pecosa == pecosa)))
    found = _of(store.proofs_in(connection, shipment), solved)
    one = next((one for one in found if one.resource == resource), None)
    if one is None:
        raise BadInput(_ACCEPTED, pecosa=pecosa[:80])
    return shipment, one


def _checked(connection: Connection, said: Said, one: Discrepancy, ordered: date, today: date) -> Said:
    if said.how not in HOWS:
        raise BadInput(_HOW)
    if not 0 < said.units <= one.open:
        raise BadInput(_UNITS if one.open else _NOTHING_OPEN, open=f"{one.open:,}")
    if said.how != How.RETURNED:
        return Said(how=said.how, units=said.units, why=reason_told(said.why))
    if (said.depot, str(one.resource)) not in {(row.depot, str(row.resource)) for row in depots.available(connection)}:
        raise BadInput(_DEPOT, resource=one.resource)
    if said.day is None or not ordered <= said.day <= today:
        raise BadInput(_DAY, ordered=f"{ordered:%d/%m/%Y}", today=f"{today:%d/%m/%Y}")
    return Said(how=said.how, units=said.units, why=reason_told(said.why), depot=said.depot, day=said.day)


def _check_still_there(connection: Connection, known: Solved, resource: str) -> None:
    """Refuse to take from a depot what it has given away since, where its newest listing has not counted it."""
    if known.how != How.RETURNED:
        return
    row = next(
        (row for row in depots.available(connection) if (row.depot, row.resource) == (known.depot, resource)), None
    )
    counts = row is not None and row.as_of is not None and known.day is not None and known.day >= row.as_of
    if row is not None and counts and row.units < known.units:
        raise BadInput(_GIVEN, depot=known.depot, units=f"{row.units:,}")


_SHIPMENTS = select(schema.shipments.c.site, schema.shipments.c.pecosa, schema.shipments.c.decision)
_SOLUTIONS = select(schema.discrepancies.solutions).order_by(
    schema.discrepancies.solutions.c.pecosa,
    schema.discrepancies.solutions.c.resource,
    schema.discrepancies.solutions.c.number,
)


def _solved(rows: Iterable[Row[Any]]) -> Mapping[Line, Sequence[Solved]]:
    found: dict[Line, list[Solved]] = {}
    for row in rows:
        found.setdefault((row.pecosa, row.resource), []).append(
            Solved(
                number=row.number,
                how=row.how,
                units=row.units,
                why=row.why,
                by=Actor(row.login, row.office),
                at=at(row.at_s),
                depot=row.depot,
                day=row.day,
                undone=row.undone,
            )
        )
    return found


_GONE = N_("Eso ya no vale. Vuelva a «Diferencias» y mire cómo quedó.")
_ACCEPTED = N_("La escuela aceptó todo de ese recurso con la PECOSA %(pecosa)s. No hay nada que resolver.")
_HOW = N_("Elija qué fue de las unidades.")
_UNITS = N_("Escriba cuántas unidades, de 1 a %(open)s. No se cambió nada.")
_NOTHING_OPEN = N_("De esa línea ya está todo resuelto. No se cambió nada.")
_DEPOT = N_("Elija un almacén que haya contado %(resource)s: solo ahí puede volver a repartirse.")
_DAY = N_("Escriba el día en que volvió al almacén, del %(ordered)s al %(today)s.")
_GIVEN = N_("El almacén «%(depot)s» solo tiene %(units)s: lo que volvió ya se repartió. No se cambió nada.")
