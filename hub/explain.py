"""Why every line has its quantity: from an allocation to lines that anybody can recompute from what is published."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from hub.lots import Ints, Lots, build
from hub.places import Ask, Place
from hub.prices import Allocation
from hub.worth import chance_needed, lot_uses, lot_value
from shared import lacking
from shared.allocation import Line, Reason
from shared.ids import ResourceId
from shared.resources import Catalogue, Power

Prices = Mapping[tuple[str, ResourceId], int]
"""Millionths per lot of each depot's stock, as published with the plan."""


_Rank = tuple[int, int, tuple[int, int]]
"""Worth after the kit's price, negated; the how-manieth lot of its pair; the pair's turn."""


@dataclass(frozen=True, slots=True)
class _Why:
    reason: Reason
    limit: str = ""
    changes_at: int = 0
    kit_of: ResourceId | None = None


def published_prices(instance: Lots, allocation: Allocation) -> dict[tuple[str, ResourceId], int]:
    """Return the price of a lot of each stock, in millionths."""
    return {key: int(price) for key, price in zip(instance.stocks, allocation.price, strict=True)}


def explain(instance: Lots, lots: Ints, prices: Prices) -> list[Line]:
    """
    Return one line for each school and resource that is needed, asked for, held or sent, with its reason.

    It reads nothing of the solver but the lots and the prices, so that an auditor can call it on a published plan.
    """
    book = _Book(instance, lots, prices)
    units = (lots * instance.lot).tolist()
    have = [ask.on_hand + ask.in_transit + sent for ask, sent in zip(instance.asks, units, strict=True)]
    uses = lot_uses([ask.need for ask in instance.asks], have, instance.lot.tolist()).tolist()
    return [
        _line(instance, book, pair, sent, use)
        for pair, (ask, sent, there, use) in enumerate(zip(instance.asks, units, have, uses, strict=True))
        if ask.need.p90 or ask.asked or there
    ]


def _line(instance: Lots, book: "_Book", pair: int, units: int, use: float) -> Line:
    """Return the line of a pair that is sent *units*, of whose next lot *use* units are expected to be used."""
    place, ask, resource = instance.places[pair], instance.asks[pair], instance.resources[pair]
    stock, why = instance.pair_stock[pair], book.why(pair)
    return Line(
        school=place.school,
        site=place.site,
        resource=resource.id,
        units=units,
        lots=units // resource.lot,
        lot=resource.lot,
        reason=why.reason,
        need=ask.need,
        on_hand=ask.on_hand,
        in_transit=ask.in_transit,
        asked=ask.asked,
        next_lot_use_pct=round(100 * use / resource.lot),
        urgency_pct=place.urgency_pct,
        value=lot_value(use, resource, place.urgency_pct),
        price=book.price(pair),
        limit=why.limit,
        depot=place.depot,
        depot_stock=int(instance.stock_units[stock]),
        depot_schools=int(book.rivals[stock]),
        changes_at=why.changes_at,
        kit_of=why.kit_of,
        made_by=ask.made_by,
        counted=ask.counted,
        count_day_sure=ask.count_day_sure,
    )


def recompute(
    lines: Sequence[Line],
    places: Iterable[Place],
    prices: Prices,
    catalogue: Catalogue,
    *,
    stock: Mapping[tuple[str, ResourceId], int],
    cycle: str,
    least_use_pct: int,
) -> list[Line]:
    """
    Return the lines again, from nothing but what was published: equal to *lines* unless somebody changed them.

    *stock* is what the depots had, in units: a part of a kit that went to nobody has no line that tells of it.
    """
    asks = [
        Ask(
            line.school,
            line.resource,
            line.need,
            line.on_hand,
            line.in_transit,
            line.asked,
            line.made_by,
            line.counted,
            line.count_day_sure,
        )
        for line in lines
    ]
    instance = build(places, asks, stock, catalogue, cycle=cycle, least_use_pct=least_use_pct)
    sent = {(line.school, line.resource): line.lots for line in lines}
    lots = [sent.get((ask.school, ask.resource), 0) for ask in instance.asks]
    return explain(instance, np.array(lots, dtype=np.int64), prices)


