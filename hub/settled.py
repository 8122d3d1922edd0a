"""What the office says became of units that a school did not accept or that nobody confirms, line by line."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from hub import schema
from hub.database import at
from hub.rows import DeliveryRow, Held
from shared.acts import Actor
from shared.allocation import Shipment
from shared.delivery_answers import IN_DEPOT, How
from shared.ids import ResourceId

Line = tuple[str, str]
"""The PECOSA of a shipment and the resource of one of its lines."""


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
    unconfirmed: bool = False
    """Of units of which no proof told, and not of some that were rejected."""
    listing: int = 0
    """Against which of the depot's listings it was written down (``hub.counted``)."""
    proved: int | None = None
    """Units of its line of which proofs told by then; None: nobody knows."""


@dataclass(frozen=True, slots=True)
class Tally:
    """
    What is known of the units of one line: the school's proofs, and what the office says of the rest.

    Of what a proof rejected the office says what became (``solved``); what no proof tells of it closes (``away``,
    ``arrived``). The two are reckoned apart: a unit is of one of them. A proof that comes after a paper tells of the
    paper's units first (``again``): what neither names is still on its way.

    >>> one = Tally(shipped=10, accepted=3, rejected=2, away=4)
    >>> one.out, one.open, one.closed
    (1, 2, 4)
    >>> one = Tally(shipped=370, accepted=300, arrived=300, again=300)
    >>> one.out, one.held
    (70, 0)
    """

    shipped: int = 0
    accepted: int = 0
    rejected: int = 0
    solved: int = 0
    """Of what was rejected."""
    away: int = 0
    """Units that were closed and are not at the school: lost, back in a depot, never sent."""
    arrived: int = 0
    """Units that were closed and that the school has, by a paper."""
    again: int = 0
    """Of these, those of which a proof told afterwards (``proved_again``)."""

    @property
    def untold(self) -> int:
        """Units of which no proof tells."""
        return max(0, self.shipped - self.accepted - self.rejected)

    @property
    def out(self) -> int:
        """Units that are still on their way: neither school nor office has said what became of them."""
        return max(0, self.untold - self.away - (self.arrived - self.again))

    @property
    def open(self) -> int:
        """Units that were rejected and of which the office has not said what became."""
        return max(0, self.rejected - self.solved)

    @property
    def closed(self) -> int:
        """Units of which no proof tells and of which the office has said what became."""
        return self.untold - self.out

    @property
    def held(self) -> int:
        """Units that the school has by a paper alone: its own records do not know them."""
        return max(0, min(self.arrived - self.again, self.untold - self.away))

    @property
    def disputed(self) -> int:
        """Units that the office says are not at the school, and of which a proof told afterwards."""
        return max(0, self.away - self.untold)

    @property
    def missing(self) -> int:
        """Units that did not come to the school: it rejected them, or never saw them and the office says so."""
        return self.rejected + min(self.away, self.untold)


def said_of(entries: Iterable[Solved]) -> dict[str, int]:
    """
    Return the units of what holds, by the field of ``Tally`` that they count in.

    >>> from dataclasses import replace
    >>> entry = Solved(number=1, how="lost", units=2, why="Se mojó.", by=Actor("ana", ""), at=at(0))
    >>> said_of([entry, entry, replace(entry, unconfirmed=True)])
    {'solved': 4, 'away': 2}
    """
    found: dict[str, int] = {}
    for one in entries:
        if not one.undone:
            name = ("arrived" if one.how == How.ARRIVED else "away") if one.unconfirmed else "solved"
            found[name] = found.get(name, 0) + one.units
    return found


def proved_again(entries: Iterable[Solved], proved: int) -> int:
    """
    Return the units that came by a paper and of which a proof told afterwards, where proofs tell of *proved* in all.

    Of an entry of which nobody knows what proofs had told by then, none: so it was reckoned when lines were closed
    whole.

    >>> of = {"why": "", "by": Actor("ana", ""), "at": at(0), "unconfirmed": True}
    >>> paper = Solved(number=1, how="arrived", units=6, proved=2, **of)
    >>> proved_again([paper], 2), proved_again([paper], 5), proved_again([paper], 12)
    (0, 3, 6)
    """
    again = paper = before = 0
    for one in sorted(entries, key=lambda one: one.number):
        if one.unconfirmed and one.how == How.ARRIVED and not one.undone and one.proved is not None:
            told = min(paper, max(0, one.proved - before))
            again, paper, before = again + told, paper - told + one.units, one.proved
    return again + min(paper, max(0, proved - before))


