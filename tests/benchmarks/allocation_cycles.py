"""
Six cycles one after the other: who was not reached in one has less left in the next, and a lower fill; and who waits
counts as the table of weights that comes with the program says.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from hub.allocation.assembling import Assembled
from hub.allocation.filling import now, of_pairs
from hub.allocation.instance import Bools, Instance, Ints
from hub.allocation.receivers import ties_of
from hub.allocation.worth import Curves, Worths, lot_worths
from hub.fairness import DEFAULT_WEIGHTS, read_weights
from shared.weights import of_wait
from tests.benchmarks.allocation_instances import Drawn

CYCLES = 6
Divide = Callable[[Assembled], Ints]


def never_visited_pct(drawn: Drawn, divide: Divide, seed: int) -> float:
    """Return the percent of the schools that are sent nothing in any of six cycles, of those that lack something."""
    rng = np.random.default_rng([seed, 6])
    read, schools = drawn.read, len(drawn.read.instance.schools)
    usual, waits = read.instance.schools.weight_pct, np.zeros(schools, dtype=np.int64)
    visited, lacks = np.zeros(schools, dtype=bool), np.zeros(schools, dtype=bool)
    met: list[tuple[Ints, Ints]] = []
    for cycle in range(CYCLES):
        pairs = read.instance.pairs
        lots = divide(read)
        sent, lacking = (_any(pairs.school[of], schools) for of in (lots > 0, np.diff(pairs.first) > 0))
        visited, lacks, waits = visited | sent, lacks | lacking, np.where(lacking & ~sent, waits + 1, 0)
        have = read.asked.on_hand + lots * read.instance.resources.lot[pairs.resource]
        met = [*met, _met(read, have)][-(read.settings.window - 1) :]
        # What is needed in a cycle is what was drawn for it, more or less.
        used = np.rint(drawn.needed * np.exp(rng.normal(0, 0.3, len(have)))).astype(np.int64)
        read = next_cycle(read, np.maximum(0, have - used), met, f"2027-{cycle + 1:02d}", weighed(usual, waits))
    return 100 * int((lacks & ~visited).sum()) / max(1, int(lacks.sum()))


def weighed(usual: Ints, waits: Ints) -> Ints:
    """Return the policy weights of schools that wait so many cycles, from their *usual* ones."""
    table = read_weights(DEFAULT_WEIGHTS.read_bytes()).waited
    percents = np.array([of_wait(table, cycles) for cycles in range(CYCLES + 1)])
    return np.asarray(np.maximum(1, np.rint(usual * percents[waits] / 100)).astype(np.int64))


def _any(school: Ints, count: int) -> Bools:
    found = np.zeros(count, dtype=bool)
    found[school] = True
    return found


def next_cycle(read: Assembled, have: Ints, met: list[tuple[Ints, Ints]], cycle: str, weight_pct: Ints) -> Assembled:
    """Return the instance of a later cycle, in which pairs have what is left and earlier cycles count in the fill."""
    worths = _worths(read, have)
    pairs = replace(read.instance.pairs, first=worths.first, worth=worths.worth)
    need, there = _window(read, worths)
    schools = replace(
        read.instance.schools,
        window_need=need + sum(one for one, _ in met),
        window_met=there + sum(one for _, one in met),
        weight_pct=weight_pct,
        tie=ties_of(cycle, read.instance.schools.id),
    )
    instance: Instance = read.instance.changed(cycle=cycle, pairs=pairs, schools=schools)
    asked = replace(read.asked, on_hand=have, expected=worths.expected, unmet=worths.unmet)
    return replace(read, instance=instance, asked=asked)


def _worths(read: Assembled, have: Ints) -> Worths:
    pairs, goods = read.instance.pairs, read.instance.resources
    curve = Curves(read.asked.curve.chance, np.where((pairs.missing == "")[:, None], read.asked.curve.need, 0.0))
    lot, value = goods.lot[pairs.resource], goods.value[pairs.resource]
    return lot_worths(curve, have, lot, value, read.settings.least_use_pct)


def _window(read: Assembled, worths: Worths) -> tuple[Ints, Ints]:
    pairs = read.instance.pairs
    value = read.instance.resources.value[pairs.resource]
    return now(*of_pairs(value, worths.expected, worths.unmet), pairs.school, len(read.instance.schools))


def _met(read: Assembled, have: Ints) -> tuple[Ints, Ints]:
    """Return the worth of what each school needed in a cycle, and of what of it was met with what it *had*."""
    return _window(read, _worths(read, have))
