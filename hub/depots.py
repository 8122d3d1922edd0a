"""What the depots have to give: what their newest listing counted, less what has left since, as adjusted since."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select

from hub import schema
from hub.allocation.tables import POOL
from hub.borne_out import borne_out
from hub.counted import Counts, counts_of
from hub.region_rows import SupplyRow
from shared.allocation import Decision, Line
from shared.delivery_answers import IN_DEPOT
from shared.errors import BadInput, PlanRefused
from shared.ids import ResourceId
from shared.sentences import N_, Sentence, Value

_Key = tuple[str, str]
_NATION = Sentence(N_("Reserva nacional"))


def depot_told(name: str) -> Value:
    """Return a depot's name as people read it."""
    return _NATION if name == POOL else name


def counts_it(connection: Connection, depot: str, resource: str) -> bool:
    """Tell whether a depot's newest listing counts a resource."""
    table = schema.supply.c
    mine = table.depot == depot, table.resource == resource
    return connection.execute(select(table.depot).where(*mine).limit(1)).first() is not None


def available(connection: Connection) -> list[SupplyRow]:
    """
    Return what each depot has to give, by depot and resource.

    What was counted, less what left on the day of the count or later, with what a person has added or taken off since
    that listing came (``hub.stock_ledger``), and with what schools did not accept or confirm and is there again since
    that day (``hub.settling``).

    A count is that of a morning: what leaves on the same day has been counted, what returns has not. What a count of
    another day has counted, and where a clock was wrong, ``hub.counted`` tells.
    """
    table, counts = schema.supply, counts_of(connection)
    gone, adjusted, back = _gone(connection, counts), _adjusted(connection, counts), _back(connection, counts)
    return [
        SupplyRow(
            depot=row.depot,
            resource=ResourceId(row.resource),
            units=max(0, row.units - gone[key] + adjusted[key] + back[key]),
            simulated=row.simulated,
            as_of=counts[row.depot].days[-1],
        )
        for row in connection.execute(select(table).order_by(table.c.depot, table.c.resource))
        for key in [(row.depot, row.resource)]
    ]


def take(connection: Connection, plan: str, lines: Iterable[Line], today: date) -> None:
    """
    Note what a published plan takes off the depots, or the next plan would hand it out again.

    Raises:
        PlanRefused: A depot no longer has the units.
    """
    # Of a plan that a restored hub publishes once more, what its schools gave back is counted anew.
    connection.execute(delete(schema.departures).where(schema.departures.c.plan == plan))
    there, counts = _there(connection), counts_of(connection)
    for (depot, resource), units in sorted(_drawn(lines, there).items()):
        row = there.get((depot, resource))
        if units and (row is None or units > row.units):
            raise PlanRefused(
                "El almacén %(depot)s ya no tiene %(units)s de %(resource)s para el plan %(plan)s. "
                "Calcule el reparto otra vez con «Recalcular con lo fijado», en la página del plan, o con "
                "«chasqui-hub allocate», y apruebe el nuevo.",
                depot=depot,
                units=units,
                resource=resource,
                plan=plan,
            )
        if units and row is not None:
            values = {"plan": plan, "depot": depot, "resource": resource, "units": units, "day": today}
            values |= {"listing": counts[depot].newest}
            connection.execute(schema.departures.insert().values(**values))


def _there(connection: Connection) -> dict[_Key, SupplyRow]:
    return {(row.depot, str(row.resource)): row for row in available(connection)}


def _drawn(lines: Iterable[Line], there: Mapping[_Key, SupplyRow]) -> Counter[_Key]:
    """Return the units that leave each depot: its own whole lots first, and what goes beyond them out of the pool."""
    sent, lot = Counter[_Key](), dict[_Key, int]()
    for line in lines:
        key = line.depot, str(line.resource)
        sent[key] += line.units
        lot[key] = line.lot
    for (depot, resource), units in list(sent.items()):
        own = there[depot, resource].units if (depot, resource) in there else 0
        beyond = units - own // lot[depot, resource] * lot[depot, resource]
        if beyond > 0 and (POOL, resource) in there:
            sent[depot, resource] -= beyond
            sent[POOL, resource] += beyond
    return sent


def took(connection: Connection, decision: Decision, today: date) -> None:
    """
    Note what a decision that a restored hub got back had taken off the depots and the pool, by the rule of ``take``.

    Those of a plan come back one by one: what the ones before took is off already, and together they take what it did.
    """
    table, counts = schema.departures, counts_of(connection)
    for (depot, resource), units in sorted(_drawn(decision.lines, _there(connection)).items()):
        mine = (table.c.plan == decision.plan, table.c.depot == depot, table.c.resource == resource)
        changed = connection.execute(table.update().where(*mine).values(units=table.c.units + units)) if units else None
        if changed is not None and not changed.rowcount:
            row = {"plan": decision.plan, "depot": depot, "resource": resource, "units": units}
            row |= {"day": decision.published, "listing": 0}
            if depot in counts:
                row["listing"] = counts[depot].against(decision.published, today)
            connection.execute(table.insert().values(**row))


def put_listings(
    connection: Connection, rows: Iterable[SupplyRow], today: date
) -> tuple[list[SupplyRow], list[SupplyRow]]:
    """
    Replace the stock of the depots that *rows* name; return what these had to give before, and what they have now.

    A resource that a depot had and that its new listing does not name is gone from it. The newest listing once more
    changes nothing, whatever has left in between.

    Raises:
        BadInput: A listing is older than the one there is, unless that one is of a day to come, was replaced by
            another, does not say its day where goods have left since the last count, says two days, or a day to come.
    """
    of_depot: dict[str, list[SupplyRow]] = {}
    for row in rows:
        of_depot.setdefault(row.depot, []).append(row)
    before = [row for row in available(connection) if row.depot in of_depot]
    for depot, own in sorted(of_depot.items()):
        _put_listing(connection, depot, own, today)
    return before, [row for row in available(connection) if row.depot in of_depot]


def _put_listing(connection: Connection, depot: str, rows: Sequence[SupplyRow], today: date) -> None:
    known = _listings(connection, depot)
    name = _digest(rows)
    if known and known[-1].digest == name:
        return
    as_of = _day_of(connection, depot, rows, known, today)
    if any(row.digest == name for row in known):
        raise BadInput(
            "Este listado de «%(depot)s» ya se importó y otro lo reemplazó. Si es un conteo nuevo, "
            "ponga su día en la columna «día del conteo» (AAAA-MM-DD o DD/MM/AAAA) y repita.",
            depot=depot,
        )
    values = {"depot": depot, "number": len(known) + 1, "digest": name, "as_of": as_of, "came": today}
    connection.execute(schema.listings.insert().values(**values))
    connection.execute(delete(schema.supply).where(schema.supply.c.depot == depot))
    counted = [
        {"depot": depot, "resource": row.resource, "units": row.units, "simulated": row.simulated} for row in rows
    ]
    connection.execute(schema.supply.insert(), counted)


def _day_of(
    connection: Connection, depot: str, rows: Sequence[SupplyRow], known: Sequence[Row[Any]], today: date
) -> date:
    """Return the day on which a listing counted, or refuse it."""
    said = {row.as_of for row in rows}
    if len(said) > 1:
        raise BadInput(
            "El listado de «%(depot)s» trae varios días de conteo. Deje un solo día por almacén y repita.", depot=depot
        )
    (as_of,) = said
    counts = {of: own for of, own in counts_of(connection).items() if of == depot}
    since = (_adjusted(connection, counts), _back(connection, counts), _gone(connection, counts))
    moved = any(any(found.values()) for found in since)
    if as_of is None and known and moved:
        # The same stock with one figure corrected is no new count: it would hand out again what has left.
        raise BadInput(
            "Del almacén «%(depot)s» salieron o volvieron entregas o se ajustó algo desde su último conteo. "
            "Ponga el día del conteo nuevo en la columna «día del conteo» (AAAA-MM-DD o DD/MM/AAAA) y repita.",
            depot=depot,
        )
    day = as_of or today
    if day > today:
        raise BadInput(
            "El conteo de «%(depot)s» dice %(day)s, un día que todavía no llega. Corrija el día del conteo y repita.",
            depot=depot,
            day=f"{day:%d/%m/%Y}",
        )
    # A count of a day to come was dated by a clock that was ahead: by its number it is the newest, until the next one.
    newest = next((row.as_of for row in reversed(known) if row.as_of <= today), day)
    if day < newest:
        raise BadInput(
            "El conteo de «%(depot)s» es del %(day)s y ya hay uno del %(newest)s. Importe el más nuevo.",
            depot=depot,
            day=f"{day:%d/%m/%Y}",
            newest=f"{newest:%d/%m/%Y}",
        )
    return day


def _digest(rows: Iterable[SupplyRow]) -> str:
    told = sorted([row.resource, row.units, row.simulated, str(row.as_of or "")] for row in rows)
    return blake2b(msgspec.json.encode(told), digest_size=16).hexdigest()


def _gone(connection: Connection, counts: Mapping[str, Counts]) -> Counter[_Key]:
    """Return the units that left each depot of *counts* and that its newest count lacks."""
    gone = Counter[_Key]()
    for row in connection.execute(select(schema.departures)):
        if row.depot in counts and counts[row.depot].lack(row.day, row.listing):
            gone[row.depot, row.resource] += row.units
    return gone


def _back(connection: Connection, counts: Mapping[str, Counts]) -> Counter[_Key]:
    """Return the units that did not stay at a school, are in each depot again, and that its newest count lacks."""
    back, table = Counter[_Key](), schema.discrepancies.solutions.c
    query = select(table.pecosa, table.depot, table.day, table.listing)
    rows = connection.execute(query.where(table.how.in_(IN_DEPOT), table.undone == "")).all()
    # What a depot has counted since, no proof changes: of the rest there is little.
    late = {row.pecosa for row in rows if row.depot in counts and counts[row.depot].lack(row.day, row.listing)}
    for (_, resource), entries in borne_out(connection, IN_DEPOT, late).items() if late else ():
        for one in entries:
            if one.depot in counts and one.day is not None and counts[one.depot].lack(one.day, one.listing):
                back[one.depot, resource] += one.units
    return back


def _adjusted(connection: Connection, counts: Mapping[str, Counts]) -> Counter[_Key]:
    """Return the units that were added to each depot, or taken off below 0, since its newest listing came."""
    found = Counter[_Key]()
    for row in connection.execute(select(schema.dispatching.adjustments)):
        if row.depot in counts and counts[row.depot].newest == row.listing:
            found[row.depot, row.resource] += row.units
    return found


def _listings(connection: Connection, depot: str) -> Sequence[Row[Any]]:
    table = schema.listings
    return connection.execute(select(table).where(table.c.depot == depot).order_by(table.c.number)).all()
