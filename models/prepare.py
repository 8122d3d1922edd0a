"""Panel to windows: choose the baseline on past origins, then write what the network learns from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.donate import learn_donors, shares_for
from models.gains import clearly_best
from models.panel import Panel, Source, Split, read_panel, split
from models.settings import Prepare
from shared import accuracy, baseline
from shared.baseline import DEFAULT_METHODS, OF_LAST_YEAR, OF_SEASONS, PLAIN, Method
from shared.demand import Bools, Floats
from shared.donors import Donors, Priors, blended, priors_of
from shared.drift import Histogram, reference
from shared.features import SHORT_WEEKS, History, Pattern, network_inputs, patterns
from shared.forecast import LEVELS
from shared.resources import ResourceKind
from shared.school_year import AssumedYear, Week
from shared.seasons import season_of

_LEAST_GAIN = 0.01
"""Of WQL; a smaller gain of another method on past origins is noise."""
_CORRELATIONS = (0.3, 0.5, 0.7, 0.9)
_LEAST_PERIODS = 30
"""Fewer known periods of packs say too little about their reach."""

_CAUTIOUS = (0.08, 0.5, 0.92)
"""What P10, P50 and P90 of past periods are set by: the next one lies further off than those learned from."""

Windows = Mapping[str, NDArray[Any]]


class Choices(msgspec.Struct, frozen=True):
    """What past origins said about the baseline; part of the card."""

    methods: dict[Pattern, Method]
    pack_reach: baseline.Reach
    correlation: float
    stretch: dict[ResourceKind, baseline.Reach] = {}
    """What past periods were over the baseline's quantiles of them, by kind."""
    donors: Donors = Donors()
    """What schools tell of each other; none where the panel does not tell students."""
    reference: dict[str, Histogram] = {}
    """How the inputs of the network are spread in what it learns from."""
    assumed: tuple[AssumedYear, ...] = ()
    """Years of the panel whose calendar nobody gave."""


class Scores(NamedTuple):
    """What each method lost at one origin, and for which series those of a year had anything of their own to say."""

    losses: dict[Method, Floats]
    """N, weighed by the length of the past."""
    patterns: NDArray[np.str_]
    speaking: dict[Method, Bools]


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """All series at one origin, with what came."""

    panel: Source
    origin: Week

    def scores(self) -> Scores:
        """Return what each method lost at this origin."""
        history = self.panel.history(self.origin)
        season, known = season_of(history), history.known.sum(axis=1)
        came = self.panel.outcome(history)
        losses = {
            method: np.nansum(accuracy.pinball(came, baseline.widen(made, known)), (1, 2))
            for method, made in baseline.all_methods(history, season).items()
        }
        # The longer a past was, the more it is like today's: what a year teaches, half a year cannot tell.
        told = int(history.known.any(axis=0).sum())
        return Scores(
            {method: told * loss for method, loss in losses.items()},
            np.array([one.value for one in patterns(history)]),
            baseline.speaking(history, season),
        )


def choose_methods(panel: Source, origins: Sequence[Week]) -> dict[Pattern, Method]:
    """
    Return the method of each pattern with the least loss on past origins, the usual one unless clearly beaten.

    First among those that need no year; then those of last year, and then those of seasons, are held against it where
    they had any to look at: what a method says before its first year is not its own, and tells nothing for or against.
    """
    parts = [Past(panel, origin).scores() for origin in origins]
    seen = np.concatenate([part.patterns for part in parts])
    series = np.tile(np.arange(len(panel.kinds)), len(origins))
    losses = {method: np.concatenate([part.losses[method] for part in parts]) for method in Method}
    speak = {method: np.concatenate([part.speaking[method] for part in parts]) for method in parts[0].speaking}
    chosen: dict[Pattern, Method] = {}
    for pattern, usual in DEFAULT_METHODS.items():
        rows = seen == pattern.value
        best, own = usual, losses[usual][rows]
        for stage in (PLAIN, OF_LAST_YEAR, OF_SEASONS):
            more = {one: np.where(speak[one][rows], losses[one][rows], own) for one in stage if one in speak}
            here = {best: own, **{one: more.get(one, losses[one][rows]) for one in stage}}
            best = clearly_best(here, best, series[rows], _LEAST_GAIN)
            own = here[best]
        chosen[pattern] = best
    return chosen


def choose(panel: Source, origins: Sequence[Week]) -> Choices:
    """Return methods, the reach of packs and the correlation of weeks that served past origins best."""
    methods = choose_methods(panel, origins)
    weekly = [baseline.weekly_quantiles(panel.history(origin), methods)[0] for origin in origins]
    came = [panel.period_outcome(origin, panel.outcome(panel.history(origin))) for origin in origins]
    packs = np.array([kind is ResourceKind.PACK for kind in panel.kinds])

    def loss(correlation: float) -> float:
        kinds = _kinds_of(panel, ~packs)
        guesses = [baseline.period_quantiles(q[~packs], kinds, correlation=correlation) for q in weekly]
        return float(sum(np.nansum(accuracy.pinball(y[~packs], q)) for y, q in zip(came, guesses, strict=True)))

    losses = [loss(value) for value in _CORRELATIONS]
    correlation = _CORRELATIONS[int(np.argmin(losses))] if any(losses) else baseline.WEEK_TO_WEEK
    kinds = [ResourceKind.REUSABLE] * int(packs.sum())
    busiest = [baseline.period_quantiles(q[packs], kinds, correlation=correlation)[:, 1] for q in weekly]
    reach = reach_of(np.concatenate([y[packs] for y in came]), np.concatenate(busiest))
    drawn = Choices(methods, reach, correlation, assumed=panel.assumed())
    return msgspec.structs.replace(drawn, stretch=stretch_of(panel, origins, drawn))


