"""The classical peers, each as statsforecast makes it, one model to a series."""

from typing import Any

import numpy as np

from models.backtest.columns import Freq
from models.backtest.scores import Answer
from models.backtest.table import Table
from shared.baseline import forward_filled, monotone
from shared.demand import Floats

NAMES = ("SeasonalNaive", "Naive", "AutoETS", "AutoTheta", "CrostonSBA", "TSB", "IMAPA")
_LONGEST_SEASON = 24
"""Exponential smoothing knows no longer one (Hyndman, Koehler, Ord and Snyder 2008)."""
_WINDOWS = 2
"""Past horizons from which methods without a distribution take their intervals."""
_SMOOTHING = 0.1
"""Of TSB, for demand and for its chance (Teunter, Syntetos and Babai 2011)."""


def classical(name: str, table: Table, origin: int, horizon: int) -> Answer:
    """
    Return the quantiles of one statsforecast model, fitted to each series' known past.

    Weeks that nobody recorded repeat the last known one, since these methods know no gaps; a series too short for the
    method gets Naive.
    """
    import pandas as pd
    from statsforecast import StatsForecast
    from statsforecast.models import Naive

    past = filled(table.y[:, :origin])
    begin = np.array([int(np.argmax(~np.isnan(row))) if not np.isnan(row).all() else origin for row in past])
    out = np.zeros((len(past), horizon, 3))
    enough = origin - begin >= _least(name, horizon)
    for model, rows in ((_model(name, table.freq, origin, horizon), enough), (Naive(), ~enough & (begin < origin))):
        picked = np.flatnonzero(rows)
        if not picked.size:
            continue
        long = [(at, past[at, begin[at] :]) for at in picked]
        frame = pd.DataFrame(
            {
                "unique_id": np.concatenate([np.full(run.size, at) for at, run in long]),
                "ds": np.concatenate([np.arange(origin - run.size, origin) for _, run in long]),
                "y": np.concatenate([run for _, run in long]),
            }
        )
        forecaster = StatsForecast([model], freq=1, n_jobs=1, fallback_model=Naive())
        out[picked] = _quantiles(forecaster.forecast(df=frame, h=horizon, level=[80]), picked.size, horizon)
    return Answer(out)


def _model(name: str, freq: Freq, origin: int, horizon: int) -> Any:
    from statsforecast import models
    from statsforecast.utils import ConformalIntervals

    season = freq.season if origin >= freq.season + 1 else 1
    short = season if season <= _LONGEST_SEASON and origin >= 2 * season else 1
    intervals = ConformalIntervals(h=horizon, n_windows=_WINDOWS)
    match name:
        case "Naive":
            return models.Naive()
        case "SeasonalNaive":
            return models.SeasonalNaive(season_length=season)
        case "AutoETS":
            return models.AutoETS(season_length=short)
        case "AutoTheta":
            return models.AutoTheta(season_length=short)
        case "CrostonSBA":
            return models.CrostonSBA(prediction_intervals=intervals)
        case "TSB":
            return models.TSB(_SMOOTHING, _SMOOTHING, prediction_intervals=intervals)
        case "IMAPA":
            return models.IMAPA(prediction_intervals=intervals)
        case _:
            raise ValueError(f"statsforecast has no {name} here")


def _least(name: str, horizon: int) -> int:
    """Return how many values a method needs."""
    if name in ("CrostonSBA", "TSB", "IMAPA"):
        return _WINDOWS * horizon + 1
    return 2 if name in ("Naive", "SeasonalNaive") else 5


def _quantiles(frame: Any, series: int, horizon: int) -> Floats:
    name = str(frame.columns[2])
    columns = [f"{name}-lo-80", name, f"{name}-hi-80"]
    values = frame.sort_values(["unique_id", "ds"])[columns].to_numpy(dtype=float).reshape(series, horizon, 3)
    # Where there is nothing to measure a spread on, statsforecast gives NaN around the middle.
    middle = np.nan_to_num(values[..., 1:2], posinf=0.0, neginf=0.0)
    return monotone(np.where(np.isfinite(values), values, middle))


def filled(past: Floats) -> Floats:
    """
    Return rows in which unknown periods repeat the last known one; what comes before the first stays unknown.

    >>> filled(np.array([[np.nan, 3.0, np.nan, 5.0]]))
    array([[nan,  3.,  3.,  5.]])
    """
    begun = np.maximum.accumulate(~np.isnan(past), axis=1)
    return np.where(begun, forward_filled(past)[0], np.nan)
