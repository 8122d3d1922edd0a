"""Stocks coupled by kits: prices from the dual, lots inserted one by one, and an exact search of what is left open."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from hub.core import Options, search_core
from hub.lots import Ints, Kit

Floats = NDArray[np.float64]

_MOST_OPTIONS = 20_000
"""Of one school; beyond it the quantities tried are spaced out, and the bound is the one without kits."""
_STEPS_PER_STOCK = 150


@dataclass(frozen=True, slots=True, eq=False)
class Coupled:
    """The part of an instance whose stocks share kits; arrays are per pair, indices are its own."""

    pairs: Ints
    """Their places in the whole instance."""
    stock: Ints
    """Lots in each stock."""
    pair_stock: Ints
    worth: Sequence[Ints]
    """Millionths of each lot worth sending, never growing."""
    kits: Sequence[Kit]
    spare: Ints
    lot: Ints
    tie: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """The lots of each pair, the price of each stock, and the certificate, in millionths."""

    lots: Ints
    price: Ints
    value: int
    bound: int


def solve_coupled(part: Coupled) -> Division:
    """Divide coupled stocks: always feasible, exact where the search of the core ends, certified where it does not."""
    options, complete = _options(part)
    prices, upper = shadow_prices(options, part.stock)
    lots = _insert(part, prices, np.zeros(len(part.pairs), dtype=np.int64))
    value = _worth(part, lots)
    if complete:
        found = search_core(options, part.stock, prices, value, upper)
        bound = found.bound
        if found.used is not None:
            lots = found.used[options.agent_of_pair, part.pair_stock]
    else:
        bound = _without_kits(part)
    lots = _insert(part, prices, lots)
    value = _worth(part, lots)
    return Division(lots, prices, value, max(bound, value))


def _agents(part: Coupled) -> list[list[int]]:
    """Return the pairs of each school whose quantities depend on each other, and every other pair alone."""
    group = list(range(len(part.pairs)))
    members: dict[int, list[int]] = {at: [at] for at in group}
    for kit in part.kits:
        one, other = sorted((group[kit.main], group[kit.part]))
        if one != other:
            for pair in (moved := members.pop(other)):
                group[pair] = one
            members[one] += moved
    return [sorted(pairs) for _, pairs in sorted(members.items())]


def _options(part: Coupled) -> tuple[Options, bool]:
    """List what each agent may receive, and tell whether nothing had to be left out."""
    agents = _agents(part)
    by_agent: dict[int, list[Kit]] = {}
    agent_of_pair = np.zeros(len(part.pairs), dtype=np.int64)
    for at, pairs in enumerate(agents):
        agent_of_pair[pairs] = at
    for kit in part.kits:
        by_agent.setdefault(int(agent_of_pair[kit.main]), []).append(kit)
    lots, values, complete = [], [], True
    for at, pairs in enumerate(agents):
        more, worth, whole = _agent_options(part, pairs, by_agent.get(at, []))
        lots.append(more)
        values.append(worth)
        complete &= whole
    starts = np.cumsum([0, *(len(worth) for worth in values)])[:-1]
    return Options(np.concatenate(lots), np.concatenate(values), starts, agent_of_pair), complete


def _agent_options(part: Coupled, pairs: Sequence[int], kits: Sequence[Kit]) -> tuple[Ints, Ints, bool]:
    """Return what one agent may receive of each stock and its worth; parts are at least what the kits ask for."""
    parts = sorted({kit.part for kit in kits})
    mains = [pair for pair in pairs if pair not in parts]
    most = [min(len(part.worth[pair]), int(part.stock[part.pair_stock[pair]])) for pair in mains]
    whole = bool(np.prod([m + 1.0 for m in most]) <= _MOST_OPTIONS)
    each = max(2, int(_MOST_OPTIONS ** (1 / max(1, len(mains)))))
    tried = [np.arange(m + 1) if whole else np.unique(np.linspace(0, m, each).astype(np.int64)) for m in most]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*tried, indexing="ij")], axis=1)
    lots = np.zeros((len(grid), len(part.stock)), dtype=np.int64)
    values = np.zeros(len(grid), dtype=np.int64)
    for column, pair in enumerate(mains):
        lots[:, part.pair_stock[pair]] = grid[:, column]
        values += _total(part, pair)[grid[:, column]]
    for pair in parts:
        needed = -part.spare[pair] + sum(
            kit.units * part.lot[kit.main] * lots[:, part.pair_stock[kit.main]] for kit in kits if kit.part == pair
        )
        least = -(-np.maximum(needed, 0) // part.lot[pair])
        lots, values = _with_part(part, pair, lots, values, least)
    return lots, values, whole


def _with_part(part: Coupled, pair: int, lots: Ints, values: Ints, least: Ints) -> tuple[Ints, Ints]:
    """Extend options by how many lots of a kit part go along: from what the kits need to what is of worth itself."""
    stock = part.pair_stock[pair]
    own = len(part.worth[pair])
    ways = np.maximum(np.minimum(np.maximum(least, own), part.stock[stock]) - least + 1, 0)
    row = np.repeat(np.arange(len(lots)), ways)
    count = least[row] + np.arange(len(row)) - np.repeat(np.cumsum(ways) - ways, ways)
    out = lots[row]
    out[:, stock] = count
    return out, values[row] + _total(part, pair)[np.minimum(count, own)]


def _total(part: Coupled, pair: int) -> Ints:
    return np.concatenate([[0], np.cumsum(part.worth[pair])]).astype(np.int64)


def _worth(part: Coupled, lots: Ints) -> int:
    return sum(int(worth[:count].sum()) for worth, count in zip(part.worth, lots, strict=True))


def _without_kits(part: Coupled) -> int:
    """Return the worth of the best division if no kit were needed: a bound, whatever the kits."""
    total = 0
    for stock, lots in enumerate(part.stock):
        worths = [w for w, of in zip(part.worth, part.pair_stock, strict=True) if of == stock]
        total += int(np.sort(np.concatenate(worths))[::-1][:lots].sum())
    return total


def shadow_prices(options: Options, stock: Ints) -> tuple[Ints, int]:
    """
    Return whole prices of the stocks at which the schools want little more or less than there is, and the dual bound.

    The dual is convex in few variables; the ellipsoid method halves where its least point can be at a known pace.
    """
    n = len(stock)
    scale = max(1.0, float(options.values.max(initial=0)))
    centre, shape = np.full(n, 0.5), np.eye(n) * n * 0.25
    best, least = np.zeros(n, dtype=np.int64), options.dual(np.zeros(n, dtype=np.int64), stock)
    for _ in range(_STEPS_PER_STOCK * n * n):
        if centre.min() < 0:
            cut = np.where(np.arange(n) == centre.argmin(), -1.0, 0.0)
        else:
            whole = np.rint(centre * scale).astype(np.int64)
            bound = options.dual(whole, stock)
            if bound < least:
                best, least = whole, bound
            cut = (stock - options.wanted(whole)).astype(float)
        width = sqrt(max(0.0, float(cut @ shape @ cut)))
        if width * scale < 0.5:
            break
        step = shape @ cut / width
        centre = centre - step / (n + 1)
        shape = n * n / (n * n - 1.0) * (shape - 2.0 / (n + 1) * np.outer(step, step))
    for at in range(n):
        zeroed = np.where(np.arange(n) == at, 0, best)
        if (bound := options.dual(zeroed, stock)) <= least:
            best, least = zeroed, bound
    return best, least


def _insert(part: Coupled, prices: Ints, lots: Ints) -> Ints:
    """Add lots one by one, the largest surplus over their price first, each with its kit, while the stock allows."""
    lots = lots.copy()
    left = part.stock - np.bincount(part.pair_stock, weights=lots, minlength=len(part.stock)).astype(np.int64)
    kits: dict[int, list[Kit]] = {}
    for kit in part.kits:
        kits.setdefault(kit.main, []).append(kit)
    loads = _loads(part, lots)
    queue: list[tuple[int, int, int]] = []

    def offer(pair: int) -> None:
        if lots[pair] < len(part.worth[pair]):
            extra = _extra_parts(part, kits.get(pair, ()), pair, lots, loads)
            cost = prices[part.pair_stock[pair]] + sum(prices[part.pair_stock[p]] * n for p, n in extra)
            heapq.heappush(queue, (int(cost - part.worth[pair][lots[pair]]), int(part.tie[pair]), pair))

    for pair in range(len(part.pairs)):
        offer(pair)
    while queue:
        _, _, pair = heapq.heappop(queue)
        extra = _extra_parts(part, kits.get(pair, ()), pair, lots, loads)
        if left[part.pair_stock[pair]] < 1 or any(left[part.pair_stock[p]] < n for p, n in extra):
            continue
        for moved, count in ((pair, 1), *extra):
            lots[moved] += count
            left[part.pair_stock[moved]] -= count
        for kit in kits.get(pair, ()):
            loads[kit.part] += kit.units * part.lot[pair]
        offer(pair)
    return lots


def _loads(part: Coupled, lots: Ints) -> Ints:
    """Return the units of each kit part that the lots sent need, less those to spare at the school."""
    loads = -part.spare
    for kit in part.kits:
        loads[kit.part] += kit.units * part.lot[kit.main] * lots[kit.main]
    return loads


def _extra_parts(part: Coupled, kits: Sequence[Kit], pair: int, lots: Ints, loads: Ints) -> list[tuple[int, int]]:
    """Return the further lots of each part that one more lot of *pair* takes along."""
    extra = []
    for kit in kits:
        needed = loads[kit.part] + kit.units * part.lot[pair]
        extra.append((kit.part, max(0, int(-(-needed // part.lot[kit.part]) - lots[kit.part]))))
    return extra
