"""Scores of rolling origins, by whole, origin and pattern, with paired bootstrap intervals over entities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.backtest.table import Table
from models.run_short import made_up_stock
from shared import accuracy
from shared.demand import Bools, Floats
from shared.features import patterns

_RESAMPLES = 1000
UNTUNED = 0.5
"""Threshold of "will run short" where no earlier origin tells a better one: what is more likely than not."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What is scored at one origin: what came, and what of the past the scores need."""

    origin: int
    came: Floats
    """N x H, NaN where unknown."""
    need: Floats
    """N, of the whole horizon."""
    scale: Floats
    """N: mean absolute step of the past, of a season where there is one; NaN where it is 0."""
    square: Floats
    """N: root of the mean squared step."""
    stock: Floats
    """N: what "will run short" is asked about (FORECASTING.md)."""
    pattern: NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One method's quantiles at one origin: N x H x 3, and N x 3 of the whole horizon where it gives them."""

    weekly: Floats
    period: Floats | None = None


Answers = Mapping[int, Answer]


def case_at(table: Table, origin: int, horizon: int) -> Case:
    """Return what came after *origin*, with the scales of MASE (Hyndman and Koehler 2006) and RMSSE (M5)."""
    past = table.y[:, :origin]
    lag = table.freq.season if origin > 2 * table.freq.season else 1
    steps = past[:, lag:] - past[:, :-lag]
    return Case(
        origin=origin,
        came=table.came(origin, horizon),
        need=table.need(origin, horizon),
        scale=_positive(_mean(np.abs(steps))),
        square=_positive(np.sqrt(_mean(steps**2))),
        stock=made_up_stock(past, table.ids, origin),
        pattern=np.array([one.value for one in patterns(table.history(origin, horizon))]),
    )


def score(cases: Sequence[Case], answers: Answers) -> dict[str, Any]:
    """
    Return every score of one method over all origins and at each of them, and its WQL by pattern.

    What cannot be told has no key: what divides by the sum of what came, where that is 0 or not known, and what divides
    by steps of the past, where there are none.

    "Will run short" is scored at each origin by the threshold that was best on all origins before it, as far as what
    came after them was known by then. The first has none before it: it is scored at ``UNTUNED``, and left out of the
    whole unless it is alone. ``threshold`` of the whole is that of the newest origin.
    """
    came = np.concatenate([case.came for case in cases])
    weekly = np.concatenate([answers[case.origin].weekly for case in cases])
    seen = np.concatenate([case.pattern for case in cases])
    row: dict[str, Any] = {
        **_scores(cases, answers),
        "quantile_share": [_below(came, weekly[..., at]) for at in range(weekly.shape[2])],
        "by_origin": {str(case.origin): by_origin(case, answers[case.origin]) for case in cases},
        "by_pattern": {
            str(one): accuracy.wql(came[seen == one], weekly[seen == one])
            for one in sorted(set(seen.tolist()))
            if _any(came[seen == one])
        },
    }
    row |= run_short(cases, answers)
    for case, threshold in zip(cases, thresholds(cases, answers), strict=True):
        row["by_origin"][str(case.origin)] |= {**_said([case], answers, [threshold]), "threshold": threshold}
    return row


def by_origin(case: Case, answer: Answer) -> dict[str, float]:
    """Return the scores of one origin, and the parts of its WQL, so that any choice of origins can be summed."""
    return {
        **_scores([case], {case.origin: answer}),
        "loss": 2 / 3 * float(np.nansum(accuracy.pinball(case.came, answer.weekly))),
        "y": float(np.nansum(case.came)),
    }


def _scores(cases: Sequence[Case], answers: Answers) -> dict[str, float]:
    came = np.concatenate([case.came for case in cases])
    weekly = np.concatenate([answers[case.origin].weekly for case in cases])
    some, known = _any(came), not np.isnan(came).all()
    return _told(
        {
            "wql": accuracy.wql(came, weekly) if some else nan,
            "msql": _scaled(2 * accuracy.pinball(came, weekly).mean(axis=2), cases),
            "mase": _scaled(np.abs(came - weekly[..., 1]), cases),
            "rmsse": _rmsse(came, weekly, cases),
            "wape": accuracy.wape(came, weekly) if some else nan,
            "rmse": accuracy.rmse(came, weekly) if known else nan,
            "bias": accuracy.bias(came, weekly) if some else nan,
            "coverage80": accuracy.coverage(came, weekly) if known else nan,
            **_period(cases, answers),
        }
    )


def _told(scores: Mapping[str, float]) -> dict[str, float]:
    """Return *scores* without those that nothing tells: 0 would read as perfect."""
    return {name: value for name, value in scores.items() if not isnan(value)}


def _any(came: Floats) -> bool:
    return bool(np.nansum(came) > 0)


def _period(cases: Sequence[Case], answers: Answers) -> dict[str, float]:
    guesses = [answers[case.origin].period for case in cases]
    told = [guess for guess in guesses if guess is not None]
    if len(told) < len(cases):
        return {}
    need, guess = np.concatenate([case.need for case in cases]), np.concatenate(told)
    return {
        "period_wql": accuracy.wql(need, guess) if _any(need) else nan,
        "period_coverage80": nan if np.isnan(need).all() else accuracy.coverage(need, guess),
    }


