"""
One cycle to be divided, as arrays: schools, what each pair may receive, and everything that limits it.

A *pair* is a school and a resource. All numbers that decide are whole: worth in millionths, lots, millilitres, grams
and céntimos. Rows lie in one order, schools by id and pairs by school and resource, whatever the order they came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Names = NDArray[np.object_]

NO_LIMIT = int(np.iinfo(np.int64).max)
"""What a limit says where there is none."""
DEFAULT_ALPHA = 2.0
DEFAULT_KEEP_PCT = 10
EPSILON = 0.01
"""Added to a fill, so that a school with nothing is urgent and not infinitely so."""
USUAL_FILL = 0.5
"""The fill at which a school counts with its policy weight alone, whatever alpha is."""


def each_of(count: Ints) -> tuple[Ints, Ints]:
    """
    Return of as many lots of each row as *count* says the row, and the how-manieth of its row each is.

    >>> [one.tolist() for one in each_of(np.array([2, 0, 3]))]
    [[0, 0, 2, 2, 2], [0, 1, 0, 1, 2]]
    """
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)


@dataclass(frozen=True, slots=True, eq=False)
class Schools:
    """The receivers, N of them, in order of their id."""

    id: Names
    site: Names
    depot: Ints
    zone: Ints
    """Of its road; -1 where no zone limits anything."""
    weight_pct: Ints
    """Policy weight, in percent of the usual: at least 1."""
    trip_cost: Ints
    """Céntimos that a visit takes from its depot's budget of trips."""
    enrolment: Ints
    turn: Ints
    """Its place in the line of those who asked; of use to the comparison alone."""
    tie: Ints
    """A fixed hash of cycle and school: whom equal worth favours differs from cycle to cycle and not by name."""
    window_need: Ints
    """Worth of the expected need of the rolling window, this cycle's included."""
    window_met: Ints
    """
    Worth of it met before this plan: on hand, in transit, received under earlier plans; where nobody counted, what is
    taken to be there (``uncounted``).
    """
    groups: Mapping[str, Names]
    """What the fairness report is broken down by: quintile, rurality, language, ugel."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Resources:
    """What is divided, R of them, in order of their id."""

    id: Names
    lot: Ints
    """Units."""
    value: Ints
    """Worth of one unit of need met."""
    volume_ml: Ints
    """Of a unit..."""
    weight_g: Ints
    cost: Ints
    """...and its price in céntimos, where money is a limit."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """What each school may receive of each resource, P pairs."""

    school: Ints
    resource: Ints
    first: Ints
    """``worth[first[p]:first[p + 1]]`` are the lots that are worth sending to pair ``p``; P + 1 numbers."""
    worth: Ints
    """
    Of each further lot: the expected units of it that are used, times the worth of a unit. Never growing within a pair,
    and not yet weighted by anything about the school.
    """
    kept: Ints
    """Lots of the last approved plan: those are worth ``keep_pct`` more."""
    least: Ints
    """Lots that locks and floors ask for at least; more than ``most`` where they contradict each other..."""
    most: Ints
    """...and lots that may be sent at most: 0 where it is of no use or excluded, NO_LIMIT where nothing limits."""
    rank: Ints
    """The priority class of what asks for ``least``: lower goes first."""
    spare: Ints
    """Units of a kit part at the school that nothing there uses yet; 0 for every other pair."""
    missing: Names
    """The requirement that the school does not meet (``shared.reasons``), or the empty string."""

    def __len__(self) -> int:
        return len(self.school)

    def sent(self, lots: Ints, worth: Ints) -> Ints:
        """Return for each pair the *worth* of the first *lots* of it; those beyond all need add nothing."""
        sums = np.concatenate([[0], np.cumsum(worth)])
        ends = self.first[:-1] + np.minimum(lots, np.diff(self.first))
        return np.asarray(sums[ends] - sums[self.first[:-1]])


@dataclass(frozen=True, slots=True, eq=False)
class Kits:
    """
    What cannot be sent alone, K rules: of pair ``part`` there must be, sent or to spare, at least
    ``units`` for each ``per`` units sent of pair ``main``, all of a pair's rules added up and rounded up once.
    """

    main: Ints
    part: Ints
    units: Ints
    per: Ints

    def __len__(self) -> int:
        return len(self.main)

    def take(self, rows: Ints | Bools) -> "Kits":
        """Return these rules only, in this order."""
        return Kits(self.main[rows], self.part[rows], self.units[rows], self.per[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What there is. NO_LIMIT: nothing limits it."""

    depots: Names
    zones: Names
    stock: Ints
    """Lots in each depot, D x R."""
    pool: Ints
    """Lots of the nation, R, that may go to any depot."""
    zone_ml: Ints
    zone_g: Ints
    """What the vehicles of each zone carry, Z."""
    trips: Ints
    """Céntimos for visits, of each depot, D."""
    money: int = NO_LIMIT
    """Céntimos for all that is sent."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Everything that a division rests on."""

    cycle: str
    schools: Schools
    resources: Resources
    pairs: Pairs
    kits: Kits
    limits: Limits
    alpha: float = DEFAULT_ALPHA
    """How much evenness counts: 0 not at all, 1 as Nash, more towards the largest least fill."""
    keep_pct: int = DEFAULT_KEEP_PCT
    guarantee_pct: int = 0
    """A fill that every school should reach first, as far as there is what it takes; 0: none."""

    def changed(self, **what: Any) -> "Instance":
        """Return the instance with other settings: the question *what if*."""
        return replace(self, **what)

    def worth_first(self) -> Ints:
        """Return the worth of each lot of ``pairs.worth`` with what speaks for keeping the last plan."""
        if not self.pairs.kept.any():
            return self.pairs.worth
        pair, nth = each_of(np.diff(self.pairs.first))
        kept = nth < self.pairs.kept[pair]
        return np.where(kept, self.pairs.worth + self.pairs.worth * self.keep_pct // 100, self.pairs.worth)


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What each limit costs: worth (weighted) in millionths, of the best use that it was not put to."""

    stock: Ints
    """Of a lot in each depot, D x R; never above that of the pool."""
    pool: Ints
    """Of a lot, R."""
    zone_ml: Ints
    zone_g: Ints
    """Of a litre and of a kilogram, Z."""
    trips: Ints
    """Of a sol of trips, D."""
    money: int
    """Of a sol."""


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """Whole lots for each pair, with the certificate: no division within the limits is worth more than ``bound``."""

    lots: Ints
    from_pool: Ints
    """Lots of the pool that go to each depot, D x R."""
    prices: Prices
    value: int
    """
    The objective, in millionths, counted from sending nothing: the sum over schools of weight x ``window_need`` x
    (phi(fill with the plan) - phi(fill before it)), where phi'(f) = ((f + EPSILON) / USUAL_FILL) ** -alpha. For alpha 0
    this is the weighted worth of all lots sent. Lots kept from the last plan count ``keep_pct`` more in it.
    """
    bound: int
    rounds: int
    """How often the polish went over everything until a round agreed with the best before it."""

    @property
    def gap_pct(self) -> float:
        """Return how far the division may be from the best one, in percent of the best one."""
        return 100.0 * (self.bound - self.value) / abs(self.bound) if self.bound else 0.0
