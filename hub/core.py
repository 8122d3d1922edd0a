"""The last step of a coupled allocation: what the prices leave open is searched whole, so that the answer is exact."""

from dataclasses import dataclass

import numpy as np

from hub.lots import Ints

_MOST_STATES = 20_000
"""Beyond it only the most promising are kept: the answer is then good and its gap certified, but not exact."""
_WIDENINGS = (16_384, 2_048, 256, 32, 4, 1)
"""The narrowest first: where a large region's best division is, it costs least to find there."""


@dataclass(frozen=True, slots=True, eq=False)
class Options:
    """What agents may receive: ``lots[o]`` of each stock, worth ``values[o]``; agent ``a``'s begin at ``starts[a]``."""

    lots: Ints
    values: Ints
    starts: Ints
    agent_of_pair: Ints

    def surplus(self, prices: Ints) -> Ints:
        """Return the worth of each option less its price, in millionths."""
        return self.values - self.lots @ prices

    def dual(self, prices: Ints, stock: Ints) -> int:
        """Return the bound that *prices* give: what all agents gain at best, plus what the stock is worth."""
        return int(np.maximum.reduceat(self.surplus(prices), self.starts).sum() + prices @ stock)

    def wanted(self, prices: Ints) -> Ints:
        """Return the lots of each stock that the agents' first best options take."""
        surplus = self.surplus(prices)
        top = np.repeat(np.maximum.reduceat(surplus, self.starts), self.counts())
        best = np.flatnonzero(surplus == top)
        agents = np.searchsorted(self.starts, best, side="right") - 1
        wanted: Ints = self.lots[best[np.unique(agents, return_index=True)[1]]].sum(axis=0)
        return wanted

    def counts(self) -> Ints:
        """Return how many options each agent has."""
        return np.diff(np.append(self.starts, len(self.values)))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The lots of each agent and stock where something better was found, and what no plan exceeds."""

    used: Ints | None
    bound: int


def search_core(options: Options, stock: Ints, prices: Ints, value: int, upper: int) -> Found:
    """
    Look for a division worth more than *value*, knowing that none is worth more than *upper*.

    An option loses its distance to the agent's best surplus, and stock left over its price: what a division loses in
    all is its distance to *upper*. Divisions that lose little are looked for first, and everything else is left out.
    """
    proven = 0
    for narrow in _WIDENINGS:
        limit = -(-(upper - value) // narrow)
        if limit <= proven:
            continue
        used, loss, whole = _search(options, stock, prices, limit)
        if used is not None:
            return Found(used, upper - (loss if whole else proven))
        if not whole:
            break
        proven = limit
    return Found(None, upper - proven)


def _search(options: Options, stock: Ints, prices: Ints, limit: int) -> tuple[Ints | None, int, bool]:
    """Return the division that loses least, if less than *limit*; and whether every such division was looked at."""
    surplus = options.surplus(prices)
    counts = options.counts()
    loss = np.repeat(np.maximum.reduceat(surplus, options.starts), counts) - surplus
    open_ = np.flatnonzero(loss < limit)
    owner = np.repeat(np.arange(len(counts)), counts)[open_]
    groups = np.split(open_, np.flatnonzero(np.diff(owner)) + 1)
    # Who has one option left takes it; only the others are searched.
    sizes = np.array([len(group) for group in groups])
    settled, free = np.flatnonzero(sizes == 1), np.flatnonzero(sizes > 1)
    taken = np.zeros((len(groups), len(stock)), dtype=np.int64)
    taken[settled] = options.lots[[groups[agent][0] for agent in settled]]
    low, high = (
        np.array([bound(options.lots[groups[agent]], axis=0) for agent in free]).reshape(-1, len(stock))
        for bound in (np.min, np.max)
    )
    order = np.argsort(-(high - low).sum(axis=1), kind="stable")
    rest_low, rest_high = _sums_after(low[order]), _sums_after(high[order])
    used, lost, whole = taken.sum(axis=0, keepdims=True), np.zeros(1, dtype=np.int64), True
    trail: list[tuple[Ints, Ints]] = []
    for step, agent in enumerate(free[order]):
        group = groups[agent]
        next_used = (used[:, None, :] + options.lots[group][None]).reshape(-1, len(stock))
        next_lost = (lost[:, None] + loss[group][None]).ravel()
        sure = next_lost + np.maximum(stock - next_used - rest_high[step + 1], 0) @ prices
        fits = sure < limit
        for at, most in enumerate(stock - rest_low[step + 1]):
            fits &= next_used[:, at] <= most
        keep = np.flatnonzero(fits)
        keep = keep[_least_of_each(next_used[keep], next_lost[keep])]
        if len(keep) > _MOST_STATES:
            keep, whole = np.sort(keep[np.argsort(sure[keep], kind="stable")[:_MOST_STATES]]), False
        if not len(keep):
            return None, limit, whole
        used, lost = next_used[keep], next_lost[keep]
        trail.append((keep // len(group), group[keep % len(group)]))
    total = lost + (stock - used) @ prices
    at = int(total.argmin())
    if (used[at] > stock).any() or total[at] >= limit:
        return None, limit, whole
    return _walk_back(options, taken, free[order], trail, at), int(total[at]), whole


def _sums_after(rows: Ints) -> Ints:
    """Return for each place in *rows*, and for the one after the last, the sum of the rows from there on."""
    sums: Ints = np.concatenate([np.cumsum(rows[::-1], axis=0)[::-1], np.zeros((1, rows.shape[1]), dtype=np.int64)])
    return sums


def _least_of_each(used: Ints, lost: Ints) -> Ints:
    """Return the places of the states that lose least among those that used the same, in a fixed order."""
    if not len(lost):
        return np.zeros(0, dtype=np.int64)
    same = _as_one(used)
    both = same * (int(lost.max()) + 1) + lost if int(same.max() + 1) * (int(lost.max()) + 1) < 2**62 else None
    # One key sorts much faster than several.
    order = np.lexsort((lost, same)) if both is None else np.argsort(both, kind="stable")
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.diff(same[order]) != 0
    places: Ints = order[fresh]
    return places


def _as_one(used: Ints) -> Ints:
    """Return a number for each row of *used*, in the order of the rows compared from their last column on."""
    columns = np.ascontiguousarray(used.T)
    low = columns.min(axis=1)
    spans = columns.max(axis=1) - low + 1
    if float(np.prod(spans.astype(float))) >= 2**62:
        rows: Ints = np.unique(used[:, ::-1], axis=0, return_inverse=True)[1].astype(np.int64).ravel()
        return rows
    number = np.zeros(len(used), dtype=np.int64)
    for column in range(len(columns))[::-1]:
        number = number * spans[column] + columns[column] - low[column]
    return number


def _walk_back(options: Options, taken: Ints, order: Ints, trail: list[tuple[Ints, Ints]], at: int) -> Ints:
    """Return the lots of each agent: those *taken*, and those on the way to the state *at*."""
    for agent, (parents, chosen) in zip(order[::-1], trail[::-1], strict=True):
        taken[agent] = options.lots[chosen[at]]
        at = int(parents[at])
    return taken