def run_short(cases: Sequence[Case], answers: Answers) -> dict[str, float]:
    """Return precision, recall and F1 of "more is needed than the made-up stock", and how often it happens."""
    first = min(1, len(cases) - 1)
    found = thresholds(cases, answers)
    return {**(_said(cases[first:], answers, found[first:]) or _said(cases, answers, found)), "threshold": found[-1]}


def thresholds(cases: Sequence[Case], answers: Answers) -> list[float]:
    """
    Return the threshold on the chance of each origin: the best on all before it, ``UNTUNED`` where they tell nothing.

    *cases* in order of origin. Where origins lie closer than a horizon, of an earlier one only those periods count that
    were known at the later one.
    """
    return [_best([_known_at(case, one.origin) for case in cases[:at]], answers) for at, one in enumerate(cases)]


def _best(earlier: Sequence[Case], answers: Answers) -> float:
    happened = np.concatenate([np.zeros(0, dtype=bool), *(short(case) for case in earlier)])
    said = np.concatenate([np.zeros(0), *(chances(case, answers[case.origin]) for case in earlier)])
    return accuracy.best_threshold(happened, said) if happened.any() else UNTUNED


def _known_at(case: Case, origin: int) -> Case:
    """Return *case* without what came after *origin*."""
    over = case.origin + np.arange(case.came.shape[1]) < origin
    return replace(case, came=np.where(over, case.came, np.nan))


def _said(cases: Sequence[Case], answers: Answers, at: Sequence[float]) -> dict[str, float]:
    happened = np.concatenate([short(case) for case in cases])
    if not happened.size:
        return {}
    said = [chances(case, answers[case.origin]) >= threshold for case, threshold in zip(cases, at, strict=True)]
    return accuracy.run_short(happened, np.concatenate(said))._asdict()


def short(case: Case) -> Bools:
    """Return for each known value whether it was above the made-up stock."""
    over: Bools = (case.came > case.stock[:, None])[~np.isnan(case.came)]
    return over


def chances(case: Case, answer: Answer) -> Floats:
    """Return the chance of the same that the forecast saw."""
    stock = np.broadcast_to(case.stock[:, None], case.came.shape)
    return accuracy.chance_above(answer.weekly, stock)[~np.isnan(case.came)]


def losses(cases: Sequence[Case], answers: Answers) -> Floats:
    """Return the pinball loss of each series over all origins, N."""
    each = [np.nansum(accuracy.pinball(case.came, answers[case.origin].weekly), axis=(1, 2)) for case in cases]
    total: Floats = np.sum(each, axis=0)
    return total


def ratio(mine: Floats, reference: Floats, entities: Sequence[str]) -> dict[str, float]:
    """
    Return mine / reference with its 95 % interval: paired bootstrap over entities (Efron and Tibshirani 1993).

    >>> ratio(np.array([1.0, 2.0]), np.array([2.0, 4.0]), ["a", "b"])
    {'value': 0.5, 'low': 0.5, 'high': 0.5}
    """
    _, place = np.unique(np.array(entities), return_inverse=True)
    sums = np.array([np.bincount(place, weights=one) for one in (mine, reference)])
    drawn = np.random.default_rng(0).integers(sums.shape[1], size=(_RESAMPLES, sums.shape[1]))
    top, bottom = sums[0][drawn].sum(axis=1), sums[1][drawn].sum(axis=1)
    kept = bottom > 0
    low, high = np.quantile(top[kept] / bottom[kept], (0.025, 0.975)) if kept.any() else (1.0, 1.0)
    whole = float(sums[0].sum() / sums[1].sum()) if sums[1].sum() > 0 else 1.0
    return {"value": whole, "low": float(low), "high": float(high)}


def _scaled(errors: Floats, cases: Sequence[Case]) -> float:
    """Return the mean over series and origins of the mean error by the scale of the past."""
    shares = _mean(errors) / np.concatenate([case.scale for case in cases])
    return float(np.nanmean(shares)) if np.isfinite(shares).any() else nan


def _rmsse(came: Floats, weekly: Floats, cases: Sequence[Case]) -> float:
    squares = np.sqrt(_mean((came - accuracy.mean(weekly)) ** 2)) / np.concatenate([case.square for case in cases])
    return float(np.nanmean(squares)) if np.isfinite(squares).any() else nan


def _mean(values: Floats) -> Floats:
    """Return the mean of the known values of each row, NaN where there is none."""
    known = (~np.isnan(values)).sum(axis=1)
    return np.where(known > 0, np.nansum(values, axis=1) / np.maximum(known, 1), np.nan)


def _positive(scale: Floats) -> Floats:
    return np.where(scale > 0, scale, np.nan)


def _below(came: Floats, quantile: Floats) -> float:
    known = ~np.isnan(came)
    return float((came <= quantile)[known].mean()) if known.any() else 0.0
