"""The ledger of a depot: what it counted, what left with each plan, what came back, what a person adjusted and why."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, func, select

from hub import depots, ledger, schema
from hub.acts import Kind
from hub.borne_out import borne_out
from hub.counted import Counts, counts_of
from hub.limits import reason_told
from hub.store import Store
from shared import errors
from shared.acts import Actor
from shared.clock import LIMA
from shared.delivery_answers import IN_DEPOT, How
from shared.errors import BadInput
from shared.ids import ResourceId
from shared.sentences import N_

MOST = 1_000_000
_log = logging.getLogger(__name__)


class Moved(StrEnum):
    """What moved the stock of a depot."""

    COUNTED = "counted"
    SENT = "sent"
    """With a plan that was published."""
    RETURNED = "returned"
    """Of what a school did not accept, or nobody confirmed."""
    STAYED = "stayed"
    """It was ordered to leave, and never did."""
    CAME = "came"
    """It came to its school after all, whose proof contradicts one of the two above."""
    ADJUSTED = "adjusted"
    """By a person, with a reason."""


_BACK = {How.RETURNED: Moved.RETURNED, How.STAYED: Moved.STAYED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One row of the ledger."""

    resource: ResourceId
    kind: Moved
    day: date
    units: int
    """Below 0: they left."""
    plan: str = ""
    pecosa: str = ""
    """Of what came back."""
    why: str = ""
    by: Actor = field(default_factory=Actor)


def movements(connection: Connection, depot: str) -> list[Movement]:
    """Return what moved a depot's stock since its newest count, the count first; none where it has never counted."""
    listing, supply = schema.listings, schema.supply
    newest = connection.execute(
        select(listing).where(listing.c.depot == depot).order_by(listing.c.number.desc()).limit(1)
    ).one_or_none()
    if newest is None:
        return []
    counted = connection.execute(select(supply).where(supply.c.depot == depot).order_by(supply.c.resource)).all()
    there = {row.resource for row in counted}
    gone, moved = schema.departures, schema.dispatching.adjustments
    left = select(gone).where(gone.c.depot == depot).order_by(gone.c.day, gone.c.plan)
    counts = counts_of(connection)[depot]
    own = select(moved).where(moved.c.depot == depot, moved.c.listing == newest.number).order_by(moved.c.number)
    return [
        *(
            Movement(resource=ResourceId(row.resource), kind=Moved.COUNTED, day=newest.as_of, units=row.units)
            for row in counted
        ),
        *(
            Movement(
                resource=ResourceId(row.resource), kind=Moved.SENT, day=row.day, units=-row.units, plan=row.plan
            )
            for row in connection.execute(left)
            if row.resource in there and counts.lack(row.day, row.listing)
        ),
        *(one for one in _back(connection, depot, counts) if one.resource in there),
        *(
            Movement(
                resource=ResourceId(row.resource), kind=Moved.ADJUSTED, day=row.day, units=row.units, why=row.why,
                by=Actor(row.login, row.office),
            )
            for row in connection.execute(own)
        ),
    ]  # fmt: skip


def _back(connection: Connection, depot: str, counts: Counts) -> Iterator[Movement]:
    table = schema.discrepancies.solutions
    here = (table.c.depot == depot, table.c.how.in_(_BACK), table.c.undone == "")
    query = select(table).where(*here).order_by(table.c.day, table.c.pecosa, table.c.resource, table.c.number)
    late = [row for row in connection.execute(query) if counts.lack(row.day, row.listing)]
    kept = borne_out(connection, IN_DEPOT, {row.pecosa for row in late})
    for row in late:
        one = Movement(
            resource=ResourceId(row.resource), kind=_BACK[row.how], day=row.day, units=row.units,
            pecosa=row.pecosa, why=row.why, by=Actor(row.login, row.office),
        )  # fmt: skip
        yield one
        units = sum(entry.units for entry in kept.get((row.pecosa, row.resource), ()) if entry.number == row.number)
        if units < row.units:
            yield replace(one, kind=Moved.CAME, units=units - row.units, why="", by=Actor())


def totals(rows: Iterable[Movement]) -> Mapping[ResourceId, int]:
    """
    Return what the rows of a depot come to, by resource: what the next plan counts on.

    >>> day, tablet = date(2026, 3, 2), ResourceId("tablet")
    >>> moved = zip(Moved, (9, -5, 2, 1, -1))
    >>> totals(Movement(resource=tablet, kind=kind, day=day, units=units) for kind, units in moved)
    {'tablet': 6}
    """
    found = Counter[ResourceId]()
    for row in rows:
        found[row.resource] += row.units
    return {resource: max(0, units) for resource, units in found.items()}


def depot_names(connection: Connection) -> list[str]:
    """Return the depots that have ever counted."""
    return list(
        connection.execute(select(schema.listings.c.depot).distinct().order_by(schema.listings.c.depot)).scalars()
    )


def adjust(store: Store, depot: str, resource: str, units: int, *, why: str, by: Actor, seen: int | None = None) -> int:
    """
    Add *units* to what a depot has of a resource, or take them off where they are below 0; return what it has then.

    It holds until the depot's next listing, which counts what there is. *seen*: what the page said that there was;
    None, as by command: it is not looked at.

    Raises:
        Moved: There is another number of units than was seen.
        BadInput: The depot has not counted that resource, it would have less than none, nothing changes or absurdly
            much, or the reason is missing or too long.
    """
    why = reason_told(why)
    if units == 0 or abs(units) > MOST:
        raise BadInput(_NOTHING, most=f"{MOST:,}")
    today = store.clock.now().astimezone(LIMA).date()
    table, listing = schema.dispatching.adjustments, schema.listings
    with store.begin() as connection:
        there = {(row.depot, str(row.resource)): row for row in depots.available(connection)}.get((depot, resource))
        if there is None:
            raise BadInput(_UNCOUNTED, depot=depot[:80], resource=resource[:64])
        if seen is not None and seen != there.units:
            raise errors.Moved(_OTHER, depot=depots.depot_told(depot), units=f"{there.units:,}")
        if there.units + units < 0:
            raise BadInput(_LESS, depot=depots.depot_told(depot), units=f"{there.units:,}")
        newest = connection.execute(select(func.max(listing.c.number)).where(listing.c.depot == depot)).scalar_one()
        number = connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one() + 1
        row = {"number": number, "depot": depot, "resource": resource, "listing": newest, "units": units}
        row |= {"day": today, "why": why, "login": by.login, "office": by.office}
        connection.execute(table.insert().values(**row))
        told = {"depot": depot, "resource": resource, "units": units, "why": why}
        ledger.append(connection, store.now_s(), Kind.ADJUSTED, f"depot/{depot}"[:80], by, told)
    _log.info("stock_adjusted depot=%s resource=%s units=%d", depot, resource, units)
    return there.units + units


_NOTHING = N_("Escriba cuántas unidades entran o salen, de 1 a %(most)s. No se cambió nada.")
_UNCOUNTED = N_(
    "El almacén «%(depot)s» no contó %(resource)s. Impórtelo en su próximo listado con «chasqui-hub import supply»."
)
_OTHER = N_(
    "El almacén «%(depot)s» tiene ahora %(units)s: algo entró o salió desde que se abrió la página, quizá este mismo "
    "ajuste. Véalo y repita si hace falta. No se cambió nada."
)
_LESS = N_("El almacén «%(depot)s» tiene %(units)s: no pueden salir más. No se cambió nada.")
