"""
What is known of a series besides its use: the one definition, for training, for the region and for a laptop.

**Preference**: the mean face that learners gave the resource. **Performance**: the mean progress that uses of it told.
**Compatibility**: whether the resource is of use at the school, by what it asks for. The first two are of the last
eight weeks that end with the origin, and rest on sums of a school's week: no learner is in them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from shared.demand import TOLD, Floats, Ints, Series
from shared.donors import Place
from shared.ids import ResourceId, SchoolId
from shared.lacking import UNKNOWN
from shared.resources import Resource
from shared.school_year import Week
from shared.suiting import missing_requirement

NAMES = ("preference", "performance", "compatibility")
EACH = 2
"""Columns of each: what is known, 0 where nothing is, and how much that is to be trusted."""
WIDTH = EACH * len(NAMES)
RECENT_WEEKS = 8
"""Weeks up to the origin of which faces and progress count."""
_HALF = 5.0
"""Faces, or uses with their progress, at which their mean counts half."""
_MIDDLE_SCORE, _MIDDLE_PROGRESS = 2.0, 50.0


class Told(NamedTuple):
    """Weeks in which somebody told a face or a progress, of N series: row of the series, week, sums (M x 4)."""

    row: Ints
    week: Ints
    sums: Floats


def told_by(series: Sequence[Series]) -> Told:
    """Return the weeks of *series* in which something was told."""
    parts = [np.column_stack([one.weeks, *(getattr(one, name) for name in TOLD)]) for one in series]
    rows = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    every = np.concatenate(parts) if parts else np.empty((0, 1 + len(TOLD)), dtype=np.int64)
    some = every[:, 1:].any(axis=1)
    return Told(rows[some], every[some, 0], every[some, 1:].astype(float))


def recent(told: Told, count: int, origin: Week) -> Floats:
    """Return the sums of each of *count* series over the eight weeks that end with *origin*, N x 4."""
    inside = (told.week <= origin) & (told.week > origin - RECENT_WEEKS)
    sums = np.zeros((count, len(TOLD)))
    np.add.at(sums, told.row[inside], told.sums[inside])
    return sums


def suits(resource: Resource | None, place: Place) -> float:
    """
    Return 1 where the resource is of use at the place, 0 where it is not, NaN where nobody knows.

    >>> from shared.resources import Power, Requirement, ResourceKind
    >>> router = Resource(id=ResourceId("router"), name="enrutadores", kind=ResourceKind.REUSABLE,
    ...                   requires=Requirement(power=True))
    >>> [suits(router, Place(power=power)) for power in (Power.SOLAR, Power.NONE, Power.UNKNOWN)]
    [1.0, 0.0, nan]
    """
    if resource is None:
        return np.nan
    lacks = missing_requirement(resource, place)
    return np.nan if lacks.endswith(UNKNOWN) else float(not lacks)


def columns(sums: Floats, suited: Floats) -> Floats:
    """
    Return what the network takes, N x 6: for each name what is known, from -1 to 1, and how much it is to be trusted.

    Nothing known is 0 and trusted 0; what a few said counts less.

    >>> columns(np.array([[15.0, 5.0, 0.0, 0.0]]), np.array([0.0])).round(3).tolist()
    [[0.5, 0.5, -0.0, 0.0, -1.0, 1.0]]
    """
    score, scores, progress, progresses = sums.T
    liked = score / np.maximum(scores, 1) - _MIDDLE_SCORE
    done = progress / np.maximum(progresses, 1) / _MIDDLE_PROGRESS - 1
    by_scores, by_uses = scores / (scores + _HALF), progresses / (progresses + _HALF)
    known = ~np.isnan(suited)
    fits = np.where(known, 2 * np.nan_to_num(suited) - 1, 0.0)
    return np.column_stack([liked * by_scores, by_scores, done * by_uses, by_uses, fits, known])


def named(every: Floats, names: Sequence[str]) -> Floats:
    """Return the columns of *names*, in their order, out of those of ``columns``."""
    return every[:, [EACH * NAMES.index(name) + at for name in names for at in range(EACH)]]


def of_series(
    series: Sequence[Series],
    origin: Week,
    places: Mapping[SchoolId, Place],
    resources: Mapping[ResourceId, Resource],
) -> Floats:
    """Return what the network takes of each series at *origin*."""
    suited = [suits(resources.get(one.resource), places.get(one.school, Place())) for one in series]
    return columns(recent(told_by(series), len(series), origin), np.array(suited, dtype=float))
