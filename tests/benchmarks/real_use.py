"""Real weekly use of learning platforms (LearnPlatform, 2020) as a panel, and how well a method foresees it."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from shared import accuracy, baseline
from shared.baseline import Method
from shared.demand import Floats
from shared.features import History
from shared.school_year import week_of

ORIGINS, IN_SESSION = (31, 35, 39, 43, 47), (39, 43, 47)
HORIZON_WEEKS, WINDOW_WEEKS = 4, 26
Guess = Callable[[History], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Use of each series in each week, and the share of a full week that each week's school days are."""

    y: Floats
    exposure: Floats

    def history(self, origin: int) -> History:
        """Return what was known before week *origin*."""
        ahead = np.arange(origin, origin + HORIZON_WEEKS)
        uncensored = np.zeros((len(self.y), origin), dtype=bool)
        return History(
            np.arange(origin), self.exposure[:origin], self.y[:, :origin], uncensored, ahead, self.exposure[ahead]
        )


def read(folder: Path) -> Panel:
    """Read ``*_calendar.csv`` (ds, school_days) and ``*_weekly.csv`` (unique_id, ds, y) of a folder."""
    (calendar,), (weekly,) = folder.glob("*_calendar.csv"), folder.glob("*_weekly.csv")
    with calendar.open(encoding="utf-8") as file:
        days = {week_of(date.fromisoformat(row["ds"])): int(row["school_days"]) for row in csv.DictReader(file)}
    with weekly.open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    rows = [(row["unique_id"], week_of(date.fromisoformat(row["ds"])), float(row["y"])) for row in told]
    place = {name: at for at, name in enumerate(sorted({name for name, _, _ in rows}))}
    y = np.zeros((len(place), len(days)))
    for name, week, value in rows:
        y[place[name], week - min(days)] = value
    return Panel(y, 0.1 + 0.9 * np.array([days[week] for week in sorted(days)]) / 5)


METHODS: Mapping[str, Guess] = {
    "ours": lambda history: baseline.weekly_quantiles(history)[0],
    "calblend": baseline.calblend,
    "naive": baseline.naive,
    "seasonal_naive": lambda history: baseline.by_method(history, Method.SEASONAL),
    "historical_quantiles": lambda history: historical_quantiles(history),
}


PEERS = ("naive", "seasonal_naive", "historical_quantiles")


def historical_quantiles(history: History) -> Floats:
    """Return the quantiles of the last 26 weeks as they were, whatever the calendar says."""
    recent = history.y[:, -WINDOW_WEEKS:]
    rows = baseline.weighted_quantiles(recent, np.broadcast_to(1.0, recent.shape))
    return np.repeat(rows[:, None, :], history.future.size, axis=1)


def wql(panel: Panel, method: Guess, origins: Sequence[int]) -> float:
    """Return the weighted quantile loss of a method, all origins together."""
    histories = [panel.history(origin) for origin in origins]
    came = np.concatenate([panel.y[:, one.future_weeks] for one in histories])
    return accuracy.wql(came, np.concatenate([method(one) for one in histories]))
