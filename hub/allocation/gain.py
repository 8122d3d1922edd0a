"""What more worth at a school is worth to the whole: all of it at alpha 0, the less the better off it is above."""

from math import fsum

import numpy as np

from hub.allocation.compiled import compiled
from hub.allocation.field import Field
from hub.allocation.instance import EPSILON, USUAL_FILL, Floats, Ints
from hub.allocation.response import exact_total


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


@compiled
def fill_cap(field: Field, school: int, ratio: float) -> float:
    """Return the grains received up to which what has *ratio* grains of worth per grain of cost is worth its cost."""
    if field.need[school] <= 0:
        return 0.0
    high = np.sqrt(ratio) if field.alpha == 2 else ratio ** (1.0 / field.alpha)
    return float((USUAL_FILL * high - EPSILON) * field.need[school] - field.met[school])


def objective(field: Field, lots: Ints) -> int:
    """Return in grains what *lots* are worth to the whole: exactly at alpha 0, else nearest to the sum."""
    worth = field.totals[field.start + np.minimum(lots, field.useful)]
    if field.alpha == 0:
        return exact_total(worth)
    received = np.zeros(len(field.trip), dtype=np.int64)
    np.add.at(received, field.school, worth)
    gains = np.zeros(len(received))
    _gains(field, received, gains)
    return round(fsum(gains.tolist()))


@compiled
def _gains(field: Field, received: Ints, gains: Floats) -> None:
    for school in range(len(received)):
        gains[school] = gain(field, school, 0.0, float(received[school]))
