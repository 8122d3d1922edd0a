"""What a site has of a resource, folded from its events: the one rule for the laptop and for the hub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.events import Event
from shared.facts import Count, Delivery, Fact, Loan, Loss, Receipt, Return, Use, WeeklyTotal
from shared.ids import ResourceId
from shared.resources import ResourceKind


@dataclass(frozen=True, slots=True)
class StockState:
    """
    Units of one resource at one site. ``kind`` is None while the node's catalogue does not know the resource.

    ``as_of`` is the day of the last count, None before the first.
    """

    resource: ResourceId
    kind: ResourceKind | None = None
    on_hand: int = 0
    lent: int = 0
    as_of: date | None = None


def touched(fact: Fact) -> tuple[ResourceId, ...]:
    """
    Return the resources whose stock *fact* may change.

    >>> touched(Count(resource=ResourceId("tablet"), units=3))
    ('tablet',)
    """
    match fact:
        case Count() | Receipt() | Loan() | Return() | Loss() | Use() | WeeklyTotal():
            return (fact.resource,)
        case Delivery():
            return tuple(dict.fromkeys(line.resource for line in fact.lines))
        case _:
            return ()


def after(state: StockState, event: Event, *, day: date | None = None) -> StockState:
    """
    Return the stock after *event*, taken in the order of the log.

    A count sets the stock. What is dated before the last count is in that count already: it changes who holds what,
    and no more. *day* is the day of an event that claims none, where a clock tells it; without any day the order of
    the log decides. A stock never goes below 0: a record that would take it there shows that the count was wrong.

    >>> from shared.ids import Incarnation
    >>> def event(fact, seq): return Event(Incarnation(bytes(8)), seq, 0, fact)
    >>> guides = StockState(ResourceId("guia"), ResourceKind.CONSUMABLE)
    >>> counted = after(guides, event(Count(resource=ResourceId("guia"), units=10), 1), day=date(2026, 6, 1))
    >>> soaked = event(Loss(resource=ResourceId("guia"), cause="lluvia", units=4), 2)
    >>> after(counted, soaked, day=date(2026, 6, 2)).on_hand, after(counted, soaked, day=date(2026, 5, 29)).on_hand
    (6, 10)
    """
    fact = event.fact
    if state.resource not in touched(fact):
        return state
    when = event.occurred.day() if event.occurred else day
    if isinstance(fact, Count):
        return _counted(state, fact.units, when)
    moved, handed = _moved(state, fact), _lent(fact)
    if not moved and not handed:
        return state
    known = state.as_of is not None and when is not None and when < state.as_of
    on_hand = state.on_hand if known else max(0, state.on_hand + moved)
    return replace(state, on_hand=on_hand, lent=max(0, state.lent + handed))


def fold(
    states: Mapping[ResourceId, StockState],
    event: Event,
    kinds: Mapping[ResourceId, ResourceKind],
    *,
    day: date | None = None,
) -> dict[ResourceId, StockState]:
    """Return the states that *event* leaves changed or new, by resource; *states* itself is not touched."""
    changed: dict[ResourceId, StockState] = {}
    for resource in touched(event.fact):
        before, kind = states.get(resource) or StockState(resource), kinds.get(resource)
        now = after(before if before.kind is kind else replace(before, kind=kind), event, day=day)
        if now != before:
            changed[resource] = now
    return changed


def _counted(state: StockState, units: int, when: date | None) -> StockState:
    """A count that was made before the last one, and came later, says nothing of now."""
    if state.as_of is not None and when is not None and when < state.as_of:
        return state
    return replace(state, on_hand=units, as_of=when or state.as_of)


def _moved(state: StockState, fact: Fact) -> int:
    """Return what the fact adds to the cupboard."""
    match fact:
        case Receipt() | Return():
            return fact.units
        case Loan() | Loss():
            return -fact.units
        case Delivery():
            return sum(line.accepted for line in fact.lines if line.resource == state.resource)
        case Use() | WeeklyTotal() if state.kind is ResourceKind.CONSUMABLE:
            return -fact.units
        case _:
            return 0


def _lent(fact: Fact) -> int:
    match fact:
        case Loan():
            return fact.units
        case Return():
            return -fact.units
        case _:
            return 0


def share_between(total: int, weights: Sequence[int]) -> list[int]:
    """
    Divide *total* units in proportion to *weights*, the largest remainders first, then the earlier place.

    >>> share_between(10, [2, 1, 0]), share_between(3, [0, 0])
    ([7, 3, 0], [2, 1])
    """
    if not weights:
        return []
    weights = weights if sum(weights) else [1] * len(weights)
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares
