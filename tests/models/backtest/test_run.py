"""A run reports every method that ran, says which did not, and never hides that ours failed."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.backtest.columns import Freq
from models.backtest.run import ABLATION, backtest, report, write
from tests.models.backtest.panels import small_params, table

pytestmark = pytest.mark.train


def test_a_report_has_each_methods_scores_cost_and_ratio_to_the_best_peer(tmp_path: Path) -> None:
    outcome = backtest(table(series=40), (18, 22), 4, small_params(), ("Naive", "CrostonSBA", "LightGBM"))

    write(report(outcome, ["chasqui-models", "backtest"]), tmp_path / "r.json")

    found = json.loads((tmp_path / "r.json").read_text())
    assert set(found["models"]) == {"chasqui", "baseline", "network", "calblend", "Naive", "CrostonSBA", "LightGBM"}
    assert found["models"][found["reference"]]["ratio"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    wanted = {"wql", "msql", "mase", "rmsse", "wape", "bias", "coverage80", "precision", "recall", "f1", "base_rate",
              "ratio", "ratio_to_baseline", "by_origin", "by_pattern", "seconds", "peak_mb"}  # fmt: skip
    assert all(wanted <= set(row) for row in found["models"].values())
    assert found["left_out"] == {}


def test_a_peer_that_fails_is_left_out_with_its_reason() -> None:
    outcome = backtest(table(series=8, freq=Freq.MONTH), (18, 22), 4, small_params(), ("NoSuchModel", "Naive"))

    assert "Naive" in outcome.answers
    assert outcome.left_out["NoSuchModel"]


def test_an_ablation_is_ours_once_more_without_the_columns() -> None:
    outcome = backtest(table(series=60), (26,), 4, small_params(), (ABLATION,))

    assert {"chasqui_without_covariates", "network_without_covariates"} < set(outcome.answers)
    assert outcome.left_out == {}


def test_a_lagged_column_that_tells_what_comes_is_worth_something() -> None:
    one = table(series=200, periods=40)
    rng = np.random.default_rng(5)
    mood = rng.integers(0, 2, (200, 44)).astype(float)
    one.y[:] = rng.poisson(np.where(mood[:, :40].repeat(1, axis=1) > 0, 16.0, 6.0))
    # What moves a series next is told by the column four periods before.
    told = replace(one, lagged={"liking": mood[:, 1:41]})
    params = small_params()
    params = msgspec.structs.replace(params, train=msgspec.structs.replace(params.train, steps=200, batch=128))

    found = report(backtest(told, (30, 34), 1, params, (ABLATION,)))["models"]

    assert found["network"]["wql"] < found["network_without_covariates"]["wql"]
