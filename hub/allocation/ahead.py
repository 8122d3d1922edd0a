"""Who comes before whom where a lot takes nothing but stock: how much more of it until the turn of each pair comes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hub.allocation.instance import NO_LIMIT, Bools, Floats, Ints, each_of
from hub.allocation.outcome import Outcome
from hub.allocation.turn import Part, gains, received


def up_to(group: Ints, rank: Sequence[Any], use: Ints) -> Ints:
    """
    Return for each row the *use* of its group up to and with itself, in the order of *rank*, most telling key first.

    >>> up_to(np.array([0, 1, 0]), [np.array([2, 1, 1])], np.array([10, 5, 3])).tolist()
    [13, 5, 3]
    """
    order = np.lexsort((*reversed(rank), group))
    running = np.concatenate([[0], np.cumsum(use[order])])
    first = np.searchsorted(group[order], group[order])
    found = np.zeros(len(group), dtype=np.int64)
    found[order] = running[1:] - running[first]
    return found


def alone(of: Outcome) -> Bools:
    """Tell of each pair whether stock decides of it alone and lot by lot: then what would change it is exact."""
    limits, kits, what = of.instance.limits, of.instance.kits, of.instance.pairs.resource
    free = all(bool((one == NO_LIMIT).all()) for one in (limits.zone_ml, limits.zone_g, limits.trips))
    simple = of.instance.alpha == 0 and free and limits.money == NO_LIMIT and not (of.instance.pairs.least > 0).any()
    coupled = np.unique(what[np.concatenate([kits.main, kits.part])])
    return np.asarray(~np.isin(what, coupled) & simple)


def lots_before(of: Outcome, at: Ints) -> Ints:
    """
    Return the lots that it takes, in the depot or in the pool, until the next one of each pair *at* is sent.

    Exact where stock decides alone; each lot waits for those that bring more.
    """
    pair, nth, gain = open_lots(of, at)
    what, pooled = of.instance.pairs.resource, of.pooled
    group = np.where(pooled, -1 - what, of.depot * len(of.instance.resources) + what)[pair]
    other = (of.turns.price - of.turns.cost[:, Part.STOCK])[pair]
    rank = [-(gain - other), nth, of.instance.schools.tie[of.instance.pairs.school[pair]], pair]
    place = up_to(group, rank, np.ones(len(pair), dtype=np.int64))
    first = nth == of.lots[pair]
    room = np.where(pooled, of.left.pool[what], of.left.stock[of.depot, what])
    found = np.zeros(len(of.lots), dtype=np.int64)
    found[pair[first]] = place[first]
    return np.asarray(np.maximum(1, (found - room)[at]))


def open_lots(of: Outcome, at: Ints) -> tuple[Ints, Ints, Floats]:
    """
    Return the lots that are worth sending to the pairs *at* and are not sent: pair, the how-manieth of it, its gain.

    Each is weighed as if the pair had those before it, and nothing else came.
    """
    pairs = of.instance.pairs
    count = np.maximum(0, np.minimum(np.diff(pairs.first), pairs.most)[at] - of.lots[at])
    row, further = each_of(count)
    pair = at[row]
    nth = of.lots[pair] + further
    running = np.concatenate([[0], np.cumsum(of.instance.worth_first())])
    there = pairs.first[pair] + nth
    before = running[there] - running[pairs.first[pair] + of.lots[pair]]
    have = received(of.instance, of.lots)[pairs.school[pair]] + before
    return pair, nth, gains(of.instance, pairs.school[pair], have, running[there + 1] - running[there])
