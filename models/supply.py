"""What a simulated school had in its cupboard day by day, and so what it could serve of what was needed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.troubles import Troubles
from shared.demand import Bools, Floats, Ints
from shared.resources import Resource, ResourceKind

_BLOCK_WEEKS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Supplied:
    """Arrays of schools x resources x weeks."""

    arrivals: Ints
    stock: Ints
    """When the week begins."""
    served: Ints
    days_out: Ints
    """Days on which somebody asked in vain."""


def simulate_supply(
    rng: np.random.Generator,
    demand: Ints,
    resources: Sequence[Resource],
    weeks: Ints,
    days: Ints,
    troubles: Troubles,
) -> Supplied:
    """Return what arrived, was there, and was served: printed matter comes once a block, too little or too much."""
    consumable = np.array([resource.kind is ResourceKind.CONSUMABLE for resource in resources])
    rival = np.array([resource.kind is not ResourceKind.PACK for resource in resources])
    devices = np.ceil(np.quantile(demand, 0.9, axis=2) * rng.uniform(0.6, 1.2, demand.shape[:2])).astype(np.int64)
    arrivals = _arrivals(rng, demand, weeks, troubles.cut_off) * consumable[None, :, None]
    left = np.where(consumable, 0, devices)
    stock, served, days_out = (np.zeros_like(demand) for _ in range(3))
    for week in range(len(weeks)):
        left = left + arrivals[:, :, week]
        stock[:, :, week] = left * rival
        asked = _by_day(rng, demand[:, :, week], int(days[week]), consumable)
        given = _given(asked, left, consumable)
        given = np.where(rival[None, :, None], given, asked)
        served[:, :, week] = np.where(consumable, given.sum(axis=2), given.max(axis=2, initial=0))
        days_out[:, :, week] = (given < asked).sum(axis=2)
        left = left - np.where(consumable, served[:, :, week], 0)
    arrivals[:, :, 0] += np.where(consumable, 0, devices) * rival
    return Supplied(arrivals, stock, served, days_out)


def _arrivals(rng: np.random.Generator, demand: Ints, weeks: Ints, cut_off: Bools) -> Ints:
    """Return what comes at the start of each block, later where the road is closed or the school is not open yet."""
    arrivals = np.zeros_like(demand)
    starts = np.flatnonzero(np.concatenate([[True], np.diff(weeks) > 1]))
    reachable = ~cut_off
    for start in starts:
        coming = demand[:, :, start : start + _BLOCK_WEEKS].sum(axis=2) * rng.uniform(0.5, 1.5, demand.shape[:2])
        first = np.where(reachable[:, start:].any(axis=1), start + reachable[:, start:].argmax(axis=1), -1)
        there = np.flatnonzero(first >= 0)
        arrivals[there, :, first[there]] += np.ceil(coming[there]).astype(np.int64)
    return arrivals


def _by_day(rng: np.random.Generator, week: Ints, days: int, consumable: Bools) -> Ints:
    """Return what is asked for on each day: parts of the week's sum, or peaks of which one is the week's."""
    parts = rng.multinomial(week, np.full(days, 1 / days))
    share = rng.uniform(0.4, 1.0, (*week.shape, days))
    share = share / share.max(axis=2, keepdims=True)
    peaks = np.rint(week[:, :, None] * share).astype(np.int64)
    asked: Ints = np.where(consumable[None, :, None], parts, peaks)
    return asked


def _given(asked: Ints, left: Ints, consumable: Bools) -> Ints:
    used = np.cumsum(asked, axis=2) - asked
    there: Floats | Ints = np.where(consumable[None, :, None], np.maximum(left[:, :, None] - used, 0), left[:, :, None])
    given: Ints = np.minimum(asked, there)
    return given
