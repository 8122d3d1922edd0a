"""Who gets what: prices, whole lots placed at them, bettered until two rounds agree, and the certificate."""

from dataclasses import dataclass, replace

import numpy as np

from hub.allocation.costs import costs_at
from hub.allocation.demand import EvenDemand, WholeDemand, round_parts_up
from hub.allocation.exchanging import WORK, exchange
from hub.allocation.field import GRAINS, Field, lay_out
from hub.allocation.gain import objective
from hub.allocation.guarantee import place_guarantee
from hub.allocation.instance import Division, Floats, Instance, Ints, Prices
from hub.allocation.least import place_least
from hub.allocation.placing import insert
from hub.allocation.pricing import AGAIN, COLD, WARM, WARM_WHOLE, Search, find_prices, first_prices
from hub.allocation.room import Room, copy_of, whole_room
from hub.allocation.sorting import place_sorted, stands_alone

_MOST_ROUNDS = 12
_AGREE = 1e-6
"""Of the bound: a round that betters the best one before it by no more agrees with it."""
_SHORT = 32
"""How much less a search that starts from another division works at exchanges: whoever asks *what if* waits for it."""
_NEAR_ENOUGH = 2e-4
"""Of the bound: what is no further below it is not bettered by exchanges."""
_FAR = 2e-3
"""Of the bound: a change that leaves more open is large, and prices are looked for as if there had been none."""


@dataclass(frozen=True, slots=True, eq=False)
class _Round:
    room: Room
    prices: Prices
    value: int
    bound: int

    @property
    def open(self) -> int:
        return self.bound - self.value


def divide(instance: Instance, *, start: Division | Prices | None = None) -> Division:
    """
    Divide what is scarce. Whatever the instance, the division is within every limit; what cannot be met is left open.

    The bound is of all divisions that meet as much of each lock. It does not know of the guarantee, so that the gap
    then holds also what the guarantee costs.

    Args:
        start: A division of much the same instance, with the same pairs. The search begins at its prices and is short,
            and what fits of its lots stays unless others are worth more: little changes where little was changed. Its
            prices alone, where what counts is another (alpha).
    """
    field = lay_out(instance)
    room = whole_room(field)
    least = place_least(field, room, instance.pairs.rank)
    if stands_alone(field) and not instance.guarantee_pct:
        prices, rounds = place_sorted(field, room), 0
        value = objective(field, room.lots)
        best = _Round(room, prices, value, value)
    else:
        best, rounds = _polished(field, room, least, start, instance.guarantee_pct)
    return Division(
        lots=best.room.lots,
        from_pool=np.maximum(0, best.room.used - field.stock),
        prices=best.prices,
        value=best.value // GRAINS,
        bound=max(best.bound, best.value) // GRAINS,
        rounds=rounds,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Prices, with what is wanted at them: lots are placed by what these make of them."""

    field: Field
    room: Room
    percent: int
    prices: Prices
    wanted: Ints
    surplus: Ints | Floats
    bound: int

    def placed(self, lots: Ints) -> _Round:
        """Place *lots*, the guarantee before them."""
        costs, tried = costs_at(self.field, self.prices), copy_of(self.room)
        if self.percent:
            place_guarantee(self.field, costs, tried, self.percent)
        insert(self.field, costs, tried, lots, self.surplus)
        return _Round(tried, self.prices, objective(self.field, tried.lots), self.bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Market:
    """The schools, asked at prices, and the room that locks leave."""

    field: Field
    room: Room
    demand: EvenDemand | WholeDemand
    percent: int

    @property
    def warm(self) -> Search:
        """How long to look where the prices are nearly right."""
        return WARM if self.field.alpha > 0 else WARM_WHOLE

    def at(self, start: Prices, search: Search) -> _Asked:
        """Look for better prices from *start* on."""
        prices = find_prices(self.field, start, self.demand.answer, search)
        wanted, surplus = self.demand.wanted(prices)
        return _Asked(self.field, self.room, self.percent, prices, wanted, surplus, self.demand.bound(prices))


def _polished(
    field: Field, room: Room, least: Ints, start: Division | Prices | None, percent: int
) -> tuple[_Round, int]:
    """Look for prices, place lots at them, better them by exchanges; return that, and after how many rounds."""
    demand = EvenDemand(field, least) if field.alpha > 0 else WholeDemand(field, least)
    market, near_enough, rounds, work = _Market(field, room, demand, percent), _NEAR_ENOUGH, 1, WORK // _SHORT
    if start is None:
        best, rounds = _agreed(market)
        work = WORK
    elif isinstance(start, Division):
        # Exchanges that bettered the one before as well are not what the change does.
        near_enough += start.gap_pct / 100
        best = _changed(market, start.prices, _carried_over(field, least, start.lots), near_enough)
    else:
        found = market.at(start, market.warm)
        best = found.placed(found.wanted)
    if best.open > near_enough * best.bound:
        best = _exchanged(field, best, room.lots, percent, work)
    return best, rounds


def _agreed(market: _Market) -> tuple[_Round, int]:
    """Place what is wanted until two rounds agree; return the one with the smallest gap, and how many there were."""
    prices, search, seen = first_prices(market.field), COLD, list[_Round]()
    while len(seen) < _MOST_ROUNDS:
        found = market.at(prices, search)
        prices, search = found.prices, AGAIN
        open_before = min((one.open for one in seen), default=None)
        seen.append(found.placed(found.wanted))
        if open_before is not None and open_before - seen[-1].open <= _AGREE * seen[-1].bound:
            break
    return min(seen, key=lambda round: round.open), len(seen)


def _changed(market: _Market, prices: Prices, kept: Ints, near_enough: float) -> _Round:
    """Place what was sent before, and where that falls short of the bound what is wanted now, if it is worth more."""
    found = market.at(prices, market.warm)
    carried = found.placed(kept)
    if carried.open <= near_enough * carried.bound:
        return carried
    fresh = found.placed(found.wanted)
    # What is no better to speak of would move schools for nothing.
    best = fresh if fresh.value - carried.value > _NEAR_ENOUGH * abs(carried.bound) else carried
    if best.open <= _FAR * best.bound:
        return best
    found = market.at(found.prices, COLD)
    anew = found.placed(found.wanted)
    return anew if anew.value > best.value else replace(best, bound=min(best.bound, anew.bound))


def _exchanged(field: Field, best: _Round, ground: Ints, percent: int, work: int) -> _Round:
    exchange(field, costs_at(field, best.prices), best.room, ground, percent, work)
    return replace(best, value=objective(field, best.room.lots))


def _carried_over(field: Field, least: Ints, lots: Ints) -> Ints:
    """Return what of another division's *lots* may still be sent, with the parts that it takes along."""
    kept: Ints = np.minimum(lots, field.most)
    round_parts_up(field, least, kept)
    return kept
