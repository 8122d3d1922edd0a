"""Small instances by hand, and how a person would divide them: for the tests of what is read from a division."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from hub.allocation.instance import NO_LIMIT, Instance, Ints, Kits, Limits, Pairs, Prices, Resources, Schools

MILLION = 1_000_000


def ints(values: Any) -> Ints:
    return np.array(list(values), dtype=np.int64)


def names(values: Sequence[str]) -> Any:
    return np.array(values, dtype=object)


@dataclass
class Wish:
    """A pair: the worth of its lots, and what is special about it."""

    school: int
    resource: int
    worth: list[int]
    kept: int = 0
    least: int = 0
    most: int = NO_LIMIT
    spare: int = 0
    missing: str = ""


@dataclass
class Case:
    """An instance to be: one depot, one zone, two resources of lots of 5 and 1, unless a test says otherwise."""

    wishes: list[Wish]
    schools: int = 3
    lot: tuple[int, ...] = (5, 1)
    stock: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Lots of (depot, resource); what is not named is 100."""
    pool: Mapping[int, int] = field(default_factory=dict)
    zone_ml: int = NO_LIMIT
    zone_g: int = NO_LIMIT
    trips: int = NO_LIMIT
    money: int = NO_LIMIT
    trip_cost: int = 0
    alpha: float = 0.0
    weight_pct: tuple[int, ...] = ()
    need: int = 10 * MILLION
    met: int = 0
    kits: tuple[tuple[int, int, int, int], ...] = ()
    depots: tuple[str, ...] = ("Huamanga",)
    depot: tuple[int, ...] = ()

    def instance(self) -> Instance:
        """Return the instance."""
        n, wishes = self.schools, sorted(self.wishes, key=lambda one: (one.school, one.resource))
        same = np.zeros(n, dtype=np.int64)
        schools = Schools(
            id=names([f"{at:07d}-0" for at in range(n)]), site=names([f"{at:06d}" for at in range(n)]),
            depot=ints(self.depot or same), zone=same, weight_pct=ints(self.weight_pct or same + 100),
            trip_cost=same + self.trip_cost, enrolment=same + 30, turn=same, tie=np.arange(n) * 7 % 5,
            window_need=same + self.need, window_met=same + self.met, groups={},
        )  # fmt: skip
        size = len(self.lot)
        resources = Resources(
            names([f"r{at}" for at in range(size)]), ints(self.lot), ints([MILLION] * size), ints([1_000] * size),
            ints([500] * size), ints([300] * size),
        )  # fmt: skip
        pairs = Pairs(
            school=ints(w.school for w in wishes), resource=ints(w.resource for w in wishes),
            first=ints(np.cumsum([0, *(len(w.worth) for w in wishes)])),
            worth=ints(worth for w in wishes for worth in w.worth), kept=ints(w.kept for w in wishes),
            least=ints(w.least for w in wishes), most=ints(w.most for w in wishes),
            rank=ints(0 for w in wishes), spare=ints(w.spare for w in wishes),
            missing=names([w.missing for w in wishes]),
        )  # fmt: skip
        at = {(w.school, w.resource): place for place, w in enumerate(wishes)}
        rules = [(at[s, m], at[s, p], u, per) for m, p, u, per in self.kits for s in range(n) if (s, m) in at]
        kits = Kits(*(ints(rule[column] for rule in rules) for column in range(4)))
        stock = [[self.stock.get((d, r), 100) for r in range(size)] for d in range(len(self.depots))]
        limits = Limits(
            names(self.depots), names(["Ruta 1"]), np.array(stock, dtype=np.int64),
            ints(self.pool.get(r, 0) for r in range(size)), ints([self.zone_ml]), ints([self.zone_g]),
            ints([self.trips] * len(self.depots)), self.money,
        )  # fmt: skip
        return Instance("2026-03", schools, resources, pairs, kits, limits, alpha=self.alpha)

    def but(self, **what: Any) -> "Case":
        """Return the case with something else."""
        return replace(self, **what)


def free(instance: Instance, **prices: Any) -> Prices:
    """Return prices of which all are 0 that are not named."""
    limits = instance.limits
    zeros = Prices(
        np.zeros_like(limits.stock), np.zeros_like(limits.pool), np.zeros_like(limits.zone_ml),
        np.zeros_like(limits.zone_g), np.zeros_like(limits.trips), 0,
    )  # fmt: skip
    return replace(zeros, **prices)


def by_worth(instance: Instance) -> Ints:
    """Divide stock alone as a person would: the lot worth most first, whole lots, until nothing is left."""
    pairs, schools = instance.pairs, instance.schools
    lots, left, pool = np.zeros(len(pairs), dtype=np.int64), instance.limits.stock.copy(), instance.limits.pool.copy()
    waiting = [
        (-int(schools.weight_pct[pairs.school[pair]] * worth), nth, int(schools.tie[pairs.school[pair]]), pair)
        for pair in range(len(pairs))
        for nth, worth in enumerate(pairs.worth[pairs.first[pair] : pairs.first[pair + 1]].tolist())
    ]
    for _, nth, _, pair in sorted(waiting):
        depot, what = schools.depot[pairs.school[pair]], pairs.resource[pair]
        own = left[depot, what] > 0
        if lots[pair] < nth or nth >= pairs.most[pair] or not (own or pool[what] > 0):
            continue
        lots[pair] += 1
        left[depot, what] -= own
        pool[what] -= not own
    return lots