def stretch_of(panel: Source, origins: Sequence[Week], choices: Choices) -> dict[ResourceKind, baseline.Reach]:
    """Return, by kind, what past periods were over the quantiles that these choices give for them."""
    kinds = np.array(list(panel.kinds) * len(origins))
    histories = [panel.history(origin) for origin in origins]
    guess = np.concatenate([fallback(history, panel.kinds, choices)[1] for history in histories])
    pairs = zip(origins, histories, strict=True)
    came = np.concatenate([panel.period_outcome(origin, panel.outcome(history)) for origin, history in pairs])
    known = np.concatenate([history.known.sum(axis=1) for history in histories]) >= SHORT_WEEKS
    return {kind: _stretch(came, guess, known & (kinds == kind) & ~np.isnan(came)) for kind in ResourceKind}


def _stretch(came: Floats, guess: Floats, rows: Bools) -> baseline.Reach:
    over: list[float] = []
    for column, level in enumerate(_CAUTIOUS):
        some = rows & (guess[:, column] > 0)
        ratio = np.quantile(came[some] / guess[some, column], level) if some.sum() >= _LEAST_PERIODS else 1.0
        over.append(round(float(np.clip(ratio, 0.05, 20)), 3))
    return over[0], over[1], over[2]


def with_donors(panel: Panel, choices: Choices, origins: Sequence[Week], until: Week) -> Choices:
    """Return *choices* with what the schools of the panel use per student, known at *until*."""
    rows = learn_donors(panel, until, choices.pack_reach[1])
    if not rows:
        return choices

    def own(history: History) -> tuple[Floats, Floats]:
        return fallback(history, panel.kinds, choices)

    donors = Donors(rows=rows, shares=shares_for(panel, rows, origins, own))
    return msgspec.structs.replace(choices, donors=donors)


def fallback(
    history: History, kinds: Sequence[ResourceKind], choices: Choices, priors: Priors | None = None
) -> tuple[Floats, Floats]:
    """Return the baseline's quantiles of weeks and of the period with these choices, as ``Forecaster`` makes them."""
    weekly, _ = baseline.weekly_quantiles(history, choices.methods)
    period = baseline.period_quantiles(
        weekly, kinds, reach=choices.pack_reach, correlation=choices.correlation, stretch=choices.stretch
    )
    return blended(weekly, period, history, kinds, priors) if priors else (weekly, period)


def reach_of(distinct: Floats, busiest: Floats) -> baseline.Reach:
    """
    Return P10, P50 and P90 of a period's distinct learners over the forecast of its busiest week.

    >>> reach_of(np.full(40, 30.0), np.full(40, 20.0))
    (1.5, 1.5, 1.5)
    """
    known = ~np.isnan(distinct) & (distinct > 0) & (busiest >= 1)
    if known.sum() < _LEAST_PERIODS:
        return baseline.PACK_REACH
    low, middle, high = np.quantile(distinct[known] / busiest[known], LEVELS).round(3).clip(0.01, 20).tolist()
    return low, middle, high


def _kinds_of(panel: Source, rows: Bools) -> list[ResourceKind]:
    return [kind for kind, wanted in zip(panel.kinds, rows, strict=True) if wanted]


def windows(panel: Source, origins: Sequence[Week], choices: Choices, priors: Priors | None = None) -> Windows:
    """Return the network's inputs and outcomes of all series at all origins, without rows that say nothing."""
    parts: list[dict[str, NDArray[Any]]] = []
    for origin in origins:
        history = panel.history(origin)
        weekly, period = fallback(history, panel.kinds, choices, priors)
        came = panel.outcome(history)
        inputs = network_inputs(history, panel.kinds, weekly, period, np.ones(len(weekly)), panel.covariates(origin))
        useful = history.known.any(axis=1) & (~np.isnan(came)).any(axis=1)
        extra = {
            "y_week": came.astype(np.float32),
            "y_period": panel.period_outcome(origin, came).astype(np.float32),
            "pattern": np.array([one.value for one in patterns(history)]),
            "origin": np.full(len(weekly), int(origin)),
            "series": np.arange(len(weekly)),
        }
        parts.append({name: array[useful] for name, array in {**inputs, **extra}.items()})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def prepare(settings: Prepare, out: Path) -> tuple[Split, Choices]:
    """
    Write ``train.npz``, ``validate.npz`` and ``choices.json`` into *out*.

    Raises:
        BadInput: The panel cannot be read or is too short.
    """
    panel = read_panel(settings)
    parts = split(panel, settings)
    past = parts.train + parts.validate
    choices = with_donors(panel, choose(panel, past), past, parts.test[0])
    priors = priors_of(choices.donors, panel.needs())
    out.mkdir(parents=True, exist_ok=True)
    learn = windows(panel, parts.train, choices, priors)
    rng = np.random.default_rng(0)
    kept = np.sort(rng.permutation(len(learn["weight"]))[: settings.max_rows])
    np.savez(out / "train.npz", allow_pickle=False, **{name: array[kept] for name, array in learn.items()})
    np.savez(out / "validate.npz", allow_pickle=False, **windows(panel, parts.validate, choices, priors))
    choices = msgspec.structs.replace(choices, reference=reference(learn))
    (out / "choices.json").write_bytes(msgspec.json.format(msgspec.json.encode(choices), indent=1))
    return parts, choices
