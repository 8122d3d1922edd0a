"""The four scores that every report gives, of model and baseline, out of sums over the weeks that are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from shared.accuracy import mean, pinball
from shared.demand import Floats
from shared.forecast import LEVELS

WHO = ("model", "baseline")
SUMS = ("loss", "off", "over", "inside")
"""Of each: pinball losses, distances of the median, units foreseen by the mean beyond those that came, weeks inside."""
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Four:
    """What ``shared.accuracy`` says of forecasts; the first three are None where nothing was asked for."""

    wql: float | None
    wape: float | None
    bias: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Beside:
    """The scores of the model beside those of the baseline, over the same series: those in which it has a say."""

    model: Four | None
    """None where it has a say in none; the baseline's are then those of all."""
    baseline: Four


def sums_of(y: Floats, quantiles: Floats) -> dict[str, Any]:
    """
    Return the ``SUMS`` of each series, N x weeks and N x weeks x 3; weeks of which *y* is NaN say nothing.

    >>> found = sums_of(np.array([[9.0]]), np.array([[[6.0, 8.0, 10.0]]]))
    >>> {name: value.round(1).tolist() for name, value in found.items()}
    {'loss': [0.9], 'off': [1.0], 'over': [-1.0], 'inside': [1]}
    """
    low, middle, high = np.moveaxis(quantiles, -1, 0)
    return {
        "loss": np.nansum(pinball(y, quantiles), axis=(1, 2)),
        "off": np.nansum(np.abs(y - middle), axis=1),
        "over": np.nansum(mean(quantiles) - y, axis=1),
        "inside": ((y >= low) & (y <= high)).sum(axis=1),
    }


def scores_by(scores: pa.Table, name: str = "") -> dict[str, Beside]:
    """
    Return what the scores of a watch (``hub.scoring.SCHEMA``) come to by a column, or of all under an empty name.

    Of a watch that an earlier version made nothing: the next night makes it anew.
    """
    if not {f"{who}_{one}" for who in WHO for one in SUMS} <= set(scores.column_names):
        return {}
    if not name:
        name, scores = _ALL, scores.append_column(_ALL, pa.array([""] * scores.num_rows, pa.string()))
    every, heard = (_summed(some, name) for some in (scores, scores.filter(scores["heard"])))
    return {
        key: Beside(_four(heard[key], "model") if key in heard else None, _four(heard.get(key, sums), "baseline"))
        for key, sums in every.items()
    }


def _summed(scores: pa.Table, name: str) -> dict[str, Mapping[str, float]]:
    columns = ["known", "asked", *(f"{who}_{one}" for who in WHO for one in SUMS)]
    found = scores.group_by(name).aggregate([(column, "sum") for column in columns])
    return {row[name]: {column: row[f"{column}_sum"] for column in columns} for row in found.to_pylist()}


def _four(sums: Mapping[str, float], who: str) -> Four:
    asked = sums["asked"]
    wql, wape, bias = (
        round(times * sums[f"{who}_{one}"] / asked, 4) if asked else None
        for one, times in (("loss", 2 / len(LEVELS)), ("off", 1.0), ("over", 1.0))
    )
    return Four(wql, wape, bias, round(sums[f"{who}_inside"] / sums["known"], 4))
