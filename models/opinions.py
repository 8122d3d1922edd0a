"""What learners of a made-up region make of each resource, how far they are, and what both do to its use."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.settings import Simulate
from shared.covariates import suits
from shared.demand import Floats, Ints
from shared.donors import Place
from shared.resources import Resource, ResourceKind

_LINGERS = 0.9
"""Of a liking, from week to week."""
_LATER_WEEKS = 4
"""How long after it is felt a liking shows in use: what faces tell before use does."""
_COURSE_WEEKS = 18
"""From the first page of a pack to the last; then the next part begins."""
_FACES, _FRANK = 0.2, 0.8
"""Of the units of a week, how many bring a face; and how much of a liking it shows."""
_STREAM = 1
"""Draws of their own: a region without these effects is the one that it was."""


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """Arrays of schools x resources x weeks."""

    liking: Floats
    """-1: of no help, to 1."""
    progress: Floats
    """Of a pack, the share that its learners have done; NaN of what is no pack."""
    effect: Floats
    """What use is multiplied with for both, and for what a school has not."""


def draw_opinions(settings: Simulate, places: Sequence[Place], resources: Sequence[Resource], weeks: int) -> Opinions:
    """Return likings that come and go, and packs that are worked through, with what they do to use."""
    rng = np.random.default_rng([settings.seed, _STREAM])
    shape = (len(places), len(resources), weeks)
    drive = rng.normal(0, 1, shape)
    for week in range(1, weeks):
        drive[:, :, week] = _LINGERS * drive[:, :, week - 1] + np.sqrt(1 - _LINGERS**2) * drive[:, :, week]
    liking = np.tanh(drive)
    begun = rng.integers(_COURSE_WEEKS, size=shape[:2])[:, :, None]
    done = ((begun + np.arange(weeks)) % _COURSE_WEEKS + 0.5) / _COURSE_WEEKS
    packs = np.array([one.kind is ResourceKind.PACK for one in resources])[None, :, None]
    progress = np.where(packs, done, np.nan)
    later = np.concatenate([np.zeros((*shape[:2], _LATER_WEEKS)), liking], axis=2)[:, :, :weeks]
    slower = np.where(packs, done - 0.5, 0.0)
    lacking = np.array([[suits(one, place) == 0 for one in resources] for place in places])
    effect = np.exp(settings.liked * later - settings.done * slower) * (1 - settings.unfit * lacking[:, :, None])
    return Opinions(liking, progress, effect)


def told(opinions: Opinions, served: Ints, seed: int) -> dict[str, Ints]:
    """Return the faces and the progress that are recorded with what was *served*, as sums of each week."""
    rng = np.random.default_rng([seed, _STREAM + 1])
    scores = rng.binomial(served, _FACES)
    uses = np.where(np.isnan(opinions.progress), 0, served)
    noise = rng.normal(0, 0.15, served.shape) / np.sqrt(np.maximum(uses, 1))
    mean = np.clip(np.nan_to_num(opinions.progress) + noise, 0.0, 1.0)
    return {
        "score_sum": scores + rng.binomial(2 * scores, (1 + _FRANK * opinions.liking) / 2),
        "scores": scores,
        "progress_sum": np.rint(100 * mean * uses).astype(np.int64),
        "progresses": uses,
    }
