"""Small panels, made up, as files and as tables."""

from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np

from models.backtest.columns import Freq
from models.backtest.table import Table
from models.settings import Params, read_params
from shared.resources import ResourceKind


def small_params() -> Params:
    """Return the usual numbers, with few steps and trees."""
    usual, replace = read_params(), msgspec.structs.replace
    lightgbm = replace(usual.backtest.lightgbm, seeds=(1,), rounds=10, max_rows=2000)
    forest = replace(usual.backtest.forest, trees=3, depth=3, max_rows=500)
    return replace(
        usual,
        train=replace(usual.train, seeds=(1,), hidden=(8, 8), steps=20, batch=32),
        backtest=replace(usual.backtest, lightgbm=lightgbm, forest=forest),
    )


def table(series: int = 12, periods: int = 30, *, freq: Freq = Freq.WEEK, seed: int = 3, zeros: float = 0.0) -> Table:
    """Return series of counts around a level of their own, some of them often zero."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(2.0, 6.0, series)[:, None]
    y = rng.poisson(level, (series, periods)) * (rng.random((series, periods)) >= zeros)
    return Table(
        ids=tuple(f"s{at:03d}" for at in range(series)),
        freq=freq,
        first=0,
        y=y.astype(float),
        censored=np.zeros(y.shape, dtype=bool),
        exposure=np.ones(periods),
        entities=tuple(f"e{at % 4}" for at in range(series)),
        static={"power": tuple("red" if at % 2 else "solar" for at in range(series))},
        kinds=(ResourceKind.CONSUMABLE,) * series,
    )


def write_panel(folder: Path, one: Table) -> Path:
    """Write *one* as ``panel.csv``, with weeks that start on Mondays, or months; what is unknown has no row."""
    lines = ["unique_id,ds,y"]
    for name, row in zip(one.ids, one.y, strict=True):
        for at, value in enumerate(row):
            if np.isnan(value):
                continue
            day = date(2020, 1, 6) + timedelta(weeks=at)
            ds = day.isoformat() if one.freq is Freq.WEEK else f"{2015 + at // 12}-{at % 12 + 1:02d}"
            lines.append(f"{name},{ds},{value:g}")
    return write_text(folder, "\n".join(lines) + "\n")


def write_text(folder: Path, text: str) -> Path:
    """Write *text* as ``panel.csv``."""
    file = folder / "panel.csv"
    file.write_text(text)
    return file
