"""The figures that only a region with a known truth can give: stock-outs, cold start, periods, school time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.donate import shortened
from models.prepare import Choices, choose, fallback, with_donors
from models.settings import Params
from models.truth import Tally, Truth, simulate_truth
from shared import accuracy
from shared.demand import Bools, Floats
from shared.donors import Priors, priors_of
from shared.features import SHORT_WEEKS, History
from shared.school_year import Week

_RECENT_WEEKS = 26
_FOLDS = 2
"""Schools whose history is hidden learn from the other half."""

Tallies = defaultdict[str, Tally]


def truth_report(params: Params, seeds: Sequence[int]) -> dict[str, Any]:
    """
    Return the figures of the regions of all *seeds* together.

    Each region is forecast at three origins with what its own past origins chose; nothing is fitted across regions.
    """
    stockouts, weeks, periods, axis = (_tallies() for _ in range(4))
    cold: dict[str, Tallies] = {"without_donors": _tallies(), "with_donors": _tallies()}
    for seed in seeds:
        truth = simulate_truth(params, seed)
        for origin in truth.held_out:
            choices = choose(truth.panel, truth.past(origin))
            _add_stockouts(stockouts, truth, origin, choices)
            _add_axis(axis, truth, origin, choices)
            donors = with_donors(truth.panel, choices, truth.past(origin), origin)
            _add_intervals(weeks, periods, truth, origin, donors)
            _add_cold(cold, truth, origin, choices)
    return {
        "simulated": True,
        "seeds": list(seeds),
        "stockout_bias": _scores(stockouts, accuracy.bias),
        "cold_start": {name: _scores(tallies, accuracy.wql) for name, tallies in cold.items()},
        "cold_start_coverage80": {name: _scores(tallies, accuracy.coverage) for name, tallies in cold.items()},
        "weekly_coverage80": _scores(weeks, accuracy.coverage),
        "period_coverage80": _scores(periods, accuracy.coverage),
        "period_wql": _scores(periods, accuracy.wql),
        "school_time_wql": _scores(axis, accuracy.wql),
    }


def _tallies() -> Tallies:
    return defaultdict(lambda: Tally([], []))


def _scores(tallies: Mapping[str, Tally], what: Any) -> dict[str, float]:
    return {name: tally.score(what) for name, tally in tallies.items()}


def _add_stockouts(tallies: Tallies, truth: Truth, origin: Week, choices: Choices) -> None:
    """On series with a recent stock-out, compare the forecast that reads demand, consumption, or the truth."""
    panel, history = truth.panel, truth.panel.history(origin)
    short = history.censored[:, -_RECENT_WEEKS:].any(axis=1) & (history.known.sum(axis=1) >= SHORT_WEEKS)
    known = ~np.isnan(panel.targets)
    nothing = np.zeros_like(panel.censored)
    served = panel.shown.served if panel.shown else panel.targets
    used = replace(panel, targets=np.where(known, served, np.nan), censored=nothing, shown=None)
    true = replace(panel, targets=np.where(known, truth.need, np.nan), censored=nothing, shown=None)
    came = truth.came(history)
    readings = {"ours": history, "consumption_naive": used.history(origin), "truth_known": true.history(origin)}
    for name, seen in readings.items():
        weekly, _ = fallback(seen, panel.kinds, choices)
        tallies[name].add(came[short], weekly[short])
        for kind in dict.fromkeys(truth.kinds):
            rows = short & np.array([one == kind for one in truth.kinds])
            tallies[f"{name}_{kind}"].add(came[rows], weekly[rows])


def _add_axis(tallies: Tallies, truth: Truth, origin: Week, choices: Choices) -> None:
    """Compare school time with an axis on which vacations are weeks of no use, and with lost weeks read as zeros."""
    history = truth.panel.history(origin)
    rows, came = history.known.sum(axis=1) >= SHORT_WEEKS, truth.came(history)
    for name, seen in (
        ("school_time", history),
        ("vacations_as_zeros", _all_weeks(history)),
        ("lost_weeks_as_zeros", _lost_as_zeros(history)),
    ):
        tallies[name].add(came[rows], fallback(seen, truth.panel.kinds, choices)[0][rows])


def _all_weeks(history: History) -> History:
    """Return the history with every week of the year in it, and every week alike."""
    first, last = int(history.weeks[0]), int(history.weeks[-1])
    weeks = np.arange(first, last + 1)
    y = np.zeros((len(history.y), weeks.size))
    y[:, history.weeks - first] = history.y
    began = np.where(history.known.any(axis=1), history.weeks[history.known.argmax(axis=1)], last + 1)
    y[weeks[None, :] < began[:, None]] = np.nan
    censored = np.zeros(y.shape, dtype=bool)
    ahead = np.ones(history.future.size)
    return replace(history, weeks=weeks, exposure=np.ones(weeks.size), y=y, censored=censored, future=ahead)


def _lost_as_zeros(history: History) -> History:
    began = np.arange(history.weeks.size)[None, :] >= history.known.argmax(axis=1)[:, None]
    return replace(history, y=np.where(np.isnan(history.y) & began, 0.0, history.y))


def _add_intervals(weeks: Tallies, periods: Tallies, truth: Truth, origin: Week, choices: Choices) -> None:
    history = truth.panel.history(origin)
    weekly, period = fallback(history, truth.panel.kinds, choices, priors_of(choices.donors, truth.panel.needs()))
    came = truth.came(history)
    need = truth.period(origin, came)
    for kind in dict.fromkeys(truth.kinds):
        rows = history.known.any(axis=1) & np.array([one == kind for one in truth.kinds])
        weeks[kind].add(came[rows], weekly[rows])
        periods[kind].add(need[rows], period[rows])


def _add_cold(cold: Mapping[str, Tallies], truth: Truth, origin: Week, choices: Choices) -> None:
    """Hide all but a few weeks of half of the schools, and let the other half be their donors; then the reverse."""
    panel, history = truth.panel, truth.panel.history(origin)
    schools = sorted({name.partition("/")[0] for name in panel.ids})
    fold = np.array([schools.index(name.partition("/")[0]) % _FOLDS for name in panel.ids])
    came = truth.came(history)
    for number in range(_FOLDS):
        priors = _learned(truth, origin, choices, fold != number)
        rows = (fold == number) & (history.known.sum(axis=1) > SHORT_WEEKS)
        for known in range(SHORT_WEEKS + 1):
            seen = shortened(history, known)
            for name, given in (("without_donors", None), ("with_donors", priors)):
                weekly, _ = fallback(seen, panel.kinds, choices, given)
                cold[name][str(known)].add(came[rows], weekly[rows])


def _learned(truth: Truth, origin: Week, choices: Choices, donors: Bools) -> Priors:
    """Return the priors of all series from the history of the *donors* alone."""
    hidden: Floats = np.where(donors[:, None], truth.panel.targets, np.nan)
    panel = replace(truth.panel, targets=hidden)
    learned = with_donors(panel, choices, truth.past(origin), origin)
    return priors_of(learned.donors, truth.panel.needs())
