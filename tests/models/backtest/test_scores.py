"""Scores are what their definitions say, and the intervals come from entities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.scores import Answer, case_at, losses, ratio, score
from shared.accuracy import pinball
from tests.models.backtest.panels import table

HORIZON = 4


def test_who_says_what_came_loses_nothing() -> None:
    one = table()
    cases = [case_at(one, at, HORIZON) for at in (18, 22)]

    row = score(cases, {at: Answer(np.repeat(one.came(at, HORIZON)[:, :, None], 3, axis=2)) for at in (18, 22)})

    assert {row[name] for name in ("wql", "msql", "mase", "wape")} == {0.0}
    assert (row["coverage80"], row["f1"]) == (1.0, 1.0)


def test_naive_has_a_mase_near_one_on_what_walks_at_random() -> None:
    one = table(series=400)
    one.y[:] = 500 + np.cumsum(np.random.default_rng(0).normal(0, 1, one.y.shape), axis=1)

    row = score([case_at(one, 20, 1)], {20: Answer(np.repeat(one.y[:, 19:20, None], 3, axis=2))})

    assert row["mase"] == pytest.approx(1.0, abs=0.1)


def test_origins_sum_to_the_whole() -> None:
    cases = [case_at(table(), at, HORIZON) for at in (18, 22)]

    row = score(cases, {at: Answer(np.full((12, HORIZON, 3), 9.0)) for at in (18, 22)})

    parts = row["by_origin"].values()
    assert row["wql"] == pytest.approx(sum(part["loss"] for part in parts) / sum(part["y"] for part in parts))


def test_each_origin_has_the_scores_that_the_whole_has() -> None:
    cases = [case_at(table(), at, HORIZON) for at in (18, 22)]
    answers = {at: Answer(np.full((12, HORIZON, 3), 9.0)) for at in (18, 22)}

    row = score(cases, answers)

    alone = score(cases[1:], {22: answers[22]})
    names = ("wql", "msql", "mase", "rmsse", "wape", "bias", "coverage80")
    assert {name: row["by_origin"]["22"][name] for name in names} == {name: alone[name] for name in names}
    shorts = ("precision", "recall", "f1", "base_rate")
    assert {name: row["by_origin"]["22"][name] for name in shorts} == {name: row[name] for name in shorts}
    assert "f1" not in row["by_origin"]["18"]


def test_the_threshold_of_run_short_is_not_tuned_on_what_it_is_scored_on() -> None:
    cases = [case_at(table(), at, HORIZON) for at in (18, 22)]
    answers = {at: Answer(np.cumsum(np.full((12, HORIZON, 3), 6.0), axis=2)) for at in (18, 22)}
    changed = {**answers, 22: Answer(answers[22].weekly * 3)}

    assert score(cases, changed)["threshold"] == score(cases, answers)["threshold"]
    assert "f1" not in score(cases[:1], answers)


@given(st.integers(2, 30), st.floats(0.2, 3.0))
def test_a_ratio_lies_in_its_interval_and_scales(entities: int, share: float) -> None:
    reference = np.random.default_rng(entities).gamma(2.0, 1.0, 60)

    found = ratio(reference * share, reference, [str(at % entities) for at in range(60)])

    assert found["low"] - 1e-9 <= found["value"] <= found["high"] + 1e-9
    assert found["value"] == pytest.approx(share)


def test_losses_are_those_of_each_series() -> None:
    case = case_at(table(), 18, HORIZON)

    found = losses([case], {18: Answer(np.full((12, HORIZON, 3), 9.0))})

    np.testing.assert_allclose(found[0], pinball(case.came[0], np.full((HORIZON, 3), 9.0)).sum())


def test_a_series_that_never_moved_and_one_never_seen_break_no_score() -> None:
    one = table()
    one.y[0] = 0.0
    one.y[1] = np.nan
    cases = [case_at(one, at, HORIZON) for at in (18, 22)]

    row = score(cases, {at: Answer(np.zeros((12, HORIZON, 3))) for at in (18, 22)})

    names = ("wql", "msql", "mase", "rmsse", "wape", "bias", "coverage80", "f1")
    assert all(np.isfinite(row[name]) for name in names)
