"""What came, went and is away of each resource, added up from what was told: the stock with its reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from edge.rows import ToldRow
from shared.fact_fields import Fact
from shared.facts import BEYOND_REPAIR, CAME_BACK, SENT_OUT, Count, Delivery, Loan, Loss, Receipt, Repair, Return
from shared.ids import ResourceId
from shared.stock import touched

MOVING = (Receipt, Delivery, Loan, Return, Loss, Repair, Count)
"""The kinds of fact that move a stock, but for use, which is added up by week."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Units of one resource since the beginning: what came, what is gone for good, what is at the workshop."""

    came: int = 0
    gone: int = 0
    repaired: int = 0


def flows(rows: Iterable[ToldRow]) -> Mapping[ResourceId, Flow]:
    """
    Add up what was told, in any order.

    >>> tablet = ResourceId("tablet")
    >>> told = [Receipt(resource=tablet, units=18), Loss(resource=tablet, cause="robo"), Loan(resource=tablet)]
    >>> dict(flows(ToldRow(fact, None, False) for fact in told))
    {'tablet': Flow(came=18, gone=1, repaired=0)}
    """
    found: dict[ResourceId, Flow] = {}
    for row in rows:
        for resource in touched(row.fact):
            found[resource] = _after(found.get(resource, Flow()), row.fact, resource)
    return found


def _after(flow: Flow, fact: Fact, resource: ResourceId) -> Flow:
    match fact:
        case Receipt():
            return replace(flow, came=flow.came + fact.units)
        case Delivery():
            return replace(flow, came=flow.came + _accepted(fact, resource))
        case Loss():
            return replace(flow, gone=flow.gone + fact.units)
        case Repair() if fact.action == SENT_OUT:
            return replace(flow, repaired=flow.repaired + fact.units)
        case Repair() if fact.action == CAME_BACK:
            return replace(flow, repaired=flow.repaired - fact.units)
        case Repair() if fact.action == BEYOND_REPAIR:
            return replace(flow, repaired=flow.repaired - fact.units, gone=flow.gone + fact.units)
        case _:
            return flow


def moved(fact: Fact, resource: ResourceId) -> int | None:
    """
    Return what a fact adds to what is on the shelf; None for a count, which sets it.

    >>> tablet = ResourceId("tablet")
    >>> told = (Loan(resource=tablet), Return(resource=tablet), Count(resource=tablet, units=9))
    >>> [moved(fact, tablet) for fact in told]
    [-1, 1, None]
    """
    match fact:
        case Count():
            return None
        case Receipt() | Return():
            return fact.units
        case Loan() | Loss():
            return -fact.units
        case Delivery():
            return _accepted(fact, resource)
        case Repair() if fact.action == SENT_OUT:
            return -fact.units
        case Repair() if fact.action == CAME_BACK:
            return fact.units
        case _:
            return 0


def _accepted(fact: Delivery, resource: ResourceId) -> int:
    return sum(line.accepted for line in fact.lines if line.resource == resource)
