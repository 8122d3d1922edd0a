"""Who gets what: prices, whole lots placed at them, bettered until two rounds agree, and the certificate."""

from dataclasses import dataclass, replace

import numpy as np

from hub.allocation.costs import costs_at
from hub.allocation.demand import EvenDemand, WholeDemand, round_parts_up
from hub.allocation.exchanging import WORK, exchange
from hub.allocation.field import GRAINS, Field, lay_out
from hub.allocation.gain import objective
from hub.allocation.guarantee import place_guarantee
from hub.allocation.instance import Division, Instance, Ints, Prices
from hub.allocation.least import place_least
from hub.allocation.placing import insert
from hub.allocation.pricing import AGAIN, COLD, WARM, find_prices, first_prices
from hub.allocation.room import Room, copy_of, whole_room
from hub.allocation.side_by_side import together
from hub.allocation.sorting import place_sorted, stands_alone

_MOST_ROUNDS = 12
_AGREE = 1e-6
"""Of the bound: a round that betters the best one before it by no more agrees with it."""
_SHORT = 32
"""How much less a search that starts from another division works at exchanges: whoever asks *what if* waits for it."""
_NEAR_ENOUGH = 2e-4
"""Of the bound: what is no further below it is not bettered by exchanges."""


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


def _polished(
    field: Field, room: Room, least: Ints, start: Division | Prices | None, percent: int
) -> tuple[_Round, int]:
    """Look for prices and place lots at them until two rounds agree; return the round with the smallest gap."""
    demand = EvenDemand(field, least) if field.alpha > 0 else WholeDemand(field, least)
    before = start if isinstance(start, Division) else None
    from_ = before.prices if before else start if isinstance(start, Prices) else None
    prices, search = (first_prices(field), COLD) if from_ is None else (from_, WARM)
    seen: list[_Round] = []

    def round_at(prices: Prices, also: tuple[Ints, ...] = ()) -> list[_Round]:
        """Return what comes of placing what is wanted at *prices*, and the lots of *also* instead of it."""
        wanted, surplus = demand.wanted(prices)
        costs, bound = costs_at(field, prices), demand.bound(prices)

        def placed(lots: Ints) -> _Round:
            tried = copy_of(room)
            if percent:
                place_guarantee(field, costs, tried, percent)
            insert(field, costs, tried, lots, surplus)
            return _Round(tried, prices, objective(field, tried.lots), bound)

        return together(placed, (wanted, *also))

    while len(seen) < (_MOST_ROUNDS if start is None else 1):
        prices = find_prices(field, prices, demand.answer, search)
        kept = () if before is None else (_carried_over(field, least, before.lots),)
        tried, *carried = round_at(prices, kept)
        best_before = min((one.open for one in seen), default=None)
        seen.append(tried)
        search = AGAIN
        if best_before is not None and best_before - tried.open <= _AGREE * tried.bound:
            break
    best, near_enough = min(seen, key=lambda round: round.open), _NEAR_ENOUGH
    if before is not None:
        # What is no better to speak of would move schools for nothing.
        best = best if best.value - carried[0].value > _NEAR_ENOUGH * abs(best.bound) else carried[0]
        # Exchanges that bettered the one before as well are not what the change does.
        near_enough += before.gap_pct / 100
    if best.open > near_enough * best.bound:
        work = WORK if start is None else WORK // _SHORT
        best = _exchanged(field, best, room.lots, percent, work)
    return best, len(seen)


def _exchanged(field: Field, best: _Round, ground: Ints, percent: int, work: int) -> _Round:
    exchange(field, costs_at(field, best.prices), best.room, ground, percent, work)
    return replace(best, value=objective(field, best.room.lots))


def _carried_over(field: Field, least: Ints, lots: Ints) -> Ints:
    """Return what of another division's *lots* may still be sent, with the parts that it takes along."""
    kept: Ints = np.minimum(lots, field.most)
    round_parts_up(field, least, kept)
    return kept
