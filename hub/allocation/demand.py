"""All schools asked at given prices: what they use together, what each wants whole, and the bound that it proves."""

from functools import partial
from math import ceil, fsum

import numpy as np

from hub.allocation.bound import bound_of
from hub.allocation.compiled import compiled
from hub.allocation.costs import costs_at, supplies_cost
from hub.allocation.fair_response import bound_evenly, respond_evenly
from hub.allocation.field import Field
from hub.allocation.instance import Floats, Ints, Prices
from hub.allocation.kit_choice import needed
from hub.allocation.response import exact_total, respond, total_surplus
from hub.allocation.side_by_side import side_by_side
from hub.allocation.use import Use, add_all, nothing_used

_FEW_WAYS = 64
"""To fill a kit group, while prices are looked for."""
_HALVINGS = 12
_ABOVE_ROUNDING = 1e-11
"""Of a bound that is a sum of floats: more than all of its roundings."""


class WholeDemand:
    """At alpha 0: whole lots, exact numbers. Keeps what was last wanted, where the next search begins."""

    def __init__(self, field: Field, least: Ints) -> None:
        self._field, self._least = field, least
        self._wanted, self._lots = least.copy(), least.copy()
        self._surplus = np.zeros(len(field.trip), dtype=np.int64)

    def answer(self, prices: Prices) -> tuple[Use, float]:
        """Return what the schools use at *prices*, and the bound, which is nearly right where kits are large."""
        self.wanted(prices)
        used = nothing_used(self._field)
        add_all(self._field, used, self._lots)
        surplus = total_surplus(self._field, self._least, self._surplus)
        return used, float(exact_total(surplus) + supplies_cost(self._field, prices))

    def wanted(self, prices: Prices) -> tuple[Ints, Ints]:
        """Return the lots that schools take at *prices*, and the surplus of each if it were visited."""
        costs = costs_at(self._field, prices)
        ask = partial(respond, self._field, costs, self._least, self._wanted, self._lots, self._surplus, _FEW_WAYS)
        side_by_side(ask, len(self._surplus))
        return self._lots, self._surplus

    def bound(self, prices: Prices) -> int:
        """Return in grains what no division can be worth."""
        return bound_of(self._field, prices, self._least)


class EvenDemand:
    """At alpha above 0: lots divided, so that what is wanted changes little where prices do."""

    def __init__(self, field: Field, least: Ints) -> None:
        self._field, self._least = field, least
        self._taken = np.zeros(len(field.school))
        self._surplus = np.zeros(len(field.trip))
        self._shares, self._step = np.zeros(len(field.kits.part)), 0.5

    def answer(self, prices: Prices) -> tuple[Use, float]:
        """Return what the schools use at *prices*, and a bound, which the last one of ``bound`` is below."""
        self._respond(prices)
        self._step = max(0.02, self._step * 0.8)
        used = nothing_used(self._field)
        add_all(self._field, used, self._taken)
        return used, fsum(self._surplus) + float(supplies_cost(self._field, prices))

    def wanted(self, prices: Prices) -> tuple[Ints, Floats]:
        """Return the whole lots that schools take at *prices*, with all parts that these need, and their surplus."""
        self._respond(prices)
        lots = np.floor(self._taken).astype(np.int64)
        round_parts_up(self._field, self._least, lots)
        return lots, self._surplus

    def bound(self, prices: Prices) -> int:
        """Return in grains what no division can be worth."""
        surplus, costs = np.zeros(len(self._field.trip)), costs_at(self._field, prices)
        shares, taken = np.zeros_like(self._shares), np.zeros_like(self._taken)
        ask = partial(bound_evenly, self._field, costs, self._least, shares, taken, surplus, _HALVINGS)
        side_by_side(ask, len(surplus))
        cost = supplies_cost(self._field, prices)
        return ceil(fsum(surplus) + _ABOVE_ROUNDING * (fsum(np.abs(surplus)) + float(cost))) + cost

    def _respond(self, prices: Prices) -> None:
        costs = costs_at(self._field, prices)
        ask = partial(
            respond_evenly, self._field, costs, self._least, self._shares, self._taken, self._surplus, self._step
        )
        side_by_side(ask, len(self._surplus))


@compiled
def round_parts_up(field: Field, least: Ints, lots: Ints) -> None:
    """Give mains the parts that they need, and take back those, down to *least*, whose parts cannot be had."""
    kits = field.kits
    for at in range(len(kits.part)):
        part = kits.part[at]
        for rule in range(kits.rules[at], kits.rules[at + 1]):
            main = kits.main[kits.loader[rule]]
            while lots[main] > least[main] and needed(field, at, lots) > field.most[part]:
                lots[main] -= 1
        lots[part] = max(min(lots[part], field.most[part]), needed(field, at, lots))
