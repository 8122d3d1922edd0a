"""How much of every limit that a pair lacks has to give way at once, after those that come first and need no other."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from hub.allocation.ahead import open_lots
from hub.allocation.instance import Bools, Ints, each_of
from hub.allocation.lacks import Takes
from hub.allocation.outcome import Outcome
from hub.allocation.turn import Part


def how_much_together(of: Outcome, takes: Takes, lacks: Bools) -> Ints:
    """
    Return how much more of each limit it takes until the next lot of each pair is sent; 0 where there is enough.

    It is an estimate: before it come the lots that bring more for what they cost and lack nothing but what it lacks.
    Where these leave too little of something else, that has to give way too.

    Args:
        lacks: What of *takes* each pair waits for.
    """
    line = _line(of, takes, lacks)
    at, some = line.with_fewer()
    found = np.zeros_like(takes.takes)
    for column, part in enumerate(takes.part):
        limit = takes.limit[:, column]
        ahead = np.zeros(len(limit), dtype=np.int64)
        np.add.at(ahead, at, line.before(some, limit[at], line.place[at]))
        if part == Part.TRIP:
            ahead -= line.own_trips(at, some) * takes.takes[:, column]
        found[:, column] = np.where(limit >= 0, ahead + takes.takes[:, column] - takes.room[:, column], 0)
    return np.asarray(np.maximum(found, lacks))


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """All lots that wait, those in front that bring most for what they cost, and what those before a place take."""

    kind: Ints
    """Of each pair a number for all that it lacks."""
    fewer: list[list[int]]
    """Of each kind those that lack nothing else: itself, and those that lack less."""
    place: Ints
    """Of the next lot of each pair."""
    school: Ints
    visits: Ints
    """Each school with each kind of which it waits for something..."""
    visited_at: Ints
    """...and the place of the first of it, which brings the trip."""
    keys: Ints
    """Of what each lot takes, by kind, limit and place."""
    sums: Ints
    limits: int
    places: int

    def with_fewer(self) -> tuple[Ints, Ints]:
        """Return of each pair every kind that lacks nothing else: the pair, the kind."""
        flat = np.array(list(chain.from_iterable(self.fewer)), dtype=np.int64)
        length = np.array([len(one) for one in self.fewer], dtype=np.int64)
        at, nth = each_of(length[self.kind])
        return at, flat[(np.cumsum(length) - length)[self.kind[at]] + nth]

    def before(self, kind: Ints, limit: Ints, place: Ints) -> Ints:
        """Return what the lots of a kind take of a limit that stand before a place; of no limit, -1, nothing."""
        key = (kind * self.limits + limit) * self.places
        # Asked in order: millions of questions in any order take ten times as long.
        order = np.argsort(key + place)
        first, end = (np.searchsorted(self.keys, one[order]) for one in (key, key + place))
        found = np.empty_like(key)
        found[order] = self.sums[end] - self.sums[first]
        return np.where(limit < 0, 0, found)

    def own_trips(self, at: Ints, kind: Ints) -> Ints:
        """Return of each pair how often the visit to its own school is counted before it, among its *kind*s."""
        one = self.school[at] * len(self.fewer) + kind
        there = np.minimum(np.searchsorted(self.visits, one), len(self.visits) - 1)
        before = (self.visits[there] == one) & (self.visited_at[there] < self.place[at])
        return np.bincount(at[before], minlength=len(self.place))


def _line(of: Outcome, takes: Takes, lacks: Bools) -> _Line:
    row, place, first = _places(of, takes)
    kind, fewer = _kinds(np.where(lacks, takes.limit, -1))
    school = of.instance.pairs.school[takes.pair]
    # The trip is brought by what stands first of each school and kind.
    order = np.argsort(first)
    visits, begin = np.unique((school * len(fewer) + kind)[order], return_index=True)
    brings = np.zeros(len(first), dtype=bool)
    brings[order[begin]] = True
    visited_at = first[order[begin]]
    later = ~brings[row] | (place != first[row])
    used = np.where(later[:, None] & (takes.part == Part.TRIP), 0, takes.takes[row])
    limits, places = int(takes.limit.max(initial=0)) + 1, len(place)
    lot, column = np.nonzero((takes.limit[row] >= 0) & (used > 0))
    keys = (kind[row[lot]] * limits + takes.limit[row[lot], column]) * places + place[lot]
    order = np.argsort(keys)
    sums = np.concatenate([[0], np.cumsum(used[lot, column][order])])
    return _Line(kind, fewer, first, school, visits, visited_at, keys[order], sums, limits, places)


def _places(of: Outcome, takes: Takes) -> tuple[Ints, Ints, Ints]:
    """Return the row of every waiting lot and its place in the line, and the place of the next lot of each row."""
    pair, nth, gain = open_lots(of, takes.pair)
    row = np.searchsorted(takes.pair, pair)
    brings = gain / np.maximum(1, of.turns.price[pair])
    order = np.lexsort((pair, nth, of.instance.schools.tie[of.instance.pairs.school[pair]], -brings))
    place = np.empty(len(pair), dtype=np.int64)
    place[order] = np.arange(len(pair))
    return row, place, place[nth == of.lots[pair]]


def _kinds(lacks: Ints) -> tuple[Ints, list[list[int]]]:
    """Return of each row of limits, -1 for none, the number of its kind, and of each kind those within it."""
    rows = np.sort(lacks, axis=1)
    kind = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        kind = np.unique(kind * (int(rows.max(initial=0)) + 2) + column + 1, return_inverse=True)[1]
    _, one = np.unique(kind, return_index=True)
    named = [tuple(limit for limit in limits if limit >= 0) for limits in rows[one].tolist()]
    number = {limits: at for at, limits in enumerate(named)}
    return kind, [[number[some] for some in within(limits, number)] for limits in named]


def within(limits: tuple[int, ...], named: Collection[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return those of *named* that are part of *limits*, the smaller first."""
    if 2 ** len(limits) < len(named):
        return [some for size in range(1, len(limits) + 1) for some in combinations(limits, size) if some in named]
    return sorted((some for some in named if some and set(some) <= set(limits)), key=lambda some: (len(some), some))
