"""Scores are what their definitions say, and the intervals come from entities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.scores import UNTUNED, Answer, case_at, losses, ratio, score, thresholds
from shared.accuracy import pinball
from tests.models.backtest.panels import table

HORIZON = 4


def test_who_says_what_came_loses_nothing() -> None:
    one = table()
    cases = [case_at(one, at, HORIZON) for at in (18, 22)]

    row = score(cases, {at: Answer(np.repeat(one.came(at, HORIZON)[:, :, None], 3, axis=2)) for at in (18, 22)})

    assert {row[name] for name in ("wql", "msql", "mase", "wape")} == {0.0}
    assert (row["coverage80"], row["f1"]) == (1.0, 1.0)


WHOLE = {"wql", "wape", "bias"}


@pytest.mark.parametrize("came", [np.nan, 0.0])
def test_what_cannot_be_told_has_no_key_for_zero_would_read_as_perfect(came: float) -> None:
    one = table()
    one.y[:, 22:] = came
    cases = [case_at(one, at, HORIZON) for at in (18, 22)]

    row = score(cases, {at: Answer(np.full((12, HORIZON, 3), 9.0)) for at in (18, 22)})

    assert set(row) >= WHOLE
    assert not WHOLE & set(row["by_origin"]["22"])
    if np.isnan(came):
        assert set(row["by_origin"]["22"]) == {"loss", "y", "threshold"}
        assert row["f1"] == row["by_origin"]["18"]["f1"]
    else:
        assert (row["by_origin"]["22"]["rmse"], row["by_origin"]["22"]["base_rate"]) == (9.0, 0.0)


def test_a_pattern_of_which_nothing_came_has_no_wql() -> None:
    one = table()
    one.y[:6, 10:] = 0

    row = score([case_at(one, 22, HORIZON)], {22: Answer(np.full((12, HORIZON, 3), 9.0))})

    assert set(row["by_pattern"]) == {"dense"}


def test_a_past_without_steps_scales_nothing() -> None:
    one = table()
    one.y[:, :22] = 5

    row = score([case_at(one, 22, HORIZON)], {22: Answer(np.full((12, HORIZON, 3), 9.0))})

    assert not {"msql", "mase", "rmsse"} & set(row)
    assert set(row) >= WHOLE


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


def test_the_first_origin_is_scored_as_more_likely_than_not_and_counts_for_the_whole_only_when_alone() -> None:
    cases = [case_at(table(), at, HORIZON) for at in (18, 22)]
    answers = {at: Answer(np.full((12, HORIZON, 3), 9.0)) for at in (18, 22)}

    row, alone = score(cases, answers), score(cases[:1], answers)

    assert (row["by_origin"]["18"]["threshold"], alone["threshold"]) == (UNTUNED, UNTUNED)
    assert alone["f1"] == row["by_origin"]["18"]["f1"]


@given(
    origins=st.lists(st.integers(10, 24), min_size=2, max_size=5, unique=True).map(sorted),
    at=st.integers(0, 4),
    seed=st.integers(0, 99),
)
def test_no_threshold_knows_what_came_at_its_origin_or_later(origins: list[int], at: int, seed: int) -> None:
    rng, known = np.random.default_rng(seed), table()
    at = min(at, len(origins) - 1)
    answers = {one: Answer(np.sort(rng.gamma(2.0, 9.0, (12, HORIZON, 3)), axis=2)) for one in origins}
    other = table()
    other.y[:, origins[at] :] = rng.gamma(3.0, 30.0, other.y[:, origins[at] :].shape)
    changed = {one: answers[one] if one < origins[at] else Answer(answers[one].weekly * 3) for one in origins}

    first, second = (
        thresholds([case_at(one, origin, HORIZON) for origin in origins], said)
        for one, said in ((known, answers), (other, changed))
    )

    assert first[: at + 1] == second[: at + 1]


def test_a_later_threshold_learns_from_every_origin_before_it() -> None:
    cases = [case_at(table(series=60), at, HORIZON) for at in (14, 18, 22)]
    cases[1].came[:] = np.where(np.arange(60)[:, None] % 2, 0.0, cases[1].stock[:, None] + 1)
    answers = {at: Answer(np.full((60, HORIZON, 3), 9.0)) for at in (14, 18, 22)}
    sure = cases[1].stock[:, None, None] * np.where(np.arange(60) % 2, 0.9, 1.05)[:, None, None]
    answers[18] = Answer(sure * np.linspace(0.7, 1.3, 3) * np.ones((60, HORIZON, 3)))

    assert thresholds(cases, answers)[2] != thresholds([cases[0], cases[2]], answers)[1]


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
