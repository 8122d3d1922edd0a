"""Scores on origins that nothing was chosen on."""

from dataclasses import replace

import numpy as np
import pytest

from models.evaluate import Outcome, outcome_at, score, short_of
from models.panel import Panel
from shared.demand import Floats
from shared.features import History
from shared.school_year import Week


@pytest.fixture
def tests(panel: Panel) -> list[Outcome]:
    return [outcome_at(panel, Week(panel.last - back)) for back in (12, 10)]


def told(outcome: Outcome, factor: float = 1.0) -> Floats:
    """What came, as a forecast without doubt, times *factor*."""
    return np.repeat(np.nan_to_num(outcome.weekly)[:, :, None] * factor, 3, axis=2)


def test_nothing_after_the_origin_reaches_a_forecast(panel: Panel) -> None:
    origin = Week(panel.last - 12)
    known = panel.targets.shape[1] - 12
    targets = panel.targets.copy()
    targets[:, known:] = 999

    before, after = panel.history(origin), replace(panel, targets=targets).history(origin)

    np.testing.assert_array_equal(before.y, after.y)
    np.testing.assert_array_equal(before.censored, after.censored)


def test_who_foresees_what_came_has_no_loss_and_who_doubles_it_is_biased(panel: Panel, tests: list[Outcome]) -> None:
    by_first_week = {test.history.future_weeks[0]: test for test in tests}

    def knowing(factor: float) -> dict[str, float]:
        def guess(history: History) -> tuple[Floats, None]:
            return told(by_first_week[history.future_weeks[0]], factor), None

        return score(guess, tests, tests[0], panel)

    perfect, doubled = knowing(1.0), knowing(2.0)

    assert (perfect["wql"], perfect["wape"], perfect["bias"], perfect["coverage"]) == (0, 0, 0, 1)
    assert doubled["bias"] == pytest.approx(1)
    assert doubled["wql"] > 0


def test_what_may_run_short_does_not_depend_on_the_forecast(panel: Panel, tests: list[Outcome]) -> None:
    happened, _ = short_of(tests[0], told(tests[0]), panel)
    again, chance = short_of(tests[0], told(tests[0], 3.0), panel)

    np.testing.assert_array_equal(happened, again)
    assert 0 < happened.mean() < 1
    assert ((chance >= 0) & (chance <= 1)).all()


def test_weeks_of_which_nothing_is_known_are_not_scored(panel: Panel, tests: list[Outcome]) -> None:
    blind = replace(tests[0], weekly=np.full_like(tests[0].weekly, np.nan))
    happened, _ = short_of(blind, told(tests[0]), panel)

    assert happened.size == 0
