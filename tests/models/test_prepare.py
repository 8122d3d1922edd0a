"""Windows hold what was known then, and past origins choose the baseline."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from models.backtest.columns import Freq
from models.backtest.rolling import Rolling
from models.panel import Panel, split
from models.prepare import choose, choose_methods, windows
from shared import baseline
from shared.baseline import Method
from shared.features import Pattern, input_widths
from shared.school_year import Week
from tests.models.backtest.panels import table
from tests.models.tiny import tiny_params


def test_windows_have_the_networks_inputs_and_no_row_without_a_past_or_an_outcome(panel: Panel, tmp_path: Path) -> None:
    parts = split(panel, tiny_params(tmp_path).prepare)

    rows = windows(panel, parts.train, choose(panel, parts.train))

    assert set(rows) == {*input_widths(), "y_week", "y_period", "pattern", "origin", "series"}
    assert rows["mask"].any(axis=1).all()
    assert (~np.isnan(rows["y_week"])).any(axis=1).all()


def test_what_comes_after_an_origin_does_not_change_its_windows(panel: Panel, tmp_path: Path) -> None:
    parts = split(panel, tiny_params(tmp_path).prepare)
    choices = choose(panel, parts.train)
    origin = parts.train[0]
    later = panel.targets.copy()
    later[:, origin - panel.last + later.shape[1] :] += 1000
    changed = replace(panel, targets=later)

    before, after = windows(panel, [origin], choices), windows(changed, [origin], choices)

    assert all((before[name] == after[name]).all() for name in input_widths())


def test_every_pattern_gets_a_method_and_packs_a_reach_in_order(panel: Panel, tmp_path: Path) -> None:
    parts = split(panel, tiny_params(tmp_path).prepare)

    choices = choose(panel, parts.train + parts.validate)

    assert set(choices.methods) == set(Pattern)
    assert list(choices.pack_reach) == sorted(choices.pack_reach)
    assert choices.pack_reach != baseline.PACK_REACH


def test_strong_seasons_by_month_are_seen_on_past_origins() -> None:
    months = table(series=30, periods=60, freq=Freq.MONTH)
    year = 1 + 0.6 * np.sin(2 * np.pi * np.arange(60) / 12)
    steady = replace(months, y=80 * year * np.exp(np.random.default_rng(1).normal(0, 0.15, months.y.shape)))

    methods = choose_methods(Rolling(steady, 4, None), [Week(at) for at in range(24, 57, 4)])

    assert methods[Pattern.DENSE] is Method.SEASON_WINDOW
    assert methods[Pattern.SHORT] is Method.CALBLEND


def by_month(periods: int, swing: float) -> Rolling:
    """Thirty series that swing so far with the time of year, all with noise of their own."""
    months = table(series=30, periods=periods, freq=Freq.MONTH)
    year = np.exp(swing * np.sin(2 * np.pi * np.arange(periods) / 12))
    noise = np.exp(np.random.default_rng(2).normal(0, 0.15, months.y.shape))
    return Rolling(replace(months, y=80 * year * noise), 4, None)


def test_of_the_first_months_after_a_year_a_strong_season_is_last_years() -> None:
    origins = [Week(at) for at in (6, 10, 14)]

    assert choose_methods(by_month(18, swing=1.0), origins)[Pattern.DENSE] is Method.SEASONAL
    assert choose_methods(by_month(18, swing=0.0), origins)[Pattern.DENSE] is not Method.SEASONAL


def test_what_a_method_of_last_year_says_before_there_was_one_tells_nothing_for_it_or_against_it() -> None:
    panel = by_month(36, swing=1.0)
    young = [Week(at) for at in (3, 4, 5, 6, 7)]

    assert choose_methods(panel, young)[Pattern.DENSE] in baseline.PLAIN
    assert choose_methods(panel, [*young, Week(13), Week(15)])[Pattern.DENSE] is Method.SEASONAL


def test_one_huge_series_hides_no_season_of_the_others() -> None:
    panel = by_month(52, swing=1.0)
    y = panel.table.y.copy()
    y[3] = 200_000 * np.exp(np.cumsum(np.random.default_rng(4).normal(0, 0.02, 52)))
    huge = replace(panel, table=replace(panel.table, y=y))
    y[4:] *= 1000

    assert choose_methods(huge, [Week(at) for at in range(8, 49, 4)])[Pattern.DENSE] in baseline.OF_SEASONS
