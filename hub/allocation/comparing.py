"""The same instance divided in the other ways (``hub.ways``), with the same limits, beside the priced plan."""

import heapq
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from hub.allocation.assembling import Assembled
from hub.allocation.carrying import Carrier
from hub.allocation.instance import Floats, Ints
from hub.allocation.measures import Evenness, Group, gini, jain
from hub.allocation.need import likely, unmet
from hub.ways import Way

Claim = Callable[[int, int], float | None]
"""How strongly a pair claims its next lot, given the lots it has; None: it claims no more."""


def compare(of: Assembled, plan: Ints) -> dict[Way, Evenness]:
    """Measure the *plan* and the other ways of dividing, each with the same lots, kits, roads, trips and money."""
    return {
        Way.PLAN: measure(of, plan),
        Way.BY_ENROLMENT: measure(of, by_enrolment(of)),
        Way.BY_NET_NEED: measure(of, by_net_need(of)),
        Way.FIRST_COME: measure(of, first_come(of)),
    }


def by_enrolment(of: Assembled) -> Ints:
    """
    Divide each stock in proportion to enrolment among the schools where it is of use, whatever they need.

    A school of unknown enrolment counts as one of a single student: with 0, one of them would take all that is left.
    """
    students = np.maximum(1, of.instance.schools.enrolment)[of.instance.pairs.school].tolist()

    def claim(pair: int, lots: int) -> float:
        return float(students[pair]) / (lots + 1)

    return _serve(of, claim)


def by_net_need(of: Assembled) -> Ints:
    """Divide each stock in proportion to the likely need less what is there, up to it."""
    net = np.maximum(0, likely(of.asked.curve) - of.asked.on_hand - of.asked.in_transit).tolist()
    lot = _lot(of).tolist()

    def claim(pair: int, lots: int) -> float | None:
        return net[pair] / (lots + 1) if lots * lot[pair] < net[pair] else None

    return _serve(of, claim)


def first_come(of: Assembled) -> Ints:
    """Give each school all it asks for (what it may still need, where it did not ask) until the stock is gone."""
    asked, high = of.asked, np.rint(of.asked.curve.need[:, -2])
    wants = np.where(asked.asked > 0, asked.asked, high - asked.on_hand - asked.in_transit).tolist()
    turn, lot = of.instance.schools.turn[of.instance.pairs.school].tolist(), _lot(of).tolist()

    def claim(pair: int, lots: int) -> float | None:
        return -float(turn[pair]) if lots * lot[pair] < wants[pair] else None

    return _serve(of, claim)


def _lot(of: Assembled) -> Ints:
    return of.instance.resources.lot[of.instance.pairs.resource]


def _serve(of: Assembled, claim: Claim) -> Ints:
    """Give lots one by one to the strongest claim while every limit allows."""
    instance = of.instance
    carrier = Carrier(instance)
    tie, most = instance.schools.tie[instance.pairs.school].tolist(), instance.pairs.most.tolist()
    closed = (instance.pairs.missing != "").tolist()
    queue: list[tuple[float, int, int]] = []

    def offer(pair: int) -> None:
        strength = None if closed[pair] or carrier.lots[pair] >= most[pair] else claim(pair, carrier.lots[pair])
        if strength is not None:
            heapq.heappush(queue, (-strength, tie[pair], pair))

    for pair in range(len(closed)):
        offer(pair)
    while queue:
        _, _, pair = heapq.heappop(queue)
        if carrier.take(pair):
            offer(pair)
    return np.array(carrier.lots, dtype=np.int64)


def measure(of: Assembled, lots: Ints) -> Evenness:
    """Return how much of the need of the cycle that could be served stays unmet, and how evenly."""
    need = needs(of)
    return measure_open(of, lots, need, left_open(of, lots, need))


def measure_open(of: Assembled, lots: Ints, need: Floats, open_: Floats) -> Evenness:
    """Return the same of what each school needs (``needs``) and *lots* leave open of it (``left_open``)."""
    lacking = _by_school(of, np.diff(of.instance.pairs.first)) > 0
    fill = (1.0 - open_ / np.where(need > 0, need, 1.0))[need > 0]
    return Evenness(
        unmet_pct=_unmet_pct(of.instance.schools.weight_pct, need, open_),
        p05_fill_pct=round(100.0 * float(np.quantile(fill, 0.05)) if len(fill) else 100.0, 2),
        least_fill_pct=round(100.0 * float(fill.min()) if len(fill) else 100.0, 2),
        gini=round(gini(fill), 4),
        with_nothing=int((lacking & (_by_school(of, lots) == 0)).sum()),
        schools=int((need > 0).sum()),
        jain=round(jain(fill), 4),
        groups=_groups(of, need, open_),
    )


def needs(of: Assembled) -> Floats:
    """Return each school's need of the cycle that could be served, in worth."""
    return _by_school(of, _value(of) * of.asked.expected)


def left_open(of: Assembled, lots: Ints, need: Floats) -> Floats:
    """Return how much of each school's *need* stays open with *lots*, in worth."""
    have = of.asked.on_hand + of.asked.in_transit + lots * _lot(of)
    return np.minimum(need, _by_school(of, _value(of) * unmet(of.asked.curve, have)))


def _value(of: Assembled) -> Floats:
    pairs = of.instance.pairs
    return np.where(pairs.missing == "", of.instance.resources.value[pairs.resource], 0).astype(float)


def _by_school(of: Assembled, amount: Ints | Floats) -> Floats:
    return np.bincount(of.instance.pairs.school, weights=amount, minlength=len(of.instance.schools)).astype(float)


def _unmet_pct(weight: Ints, need: Floats, open_: Floats) -> float:
    return round(100.0 * float(weight @ open_) / max(float(weight @ need), 1e-9), 2)


def _groups(of: Assembled, need: Floats, open_: Floats) -> Mapping[str, Mapping[str, Group]]:
    schools, asks, found = of.instance.schools, need > 0, dict[str, dict[str, Group]]()
    weight, need, open_ = schools.weight_pct[asks].astype(float), need[asks], open_[asks]
    for sort, kinds in schools.groups.items():
        of_kind, names = pd.factorize(kinds[asks], sort=True)
        count, fill, needed, lacking = (
            np.bincount(of_kind, weights=one, minlength=len(names))
            for one in (np.ones(len(need)), 100.0 * (1.0 - open_ / need), weight * need, weight * open_)
        )
        for at, name in enumerate(names):
            if name:
                unmet_pct = round(100.0 * float(lacking[at]) / max(float(needed[at]), 1e-9), 2)
                one = Group(int(count[at]), round(float(fill[at] / count[at]), 2), unmet_pct)
                found.setdefault(sort, {})[str(name)] = one
    return found
