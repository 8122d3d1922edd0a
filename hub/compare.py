"""The same stock and needs divided in the other ways (``hub.ways``), beside the priced plan."""

import heapq
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from hub.fairness import Evenness, gini
from hub.lots import Ints, Lots
from hub.ways import Way
from hub.worth import expected_unmet, knots
from shared.ids import SchoolId

Claim = Callable[[int, int], float | None]
"""How strongly a pair claims its next lot, given the lots it has; None: it claims no more."""


def compare(instance: Lots, plan: Ints, arrival: Sequence[SchoolId] = ()) -> dict[Way, Evenness]:
    """
    Measure the *plan* and the other ways of dividing on the same instance, with the same lots, kits and requirements.

    Args:
        arrival: Schools in the order in which they asked, for "first come"; others follow in the cycle's order.
    """
    return {
        Way.PLAN: measure(instance, plan),
        Way.BY_ENROLMENT: measure(instance, by_enrolment(instance)),
        Way.BY_NET_NEED: measure(instance, by_net_need(instance)),
        Way.FIRST_COME: measure(instance, first_come(instance, arrival)),
    }


def by_enrolment(instance: Lots) -> Ints:
    """
    Divide each stock in proportion to enrolment among the schools where it is of use, whatever they need.

    A school of unknown enrolment counts as one of a single student: with 0, one of them would take all that is left.
    """

    def claim(pair: int, lots: int) -> float:
        return max(1, instance.places[pair].students) / (lots + 1)

    return _serve(instance, claim)


def by_net_need(instance: Lots) -> Ints:
    """Divide each stock in proportion to the likely need less what is there, up to it."""
    net = [max(0, ask.need.p50 - ask.on_hand - ask.in_transit) for ask in instance.asks]

    def claim(pair: int, lots: int) -> float | None:
        return net[pair] / (lots + 1) if lots * int(instance.lot[pair]) < net[pair] else None

    return _serve(instance, claim)


def first_come(instance: Lots, arrival: Sequence[SchoolId] = ()) -> Ints:
    """Give each school all it asks for (what it may still need, where it did not ask) until the stock is gone."""
    place: Mapping[SchoolId, int] = {school: at for at, school in enumerate(arrival)}
    wants = [ask.asked or ask.need.p90 - ask.on_hand - ask.in_transit for ask in instance.asks]

    def claim(pair: int, lots: int) -> float | None:
        turn = place.get(instance.places[pair].school, len(place))
        return -float(turn) if lots * int(instance.lot[pair]) < wants[pair] else None

    return _serve(instance, claim)


def _serve(instance: Lots, claim: Claim) -> Ints:
    """Give lots one by one to the strongest claim while stock and kits allow."""
    left = [int(lots) for lots in instance.stock_lots()]
    lots = [0] * len(instance.asks)
    kits, mains = instance.kits_of_main(), instance.kits_of_part()
    queue: list[tuple[float, int, int]] = []

    def offer(pair: int) -> None:
        strength = None if instance.missing[pair] else claim(pair, lots[pair])
        if strength is not None:
            heapq.heappush(queue, (-strength, int(instance.tie[pair]), pair))

    def parts(pair: int) -> dict[int, int]:
        extra = {}
        for kit in kits.get(pair, ()):
            load = sum(k.units * (lots[k.main] + (k.main == pair)) * int(instance.lot[k.main]) for k in mains[kit.part])
            load -= int(instance.spare[kit.part])
            extra[kit.part] = max(0, -(-load // int(instance.lot[kit.part])) - lots[kit.part])
        return extra

    for pair in range(len(lots)):
        offer(pair)
    while queue:
        _, _, pair = heapq.heappop(queue)
        takes = {pair: 1, **parts(pair)}
        if all(left[instance.pair_stock[p]] >= count for p, count in takes.items()):
            for p, count in takes.items():
                lots[p] += count
                left[instance.pair_stock[p]] -= count
            offer(pair)
    return np.array(lots, dtype=np.int64)


def measure(instance: Lots, lots: Ints) -> Evenness:
    """Return how much of the need that could be served stays unmet, and how evenly."""
    curve = knots([ask.need for ask in instance.asks])
    have = np.array([float(ask.on_hand + ask.in_transit) for ask in instance.asks])
    urgency = np.array([float(place.urgency_pct) for place in instance.places])
    worth = np.array([float(resource.value) for resource in instance.resources])
    worth *= np.array([not missing for missing in instance.missing], dtype=float)
    need = worth * expected_unmet(curve, np.zeros(len(have)))
    unmet = worth * expected_unmet(curve, have + lots * instance.lot)
    names, of = np.unique([place.school for place in instance.places], return_inverse=True)
    by_school = [np.bincount(of, weights=w, minlength=len(names)) for w in (need, unmet)]
    lacking = np.bincount(of, weights=np.diff(instance.first), minlength=len(names)) > 0
    nothing = lacking & (np.bincount(of, weights=lots, minlength=len(names)) == 0)
    asked = by_school[0] > 0
    fill = 1.0 - by_school[1][asked] / by_school[0][asked]
    return Evenness(
        unmet_pct=round(100.0 * float(urgency @ unmet) / max(float(urgency @ need), 1e-9), 2),
        p05_fill_pct=round(100.0 * float(np.quantile(fill, 0.05)) if len(fill) else 100.0, 2),
        least_fill_pct=round(100.0 * float(fill.min()) if len(fill) else 100.0, 2),
        gini=round(gini(fill), 4),
        with_nothing=int(nothing.sum()),
        schools=int(asked.sum()),
    )
