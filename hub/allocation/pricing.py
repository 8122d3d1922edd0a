"""Shadow prices: each limit's price rises while the schools want more than there is, and falls while they want less."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hub.allocation.costs import limited
from hub.allocation.field import GRAINS, Field
from hub.allocation.instance import NO_LIMIT, Floats, Ints, Prices
from hub.allocation.use import Use

Answer = Callable[[Prices], tuple[Use, float]]
"""What the schools use at these prices, and the bound that the prices give."""

_FASTER, _SLOWER = 1.3, 0.5
_FASTEST = 1.0
_LEAST_SHARE = 1e-7
"""Of the largest price of its kind: what is cheaper is free."""
_ABOVE_POOL = 1.3
"""How far a depot's own price may lie above the pool's, so that it follows when that rises."""
_DEAREST = 2.0**61


@dataclass(frozen=True, slots=True)
class Search:
    """How long to look for prices."""

    rounds: int
    step: float
    """Of the logarithm, at first."""
    patience: int
    """Rounds without a bound lower by ``worthwhile`` of it, after which the search ends."""
    worthwhile: float = 1e-6
    longest: float = 0.0
    """Of a first step: each price's is the share by which use is off its limit, from ``step`` up to this; 0: no."""


COLD = Search(rounds=200, step=0.5, patience=20)
WARM = Search(rounds=40, step=0.02, patience=3, worthwhile=2e-5, longest=0.5)
"""A small change moves few prices far: those of limits that it touched."""
WARM_WHOLE = Search(rounds=40, step=0.02, patience=5, worthwhile=1e-5, longest=0.5)
"""Where lots are whole (alpha 0) what is wanted leaps, and the lowest bound is found later."""
AGAIN = Search(rounds=60, step=0.01, patience=10)


def find_prices(field: Field, start: Prices, answer: Answer, search: Search) -> Prices:
    """Return whole prices with the lowest bound seen, by Rprop on their logarithm from *start* on."""
    x, floor = _logs(start)
    step, before = np.full(len(x), search.step), np.zeros(len(x))
    best, lowest, waited = start, np.inf, 0
    for turn in range(search.rounds):
        prices = _prices(field, x, floor)
        used, bound = answer(prices)
        waited = waited + 1 if bound > lowest * (1 - search.worthwhile) else 0
        if bound < lowest:
            best, lowest = prices, bound
        if waited > search.patience:
            break
        excess = _excess(field, prices, used)
        if search.longest and not turn:
            step = np.clip(np.abs(excess) / np.maximum(_limits(field), 1.0), search.step, search.longest)
        sign = np.sign(excess)
        agree = sign * before
        step = np.clip(np.where(agree > 0, step * _FASTER, np.where(agree < 0, step * _SLOWER, step)), 1e-6, _FASTEST)
        before = sign
        x = np.maximum(x + sign * step, floor)
        x = _held_to_pool(field, x)
    return best


def _excess(field: Field, prices: Prices, used: Use) -> Floats:
    """Return by how much use exceeds each limit, in the order of ``_logs``."""
    over = used.stock - field.stock
    # A depot whose own price is below the pool's buys nothing there, however much it lacks: its own will rise first.
    at_pool = prices.stock >= prices.pool
    beyond = np.where(at_pool, np.maximum(over, 0), 0).sum(axis=0) - field.pool
    zone_ml, zone_g = used.zone_ml[:-1] - field.zone_ml[:-1], used.zone_g[:-1] - field.zone_g[:-1]
    return np.concatenate(
        [over.ravel(), beyond, zone_ml, zone_g, used.trips - field.trips, used.money - float(field.money)]
    )


def _limits(field: Field) -> Floats:
    """Return every limit, in the order of ``_logs``."""
    own = field.stock.ravel(), field.pool, field.zone_ml[:-1], field.zone_g[:-1], field.trips, np.array([field.money])
    return np.concatenate(own).astype(float)


def _logs(start: Prices) -> tuple[Floats, Floats]:
    """Return the logarithms of the prices, and of what counts as free for each."""
    kinds = (start.stock, start.pool, start.zone_ml, start.zone_g, start.trips, np.array([start.money]))
    floors = [np.full(kind.size, max(0.5, float(kind.max(initial=0)) * _LEAST_SHARE)) for kind in kinds]
    flat, floor = np.concatenate([kind.ravel() for kind in kinds]).astype(float), np.concatenate(floors)
    return np.log(np.maximum(flat, floor)), np.log(floor)


def _held_to_pool(field: Field, x: Floats) -> Floats:
    """Keep the depots' own prices near the pool's, where there is a pool."""
    own = field.stock.size
    pool = x[own : own + len(field.pool)]
    cap = np.where(field.pool > 0, pool + np.log(_ABOVE_POOL), np.inf)
    x[:own] = np.minimum(x[:own].reshape(field.stock.shape), cap).ravel()
    return x


def _prices(field: Field, x: Floats, floor: Floats) -> Prices:
    whole = _whole(np.where(x > floor, np.exp(x), 0.0))
    depots, goods = field.stock.shape
    ends = np.cumsum([depots * goods, goods, len(field.zone_ml) - 1, len(field.zone_g) - 1, depots])
    own, pool, zone_ml, zone_g, trips, money = np.split(whole, ends)
    own = own.reshape(depots, goods)
    # An empty pool limits nothing by being dear: nobody can draw on it.
    pool = np.where(field.pool > 0, pool, own.max(axis=0, initial=0))
    return limited(Prices(np.minimum(own, pool), pool, zone_ml, zone_g, trips, int(money[0])), field)


def first_prices(field: Field, urgency: float = 1.0) -> Prices:
    """Return prices to begin with: of a lot what a middling first one is worth, of the rest a tenth of it all."""
    first = np.flatnonzero(field.useful > 0)
    worth = field.totals[field.start[first] + 1] * (urgency / GRAINS)
    lot = np.ones(len(field.pool))
    for what in np.unique(field.resource[first]):
        lot[what] = np.median(worth[field.resource[first] == what])
    total = float(worth.sum())
    own = np.tile(lot, (len(field.stock), 1))
    zone_ml, zone_g = (_share(total, limit[:-1], 1000) for limit in (field.zone_ml, field.zone_g))
    trips, money = _share(total, field.trips, 100), _share(total, np.array([field.money]), 100)
    return limited(
        Prices(_whole(own), _whole(lot), _whole(zone_ml), _whole(zone_g), _whole(trips), int(_whole(money)[0])), field
    )


def _whole(prices: Floats) -> Ints:
    return np.rint(np.minimum(prices, _DEAREST)).astype(np.int64)


def _share(worth: float, limit: Ints, unit: int) -> Floats:
    """Return for each limit the price of a *unit* at which all of them together cost a tenth of *worth*."""
    there = float(limit[limit < NO_LIMIT].sum())
    return np.full(len(limit), max(1.0, worth / 10 * unit / max(1.0, there)))
