"""Who gets the lots of scarce stock: a sort where resources stand alone, shadow prices and an exact core with kits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hub.kits import Coupled, solve_coupled
from hub.lots import Ints, Kit, Lots


@dataclass(frozen=True, slots=True, eq=False)
class Allocation:
    """
    Lots for each pair, with the certificate: no plan within the stock is worth more than ``bound``.

    Worth is in millionths. ``price`` is what one lot of each stock costs: the worth of the best use it was not put to.
    """

    lots: Ints
    price: Ints
    value: int
    bound: int

    @property
    def gap_pct(self) -> float:
        """Return how far the plan may be from the best one, in percent of the best one."""
        return 100.0 * (self.bound - self.value) / self.bound if self.bound else 0.0


def allocate(instance: Lots) -> Allocation:
    """
    Divide each stock among the schools so that the worth of what is met is highest; short stock is never an error.

    Stocks that no kit couples are divided by a sort, exactly. The answer does not depend on the order of rows.
    """
    stock = instance.stock_lots()
    components = _components(instance.kits, instance.pair_stock, len(stock))
    alone = ~np.isin(instance.pair_stock, [s for stocks in components for s in stocks])
    lots, price, value = _by_sort(instance, stock, alone)
    bound = value
    for stocks in components:
        part = _coupled(instance, stock, stocks)
        found = solve_coupled(part)
        lots[part.pairs] = found.lots
        price[list(stocks)] = found.price
        value += found.value
        bound += found.bound
    return Allocation(lots, price, value, bound)


def _by_sort(instance: Lots, stock: Ints, pairs: np.ndarray) -> tuple[Ints, Ints, int]:
    """Give each stock's lots to the highest worth; equal worth goes by first lots, then by the cycle's hash."""
    pair = np.repeat(np.arange(len(pairs)), np.diff(instance.first))
    nth = np.arange(len(pair)) - instance.first[pair]
    chosen = pairs[pair]
    pair, nth, worth = pair[chosen], nth[chosen], instance.values[chosen]
    of = instance.pair_stock[pair]
    order = np.lexsort((pair, instance.tie[pair], nth, -worth, of))
    pair, worth, of = pair[order], worth[order], of[order]
    rank = np.arange(len(of)) - np.searchsorted(of, of)
    given = rank < stock[of]
    price = np.zeros(len(stock), dtype=np.int64)
    first_refused = rank == stock[of]
    price[of[first_refused]] = worth[first_refused]
    lots = np.bincount(pair[given], minlength=len(pairs)).astype(np.int64)
    return lots, price, int(worth[given].sum())


def _components(kits: Sequence[Kit], pair_stock: Ints, count: int) -> list[tuple[int, ...]]:
    """Return the sets of stocks that kits couple, each in order."""
    group = list(range(count))
    for kit in kits:
        one, other = group[pair_stock[kit.main]], group[pair_stock[kit.part]]
        group = [min(one, other) if g in (one, other) else g for g in group]
    members: dict[int, list[int]] = {}
    for at, name in enumerate(group):
        members.setdefault(name, []).append(at)
    return [tuple(stocks) for stocks in members.values() if len(stocks) > 1]


def _coupled(instance: Lots, stock: Ints, stocks: tuple[int, ...]) -> Coupled:
    """Cut the part of the instance that draws on *stocks*."""
    pairs = np.flatnonzero(np.isin(instance.pair_stock, stocks))
    place = {int(pair): at for at, pair in enumerate(pairs)}
    return Coupled(
        pairs=pairs,
        stock=stock[list(stocks)],
        pair_stock=np.searchsorted(stocks, instance.pair_stock[pairs]),
        worth=[instance.values[instance.first[p] : instance.first[p + 1]] for p in pairs],
        kits=[Kit(place[k.main], place[k.part], k.units) for k in instance.kits if k.main in place],
        spare=instance.spare[pairs],
        lot=instance.lot[pairs],
        tie=instance.tie[pairs],
    )
