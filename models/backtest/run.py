"""Run every method at every origin, each in a process of its own, and report what a reader can check."""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.backtest import classical
from models.backtest.apart import apart
from models.backtest.cost import Meter
from models.backtest.origins import check_origins, unheard, unscored
from models.backtest.scores import Answer, Answers, Case, case_at, losses, ratio, score
from models.backtest.table import Table
from models.settings import Params
from shared.errors import BadInput
from shared.os_errors import reason

OURS = ("chasqui", "baseline", "network", "calblend")
REFERENCES = ("Naive", "SeasonalNaive", "AutoETS", "AutoTheta", "CrostonSBA", "LightGBM")
"""The best of them in the same run is what ours is measured by (FORECASTING.md)."""
PEERS = (*classical.NAMES, "LightGBM", "RandomForest")
ABLATION = "without_covariates"
"""Ours once more, without the static and lagged columns: what these are worth."""
Method = Callable[[int], Mapping[str, Answer]]
"""From an origin to the answers of one method, or of several that share their work."""


@dataclass(frozen=True, slots=True, eq=False)
class Ran:
    """What one process made: the answers of its methods by origin, and what it cost."""

    answers: Mapping[str, Answers]
    cost: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """A backtest: what was asked, what each method answered, and what was left out and why."""

    table: Table
    cases: Sequence[Case]
    answers: Mapping[str, Answers]
    costs: Mapping[str, Mapping[str, float]]
    left_out: Mapping[str, str]
    horizon: int


def backtest(
    table: Table,
    origins: Sequence[int],
    horizon: int,
    params: Params,
    peers: Sequence[str] = PEERS,
    tell: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """
    Return the answers of ours and of *peers*; a peer that fails is left out with its reason, ours must not fail.

    Raises:
        BadInput: Origins that cannot be scored.
    """
    check_origins(table, origins, horizon)
    answers: dict[str, Answers] = {}
    costs: dict[str, Mapping[str, float]] = {}
    left_out: dict[str, str] = {}
    for name in ("chasqui", *peers):
        try:
            ran = _apart(name, table, origins, horizon, params)
        except Exception as error:  # a peer is somebody else's code: whatever it raises is its result
            if name == "chasqui":
                raise
            left_out[name] = f"{type(error).__name__}: {error}"[:300]
            tell(f"{name}: {left_out[name]}")
            continue
        answers |= ran.answers
        costs |= dict.fromkeys(ran.answers, ran.cost)
        tell(f"{name}: {ran.cost['seconds']:.1f} s")
    return Outcome(table, [case_at(table, at, horizon) for at in origins], answers, costs, left_out, horizon)


def _apart(name: str, table: Table, origins: Sequence[int], horizon: int, params: Params) -> Ran:
    """Run in a fresh process, so that memory is the method's own and a crash is nobody else's."""
    found: Ran = apart(_run, name, table, tuple(origins), horizon, params)
    return found


def _run(name: str, table: Table, origins: Sequence[int], horizon: int, params: Params) -> Ran:
    method = _method(name, table, horizon, params)
    meter = Meter()
    made = {at: method(at) for at in origins}
    cost = meter.read()
    return Ran({one: {at: made[at][one] for at in origins} for one in made[origins[0]]}, cost)


def _method(name: str, table: Table, horizon: int, params: Params) -> Method:
    if name == "chasqui":
        return _ours(table, horizon, params)
    if name == ABLATION:
        return _ablated(table, horizon, params)
    if name == "RandomForest":
        return _forest(table, horizon, params)
    if name == "LightGBM":
        from models.backtest.trees import lightgbm

        return lambda origin: {name: lightgbm(table, origin, horizon, params.backtest.lightgbm)}
    return lambda origin: {name: classical.classical(name, table, origin, horizon)}


def _ours(table: Table, horizon: int, params: Params) -> Method:
    # Else TensorFlow speaks between the lines of the report; it has no other switch.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # noqa: TID251
    from models.backtest.ours import ours
    from models.backtest.rolling import Rolling, covariates

    source = Rolling(table, horizon, covariates(table.static, len(table.ids))[1])
    return lambda origin: ours(source, origin, params.backtest, params.train)


def _ablated(table: Table, horizon: int, params: Params) -> Method:
    """Return ours without what the static and lagged columns tell."""
    from models.backtest.ours import ours
    from models.backtest.rolling import Rolling

    def method(origin: int) -> Mapping[str, Answer]:
        found = ours(Rolling(table, horizon, None), origin, params.backtest, params.train)
        return {f"{name}_{ABLATION}": found[name] for name in ("chasqui", "network")}

    return method


def _forest(table: Table, horizon: int, params: Params) -> Method:
    from pyspark.sql import SparkSession

    from models.backtest.trees import spark_forest

    spark = (
        SparkSession.builder.master("local[2]").appName("chasqui-backtest")
        .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2").getOrCreate()
    )  # fmt: skip
    return lambda origin: {"RandomForest": spark_forest(table, origin, horizon, params.backtest.forest, spark)}


def report(outcome: Outcome, command: Sequence[str] = ()) -> dict[str, Any]:
    """Return the report as it is written: scores by method, ratios to the reference, and how it was made."""
    table, cases = outcome.table, outcome.cases
    scores = {name: score(cases, answers) for name, answers in outcome.answers.items()}
    lost = {name: losses(cases, answers) for name, answers in outcome.answers.items()}
    reference = min((name for name in REFERENCES if name in lost), key=lambda name: float(lost[name].sum()), default="")
    for name, row in scores.items():
        for key, other in (("ratio", reference), ("ratio_to_baseline", "baseline")):
            if other and lost[other].sum() > 0:
                row[key] = ratio(lost[name], lost[other], table.entities)
        row |= outcome.costs[name]
    empty = {str(case.origin): why for case in cases if (why := unscored(case.came))}
    cold = {str(case.origin): n for case in cases if (n := unheard(table, case.origin, outcome.horizon))}
    return {
        "command": list(command),
        "machine": {"python": platform.python_version(), "system": platform.system(), "cpu": platform.machine()},
        "panel": {
            "series": len(table.ids), "periods": table.periods, "freq": table.freq.value,
            "entities": len(set(table.entities)), "zeros": float(np.nanmean(table.y == 0)),
            "unknown": float(np.isnan(table.y).mean()), "notes": list(table.notes),
        },
        "horizon": outcome.horizon,
        "origins": [case.origin for case in cases],
        "reference": reference,
        "left_out": dict(outcome.left_out),
        "unscored": empty,
        "unheard": cold,
        "models": scores,
    }  # fmt: skip


def write(found: Mapping[str, Any], file: Path) -> None:
    """
    Write the report as JSON, numbers to six digits.

    Raises:
        BadInput: It cannot be written there.
    """
    text = json.dumps(_short(found), indent=1, ensure_ascii=False) + "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            "No se pudo escribir «%(file)s»: %(why)s. Revise la ruta y repita.", file=file, why=reason(error)
        ) from error


def _short(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _short(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_short(one) for one in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value
