"""From quantiles to forecasts: the answer for N series as rows, and each row as the forecast of one series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.baseline import Method
from shared.demand import Bools, Floats, Series
from shared.features import History, Pattern
from shared.forecast import Forecast, MadeBy, Quantiles, RestsOn
from shared.school_year import AssumedYear, Week

Arrays = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """Quantiles of N series: those that count, and the two that they are one or a blend of."""

    weekly: Floats
    period: Floats
    methods: list[Method]
    weights: Floats
    """How much of the network's correction counts in ``weekly`` and ``period``."""
    patterns: list[Pattern]
    base: Floats
    """The baseline's weekly quantiles."""
    corrected: Floats
    """Those with the weights of the card, whatever was set aside."""
    heard: Bools
    """Where the card lets the network have a say."""
    inputs: Arrays
    """What the network saw; empty where there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Foresight:
    """Forecasts with what they are watched by, in one order."""

    forecasts: list[Forecast]
    patterns: list[Pattern]
    inputs: Arrays


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all forecasts of one run share."""

    origin: Week
    version: str
    assumed: tuple[AssumedYear, ...]


def forecasts_of(
    series: Sequence[Series], history: History, told: Answer, rests: Sequence[RestsOn], at: Circumstances
) -> list[Forecast]:
    """Return the forecast of each series from its row of *told*."""
    weeks = tuple(Week(int(week)) for week in history.future_weeks)
    others = np.where((told.weights > 0)[:, None, None], told.base, told.corrected)
    rows = zip(
        series, told.weekly.tolist(), told.period.tolist(), told.weights.tolist(), rests, told.heard.tolist(),
        others.tolist(), strict=True,
    )  # fmt: skip
    return [
        Forecast(
            school=one.school,
            resource=one.resource,
            kind=one.kind,
            origin=at.origin,
            weeks=weeks,
            weekly=_quantiles(weekly),
            period=Quantiles(*period),
            made_by=made_by(weight),
            rests_on=rest,
            model_version=at.version,
            other=_quantiles(other) if heard else (),
            assumed=at.assumed,
        )
        for one, weekly, period, weight, rest, heard, other in rows
    ]


def made_by(weight: float) -> MadeBy:
    """
    Return what made a forecast in which the network's correction counts this much.

    >>> made_by(0.0).value, made_by(0.4).value, made_by(1.0).value
    ('baseline', 'blend', 'model')
    """
    if weight == 0:
        return MadeBy.BASELINE
    return MadeBy.MODEL if weight == 1 else MadeBy.BLEND


def _quantiles(rows: Sequence[Sequence[float]]) -> tuple[Quantiles, ...]:
    return tuple(Quantiles(*row) for row in rows)
