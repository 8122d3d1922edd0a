"""What a site has of a resource, folded from its events: the one rule for the laptop and for the hub."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from shared.dating import Quality
from shared.events import Event
from shared.fact_fields import Fact
from shared.facts import CAME_BACK, SENT_OUT, Count, Delivery, Loan, Loss, Receipt, Repair, Return, Use, WeeklyTotal
from shared.ids import ResourceId
from shared.resources import ResourceKind

_REPAIRED = {SENT_OUT: -1, CAME_BACK: 1}
"""What a repair adds to the cupboard; what never comes back had left it."""


@dataclass(frozen=True, slots=True)
class StockState:
    """
    Units of one resource at one site. ``kind`` is None while the node's catalogue does not know the resource.

    ``as_of`` is the day of the last count that has one, None before the first. ``dated`` is by what the last count is
    dated, None before the first: a count that nothing dates is a count all the same.
    """

    resource: ResourceId
    kind: ResourceKind | None = None
    on_hand: int = 0
    lent: int = 0
    as_of: date | None = None
    dated: Quality | None = None

    @property
    def counted(self) -> bool:
        """Somebody counted it once; else ``on_hand`` is only what came and went, and 0 says nothing."""
        return self.dated is not None


def day_is_sure(dated: Quality | None) -> bool:
    """
    Tell whether the day of a count may be told: where only what is known before and after dates it, it may not.

    This is the one rule, for plan, reasons and pages: such a count is a count, its figure is used as any other, what is
    recorded after it is added to it, and whoever reads the figure is told that its day is not sure.

    >>> [day_is_sure(dated) for dated in (None, *Quality)]
    [False, True, True, True, False]
    """
    return dated is not None and dated is not Quality.BOUNDED


def touched(fact: Fact) -> tuple[ResourceId, ...]:
    """
    Return the resources whose stock *fact* may change.

    >>> touched(Count(resource=ResourceId("tablet"), units=3))
    ('tablet',)
    """
    match fact:
        case Count() | Receipt() | Loan() | Return() | Loss() | Repair() | Use() | WeeklyTotal():
            return (fact.resource,)
        case Delivery():
            return tuple(dict.fromkeys(line.resource for line in fact.lines))
        case _:
            return ()


def after(state: StockState, event: Event, *, day: date | None = None, dated: Quality = Quality.BOUNDED) -> StockState:
    """
    Return the stock after *event*, taken in the order of the log.

    A count sets the stock. What is dated before the last count is in that count already: it changes who holds what,
    and no more. *day* is the day of an event that claims none, where a clock tells it, and *dated* by what; without any
    day the order of the log decides. A stock never goes below 0: a record that would take it there shows that the count
    was wrong.

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
        return _counted(state, fact.units, when, Quality.CLAIMED if event.occurred else dated)
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
    dated: Quality = Quality.BOUNDED,
) -> dict[ResourceId, StockState]:
    """Return the states that *event* leaves changed or new, by resource; *states* itself is not touched."""
    changed: dict[ResourceId, StockState] = {}
    for resource in touched(event.fact):
        before, kind = states.get(resource) or StockState(resource), kinds.get(resource)
        now = after(before if before.kind is kind else replace(before, kind=kind), event, day=day, dated=dated)
        if now != before:
            changed[resource] = now
    return changed


def is_still(states: Mapping[ResourceId, StockState], fact: Fact, kinds: Mapping[ResourceId, ResourceKind]) -> bool:
    """
    Tell, much sooner than ``fold``, that it would leave all as it is whatever the day: a use that uses nothing up.

    >>> tablet, used = ResourceId("tablet"), Use(school="0403691-0", resource=ResourceId("tablet"))
    >>> [is_still({tablet: StockState(tablet, kind)}, used, {tablet: kind}) for kind in ResourceKind]
    [True, False, True]
    """
    if not isinstance(fact, Use):
        return False
    kind, state = kinds.get(fact.resource), states.get(fact.resource)
    return kind is not ResourceKind.CONSUMABLE and kind is (None if state is None else state.kind)


def _counted(state: StockState, units: int, when: date | None, dated: Quality) -> StockState:
    """A count that was made before the last one, and came later, says nothing of now."""
    if state.as_of is not None and when is not None and when < state.as_of:
        return state
    return replace(state, on_hand=units, as_of=when or state.as_of, dated=dated)


def _moved(state: StockState, fact: Fact) -> int:
    """Return what the fact adds to the cupboard."""
    match fact:
        case Receipt() | Return():
            return fact.units
        case Loan() | Loss():
            return -fact.units
        case Repair():
            return _REPAIRED.get(fact.action, 0) * fact.units
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