def solutions(
    connection: Connection, pecosas: Collection[str] | Select[tuple[str]] | None = None
) -> dict[Line, list[Solved]]:
    """Return everything that was said of each line, in order, what was undone too; with *pecosas*, of theirs alone."""
    table = schema.discrepancies.solutions
    query = select(table).order_by(table.c.pecosa, table.c.resource, table.c.number)
    found: dict[Line, list[Solved]] = {}
    for row in connection.execute(query if pecosas is None else query.where(table.c.pecosa.in_(pecosas))):
        found.setdefault((row.pecosa, row.resource), []).append(_solved(row))
    return found


def tallies(
    shipment: Shipment, proofs: Iterable[DeliveryRow], said: Mapping[Line, Sequence[Solved]]
) -> dict[ResourceId, Tally]:
    """
    Return what is known of each line of a shipment, in its order, and after them of what else its proofs name.

    *proofs* are those of this very shipment: same site, same PECOSA, same decision. Several add up. What a school
    rejected is not on its way, nor at the school, nor at the depot: it is nobody's to hand out until the office says
    that it returned, or counts it in a later listing of the depot.
    """
    shipped: Counter[ResourceId] = Counter()
    for resource, units in shipment.lines:
        shipped[resource] += units
    accepted, rejected = Counter[ResourceId](), Counter[ResourceId]()
    for line in (line for proof in proofs for line in proof.lines):
        accepted[line.resource] += line.accepted
        rejected[line.resource] += line.rejected
    return {
        resource: Tally(
            shipped[resource],
            accepted[resource],
            rejected[resource],
            **said_of(own := said.get((shipment.pecosa, resource), ())),
            again=proved_again(own, accepted[resource] + rejected[resource]),
        )
        for resource in {**shipped, **accepted}
    }


def borne_out(
    found: Mapping[ResourceId, Tally], pecosa: str, said: Mapping[Line, Sequence[Solved]]
) -> dict[Line, list[Solved]]:
    """Return what holds of each line of a shipment, less what its proofs contradict (``less_contradicted``)."""
    return {
        (pecosa, resource): less_contradicted(tally, said.get((pecosa, resource), ()))
        for resource, tally in found.items()
    }


def less_contradicted(tally: Tally, said: Iterable[Solved]) -> list[Solved]:
    """
    Return what holds of a line, less the units of which a proof told after they had been closed.

    Which of them it told of, nobody knows. Those that are said to be in a depot are taken first, lest a plan give what
    is not there, and of these the last ones.

    >>> from dataclasses import replace
    >>> lost = Solved(number=1, how="lost", units=6, why="", by=Actor("ana", ""), at=at(0), unconfirmed=True)
    >>> back = replace(lost, number=2, how="returned", units=4, depot="Huamanga")
    >>> tally = Tally(shipped=10, accepted=5, away=10)
    >>> [(one.how, one.units) for one in less_contradicted(tally, [lost, back])]
    [('lost', 5)]
    """
    holding = [one for one in said if not one.undone]
    closed = [one for one in holding if one.unconfirmed and one.how != How.ARRIVED]
    over, units = tally.disputed, {one.number: one.units for one in holding}
    for one in sorted(closed, key=lambda one: (one.how not in IN_DEPOT, -one.number)):
        taken = min(over, one.units)
        units[one.number] -= taken
        over -= taken
    return [replace(one, units=units[one.number]) for one in holding if units[one.number]]


def held(found: Mapping[ResourceId, Tally], pecosa: str, said: Mapping[Line, Sequence[Solved]]) -> tuple[Held, ...]:
    """Return what of a shipment came by a paper alone, each with the last day that a paper says."""
    days = {
        resource: [one.day for one in said[pecosa, resource] if one.how == How.ARRIVED and not one.undone and one.day]
        for resource, tally in found.items()
        if tally.held
    }
    return tuple(Held(resource, found[resource].held, max(own)) for resource, own in days.items() if own)


def stayed(found: Mapping[Line, Sequence[Solved]]) -> dict[Line, int]:
    """Return the units of each line of *found*, what holds of them, that never left their depot."""
    units = {
        line: sum(one.units for one in said if one.how == How.STAYED and not one.undone) for line, said in found.items()
    }
    return {line: count for line, count in units.items() if count}


def _solved(row: Row[Any]) -> Solved:
    return Solved(
        number=row.number,
        how=row.how,
        units=row.units,
        why=row.why,
        by=Actor(row.login, row.office),
        at=at(row.at_s),
        depot=row.depot,
        day=row.day,
        undone=row.undone,
        unconfirmed=row.unconfirmed,
        listing=row.listing,
        proved=row.proved,
    )
