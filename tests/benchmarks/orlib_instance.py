"""A public knapsack as an instance of ours: each thing is a lot of its own, each capacity something that we limit."""

import numpy as np

from hub.allocation.instance import NO_LIMIT, Instance, Ints, Kits, Limits, Pairs, Resources, Schools
from tests.benchmarks.orlib_files import Knapsack

MILLION = 1_000_000
_ROADS = 2
"""The first capacities are the litres and the kilograms of a road; all others are stocks of parts of a kit."""


def instance_of(problem: Knapsack) -> Instance:
    """
    Return the instance whose divisions are worth what the ways to pack are, in millionths.

    Raises:
        ValueError: Its weights are not whole: lots and parts are.
    """
    weight, capacity = _whole(problem.weight), _whole(problem.capacity)
    weight, capacity = (
        np.vstack([weight, np.zeros((max(0, _ROADS - len(weight)), weight.shape[1]), dtype=np.int64)]),
        np.append(capacity, np.full(max(0, _ROADS - len(capacity)), NO_LIMIT)),
    )
    things, parts = weight.shape[1], len(weight) - _ROADS
    pairs, kits = _pairs(weight[_ROADS:], problem)
    return Instance(
        cycle="orlib",
        schools=_schools(things, np.rint(problem.profit * MILLION).astype(np.int64)),
        resources=_resources(weight[:_ROADS], parts),
        pairs=pairs,
        kits=kits,
        limits=_limits(things, capacity),
        alpha=0.0,
    )


def _whole(numbers: np.ndarray) -> Ints:
    if (numbers != np.rint(numbers)).any():
        raise ValueError("weights and capacities must be whole")
    return numbers.astype(np.int64)


def _names(letter: str, count: int) -> np.ndarray:
    return np.array([f"{letter}{at:05d}" for at in range(count)], dtype=object)


def _schools(count: int, need: Ints) -> Schools:
    none = np.zeros(count, dtype=np.int64)
    return Schools(
        id=_names("s", count), site=_names("s", count), depot=none, zone=none, weight_pct=none + 100, trip_cost=none,
        enrolment=none, turn=np.arange(count), tie=np.arange(count), window_need=need, window_met=none, groups={},
    )  # fmt: skip


def _resources(of_road: Ints, parts: int) -> Resources:
    count = of_road.shape[1] + parts
    volume, mass = (np.append(row, np.zeros(parts, dtype=np.int64)) for row in of_road)
    one = np.ones(count, dtype=np.int64)
    return Resources(_names("r", count), lot=one, value=one, volume_ml=volume, weight_g=mass, cost=one * 0)


def _pairs(of_part: Ints, problem: Knapsack) -> tuple[Pairs, Kits]:
    """Return a pair for each thing and for each part that it takes along, and the rules that say so."""
    things = of_part.shape[1]
    part, thing = np.nonzero(of_part)
    school = np.concatenate([np.arange(things), thing])
    resource = np.concatenate([np.arange(things), things + part])
    order = np.lexsort((resource, school))
    at = np.empty(len(order), dtype=np.int64)
    at[order] = np.arange(len(order))
    is_thing = (np.arange(len(order)) < things)[order]
    none = np.zeros(len(order), dtype=np.int64)
    pairs = Pairs(
        school=school[order], resource=resource[order], first=np.append(0, np.cumsum(is_thing)),
        worth=np.rint(problem.profit * MILLION).astype(np.int64), kept=none, least=none,
        most=np.where(is_thing, 1, NO_LIMIT), rank=none, spare=none, missing=np.full(len(order), "", dtype=object),
    )  # fmt: skip
    units = of_part[part, thing]
    return pairs, Kits(main=at[thing], part=at[things:], units=units, per=np.ones(len(units), dtype=np.int64))


def _limits(things: int, capacity: Ints) -> Limits:
    return Limits(
        depots=_names("d", 1), zones=_names("z", 1),
        stock=np.append(np.ones(things, dtype=np.int64), capacity[_ROADS:])[None, :],
        pool=np.zeros(things + len(capacity) - _ROADS, dtype=np.int64),
        zone_ml=capacity[:1], zone_g=capacity[1:2], trips=np.array([NO_LIMIT]),
    )  # fmt: skip
