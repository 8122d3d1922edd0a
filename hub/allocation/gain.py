"""What more worth at a school is worth to the whole: all of it at alpha 0, the less the better off it is above."""

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import Field
from hub.allocation.instance import EPSILON, USUAL_FILL


@compiled
def urgency(field: Field, school: int, have: float) -> float:
    """Return how much the next bit of worth counts at a school that would have received *have* grains."""
    if field.alpha == 0:
        return 1.0
    if field.need[school] <= 0:
        return 0.0
    at = ((field.met[school] + have) / field.need[school] + EPSILON) / USUAL_FILL
    if field.alpha == 2:
        return float(1.0 / (at * at))
    if field.alpha == 1:
        return float(1.0 / at)
    return float(at**-field.alpha)


@compiled
def gain(field: Field, school: int, have: float, more: float) -> float:
    """Return what *more* grains at a school that would have received *have* add to the objective."""
    if field.alpha == 0:
        return more
    if field.need[school] <= 0:
        return 0.0
    scale = field.need[school] * USUAL_FILL
    low = ((field.met[school] + have) / field.need[school] + EPSILON) / USUAL_FILL
    # The difference of the fills, not of the results, so that little on top of much is not lost in rounding.
    step = more / field.need[school] / USUAL_FILL
    if field.alpha == 1:
        return float(scale * np.log1p(step / low))
    if field.alpha == 2:
        return float(scale * step / (low * (low + step)))
    power = 1.0 - field.alpha
    return float(scale * low**power * np.expm1(power * np.log1p(step / low)) / power)
