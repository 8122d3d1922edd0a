"""Score the converted file on origins that nothing was chosen on, beside the baseline and its peers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.convert import DRAFT, MODEL
from models.panel import Panel, read_panel, split
from models.plots import bars, lines
from models.run_short import made_up_stock
from models.settings import Prepare
from shared import accuracy, baseline
from shared.baseline import Method
from shared.demand import Bools, Floats
from shared.features import History
from shared.forecast import PERIOD_WEEKS
from shared.forecaster import Forecaster
from shared.model_card import read_card
from shared.resources import ResourceKind
from shared.school_year import Week, monday

Guess = Callable[[History], tuple[Floats, Floats | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came after an origin."""

    origin: Week
    history: History
    weekly: Floats
    period: Floats


def methods_of(folder: Path, panel: Panel) -> Mapping[str, Guess]:
    """
    Return what is compared, by name: the converted model, the baseline that it contains, and peers.

    Raises:
        BadModel: The converted file fails a gate.
    """
    card = (folder / DRAFT).read_bytes()
    model, fallback = Forecaster.load(folder / MODEL, card), Forecaster(read_card(card))

    def by(forecaster: Forecaster) -> Guess:
        priors = forecaster.priors(panel.needs())

        def guess(history: History) -> tuple[Floats, Floats]:
            # Origins are school weeks: a history ends with its own.
            told = panel.covariates(Week(int(history.weeks[-1])))
            return forecaster.quantiles(history, panel.kinds, priors, told)[:2]

        return guess

    return {
        "model": by(model),
        "baseline": by(fallback),
        "calblend": lambda history: (baseline.by_method(history, Method.CALBLEND), None),
        "naive": lambda history: (baseline.naive(history), None),
        "seasonal_naive": lambda history: (baseline.by_method(history, Method.SEASONAL), None),
        "historical_quantiles": lambda history: (baseline.by_method(history, Method.WINDOW), None),
    }


def evaluate(settings: Prepare, folder: Path) -> dict[str, Any]:
    """
    Write ``metrics.json``, ``by_week.json`` and two SVG plots into *folder*; return the metrics.

    Raises:
        BadInput: The panel cannot be used.
        BadModel: The converted file fails a gate.
    """
    panel = read_panel(settings)
    parts = split(panel, settings)
    methods = methods_of(folder, panel)
    tuned = outcome_at(panel, parts.validate[-1])
    tests = [outcome_at(panel, origin) for origin in parts.test]
    scores = {name: score(method, tests, tuned, panel) for name, method in methods.items()}
    metrics: dict[str, Any] = {
        "wql_model": scores["model"]["wql"],
        "wql_baseline": scores["baseline"]["wql"],
        "ratio": _round(scores["model"]["wql"] / (scores["baseline"]["wql"] or 1.0)),
        "series": len(panel.ids),
        "simulated": panel.simulated,
        "test_origins": [monday(origin).isoformat() for origin in parts.test],
        "methods": scores,
        "by_kind": {kind.value: _of_kind(methods, tests, panel, kind) for kind in ResourceKind},
    }
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
    ahead = by_week(methods, tests)
    (folder / "by_week.json").write_text(json.dumps(ahead, indent=1) + "\n")
    names = list(methods)
    (folder / "wql.svg").write_text(
        bars("WQL on the test origins (lower is better)", [(n, scores[n]["wql"]) for n in names])
    )
    curves = {name: [row["wql"] for row in ahead if row["method"] == name] for name in names}
    (folder / "wql_by_week.svg").write_text(lines("WQL by week ahead", curves))
    return metrics


def outcome_at(panel: Panel, origin: Week) -> Outcome:
    """Return what was known at *origin* and what came after it."""
    history = panel.history(origin)
    weekly = panel.outcome(history)
    return Outcome(origin, history, weekly, panel.period_outcome(origin, weekly))


def score(method: Guess, tests: list[Outcome], tuned: Outcome, panel: Panel) -> dict[str, float]:
    """Return every score of one method; the threshold of "run short" comes from an earlier origin."""
    answers = [method(test.history) for test in tests]
    y, quantiles = np.concatenate([t.weekly for t in tests]), np.concatenate([weekly for weekly, _ in answers])
    row = {
        "wql": accuracy.wql(y, quantiles),
        "wape": accuracy.wape(y, quantiles),
        "rmse": accuracy.rmse(y, quantiles),
        "bias": accuracy.bias(y, quantiles),
        "coverage": accuracy.coverage(y, quantiles),
    }
    periods = [period for _, period in answers if period is not None]
    if periods:
        came, guess = np.concatenate([t.period for t in tests]), np.concatenate(periods)
        row |= {"period_wql": accuracy.wql(came, guess), "period_coverage": accuracy.coverage(came, guess)}
    threshold = accuracy.best_threshold(*short_of(tuned, method(tuned.history)[0], panel))
    happened, chance = zip(*(short_of(t, a[0], panel) for t, a in zip(tests, answers, strict=True)), strict=True)
    said = np.concatenate(chance) >= threshold
    row |= accuracy.run_short(np.concatenate(happened), said)._asdict()
    return {name: _round(value) for name, value in row.items()}


def short_of(outcome: Outcome, weekly: Floats, panel: Panel) -> tuple[Bools, Floats]:
    """Return where need exceeded a made-up stock, and the chance of it that the forecast saw; known weeks only."""
    stock = made_up_stock(outcome.history.y, panel.ids, monday(outcome.origin))
    known = ~np.isnan(outcome.weekly)
    over = np.broadcast_to(stock[:, None], outcome.weekly.shape)
    happened: Bools = (np.nan_to_num(outcome.weekly) > over)[known]
    return happened, accuracy.chance_above(weekly, over)[known]


def by_week(methods: Mapping[str, Guess], tests: list[Outcome]) -> list[dict[str, Any]]:
    """Return the WQL of each method for each week ahead."""
    y = np.concatenate([test.weekly for test in tests])
    rows: list[dict[str, Any]] = []
    for name, method in methods.items():
        quantiles = np.concatenate([method(test.history)[0] for test in tests])
        rows += [
            {"method": name, "week": h + 1, "wql": _round(accuracy.wql(y[:, h], quantiles[:, h]))}
            for h in range(PERIOD_WEEKS)
        ]
    return rows


def _of_kind(methods: Mapping[str, Guess], tests: list[Outcome], panel: Panel, kind: ResourceKind) -> dict[str, float]:
    rows = np.array([one is kind for one in panel.kinds])
    out: dict[str, float] = {}
    for name in ("model", "baseline"):
        answers = [methods[name](test.history) for test in tests]
        y = np.concatenate([test.weekly[rows] for test in tests])
        out[f"wql_{name}"] = _round(accuracy.wql(y, np.concatenate([weekly[rows] for weekly, _ in answers])))
        came = np.concatenate([test.period[rows] for test in tests])
        guess = np.concatenate([period[rows] for _, period in answers if period is not None])
        out[f"period_coverage_{name}"] = _round(accuracy.coverage(came, guess))
    return out


def _round(value: float) -> float:
    return round(float(value), 4)