class _Book:
    """What is left in each stock, and who still waits for it."""

    def __init__(self, instance: Lots, lots: Ints, prices: Prices) -> None:
        self._of = instance
        self._lots = lots
        self._prices = np.array([prices.get(key, 0) for key in instance.stocks], dtype=np.int64)
        worth_sending = np.diff(instance.first)
        self._open = worth_sending - lots
        self.rivals = np.bincount(instance.pair_stock[worth_sending > 0], minlength=len(instance.stocks))
        given = np.zeros(len(instance.stocks), dtype=np.int64)
        np.add.at(given, instance.pair_stock, lots * instance.lot)
        self._kits, self._mains = instance.kits_of_main(), instance.kits_of_part()
        self._left = instance.stock_units - given
        self._extra = [self._next_parts(pair) for pair in range(len(lots))]
        self._queues: dict[int, list[_Rank]] = {}
        self._part_queues: dict[int, tuple[list[tuple[int, int, int]], list[int]]] = {}
        self._net = [self._net_worth(pair) for pair in range(len(lots))]

    def price(self, pair: int) -> int:
        """Return what the next lot of *pair* costs, its kit included."""
        return int(self._prices[self._of.pair_stock[pair]]) + self._kit_price(pair)

    def why(self, pair: int) -> _Why:
        """Return the reason of *pair*, what limits it and what would change it."""
        if missing := self._of.missing[pair]:
            return _Why(Reason.INCOMPATIBLE, missing)
        if self._open[pair] > 0:
            return self._short_of_part(pair) if self._lots_left(pair) else self._short_of_stock(pair)
        if self._open[pair] < 0:
            return self._goes_with(pair)
        ask, lot = self._of.asks[pair], int(self._of.lot[pair])
        wanted = chance_needed(ask.need, ask.on_hand + ask.in_transit) * 100 >= self._of.least_use_pct
        if wanted and lot > 1 and not self._lots[pair]:
            return _Why(Reason.LOT_TOO_BIG, changes_at=-(-self._of.least_use_pct * lot // 100))
        return _Why(Reason.SATISFIED)

    def _lots_left(self, pair: int) -> bool:
        return bool(self._left[self._of.pair_stock[pair]] >= self._of.lot[pair])

    def _short_of_stock(self, pair: int) -> _Why:
        """Count the lots that come before the next one of *pair*, and the units that all of them would take."""
        stock = int(self._of.pair_stock[pair])
        ahead = bisect_left(self._queue(stock), (-int(self._net[pair][0]), int(self._lots[pair]), self._turn(pair)))
        units = (ahead + 1) * int(self._of.lot[pair]) - int(self._left[stock])
        return _Why(Reason.STOCK, self._of.places[pair].depot, units)

    def _turn(self, pair: int) -> tuple[int, int]:
        return int(self._of.tie[pair]), pair

    def _queue(self, stock: int) -> list[_Rank]:
        """Return the lots that *stock* did not reach, in the order in which it would."""
        if stock not in self._queues:
            self._queues[stock] = sorted(
                (-int(worth), int(self._lots[pair]) + place, self._turn(int(pair)))
                for pair in np.flatnonzero(self._of.pair_stock == stock)
                for place, worth in enumerate(self._net[pair])
            )
        return self._queues[stock]

    def _short_of_part(self, pair: int) -> _Why:
        """Name the kit part that the depot lacks, and how many more it would take for this school's turn to come."""
        for part, lots in self._extra[pair]:
            stock, lot = self._of.pair_stock[part], int(self._of.lot[part])
            if lots * lot <= self._left[stock]:
                continue
            queue = self._wanted_before(int(stock), pair)
            limit = self._of.resources[part].id + self._doubt(pair)
            return _Why(Reason.KIT, limit, (queue + lots) * lot - int(self._left[stock]))
        return _Why(Reason.STOCK, self._of.places[pair].depot, int(self._of.lot[pair]))

    def _wanted_before(self, stock: int, pair: int) -> int:
        """Return the lots of a part that go with the next lots of those whose turn comes before that of *pair*."""
        if stock not in self._part_queues:
            waiting = sorted(
                (self._turn_for_parts(main), sum(lots for part, lots in extra if self._of.pair_stock[part] == stock))
                for main, extra in enumerate(self._extra)
                if self._open[main] > 0 and self._lots_left(main)
                if any(self._of.pair_stock[part] == stock for part, _ in extra)
            )
            sums = [0, *accumulate(lots for _, lots in waiting)]
            self._part_queues[stock] = [turn for turn, _ in waiting], sums
        turns, sums = self._part_queues[stock]
        return sums[bisect_left(turns, self._turn_for_parts(pair))]

    def _turn_for_parts(self, pair: int) -> tuple[int, int, int]:
        return -int(self._net[pair][0]), *self._turn(pair)

    def _goes_with(self, pair: int) -> _Why:
        mains = [kit.main for kit in self._mains.get(pair, ()) if self._lots[kit.main]]
        main = max(mains, key=lambda m: int(self._lots[m] * self._of.lot[m]), default=pair)
        return _Why(Reason.KIT, "power" + self._doubt(pair), kit_of=self._of.resources[main].id)

    def _doubt(self, pair: int) -> str:
        return "" if self._of.places[pair].power is Power.NONE else lacking.UNKNOWN

    def _next_parts(self, pair: int) -> list[tuple[int, int]]:
        """Return the further lots of each kit part that one more lot of *pair* would take along."""
        extra = []
        for kit in self._kits.get(pair, ()):
            sent = (k.units * int(self._lots[k.main] * self._of.lot[k.main]) for k in self._mains[kit.part])
            load = sum(sent) + kit.units * int(self._of.lot[pair]) - int(self._of.spare[kit.part])
            lots = -(-load // int(self._of.lot[kit.part])) - int(self._lots[kit.part])
            extra.append((kit.part, max(0, lots)))
        return extra

    def _kit_price(self, pair: int) -> int:
        return sum(int(self._prices[self._of.pair_stock[part]]) * lots for part, lots in self._extra[pair])

    def _net_worth(self, pair: int) -> Ints:
        start, end = self._of.first[pair] + self._lots[pair], self._of.first[pair + 1]
        return self._of.values[min(start, end) : end] - self._kit_price(pair)
