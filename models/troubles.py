"""What befalls the schools of a simulated region: rains, strikes, an opening in mid-course, a laptop that is lost."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from models.settings import Simulate
from shared.demand import Bools, Floats, Ints
from shared.school_year import Week, monday

_RAINS_UNTIL_MONTH = 4
"""The rains of the Andes reach into the first weeks of the school year."""
_STRIKE_WEEKS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Troubles:
    """Arrays of schools x weeks."""

    attendance: Floats
    """Share of the usual use; 0 before the school opened and in a strike."""
    lost: Bools
    """Records of these weeks went with a laptop."""
    cut_off: Bools
    """Nothing arrives: the road is closed, or there is no school yet."""


def draw_troubles(settings: Simulate, rural: Bools, weeks: Ints, steady: Collection[int] = ()) -> Troubles:
    """Return what befalls each school, *rural* or not; those of *steady* are neither new nor lose their laptop."""
    # A generator of its own: how many schools are struck must not change what the others need.
    rng = np.random.default_rng((settings.seed, 1))
    shape = (len(rural), len(weeks))
    fixed = np.isin(np.arange(shape[0]), list(steady))
    rained = _rained(rng, settings.rains, rural, weeks)
    attendance = np.where(rained, rng.uniform(0.4, 0.8, shape), 1.0)
    attendance[_struck(rng, settings.strikes, shape)] = 0.0
    opened = _starts(rng, settings.new_schools, shape, fixed)
    attendance[opened] = 0.0
    return Troubles(attendance, _starts(rng, settings.lost_laptops, shape, fixed), rained | opened)


def _rained(rng: np.random.Generator, share: float, rural: Bools, weeks: Ints) -> Bools:
    wet = np.array([monday(Week(int(week))).month < _RAINS_UNTIL_MONTH for week in weeks])
    return wet[None, :] & rural[:, None] & (rng.random((rural.size, weeks.size)) < share)


def _struck(rng: np.random.Generator, share: float, shape: tuple[int, int]) -> Bools:
    """Two weeks of strike somewhere in each half of the time, which part of the schools joins."""
    struck = np.zeros(shape, dtype=bool)
    for half in (0, 1):
        first = int(rng.integers(shape[1] // 2 - _STRIKE_WEEKS)) + half * (shape[1] // 2)
        struck[:, first : first + _STRIKE_WEEKS] = (rng.random(shape[0]) < share)[:, None]
    return struck


def _starts(rng: np.random.Generator, share: float, shape: tuple[int, int], fixed: Bools) -> Bools:
    """Return the weeks before a start in the second half of the time, for part of the schools."""
    chosen = (rng.random(shape[0]) < share) & ~fixed
    start = rng.integers(shape[1] // 2, shape[1], shape[0])
    before: Bools = chosen[:, None] & (np.arange(shape[1])[None, :] < start[:, None])
    return before
