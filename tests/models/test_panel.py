"""A panel keeps unknown and held-down weeks apart, and its origins apart in time."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from models.panel import Panel, read_panel, read_periods, split
from shared.errors import BadInput
from shared.forecast import PERIOD_WEEKS
from shared.school_year import PERU_2026, AssumedYear
from tests.models.tiny import tiny_panel, tiny_params


def test_no_outcome_of_one_part_is_history_of_an_earlier_one(panel: Panel, tmp_path: Path) -> None:
    parts = split(panel, tiny_params(tmp_path).prepare)

    for earlier, later in ((parts.train, parts.validate), (parts.validate, parts.test)):
        assert panel.history(earlier[-1]).future_weeks[-1] <= later[0]
    assert len(panel.history(parts.test[-1]).future_weeks) == PERIOD_WEEKS


def test_outcomes_held_down_by_a_stock_out_are_not_learned_from(panel: Panel, tmp_path: Path) -> None:
    origin = split(panel, tiny_params(tmp_path).prepare).test[0]
    history = panel.history(origin)

    came = panel.outcome(history)

    first = panel.last - panel.targets.shape[1] + 1
    held = panel.censored[:, history.future_weeks - first]
    assert held.any()
    assert np.isnan(came[held]).all()


def test_a_panel_too_short_says_how_many_weeks_it_needs(panel: Panel, tmp_path: Path) -> None:
    short = Panel(
        panel.ids, panel.kinds, panel.targets[:, -20:], panel.censored[:, -20:], panel.last, panel.calendar, {}, True
    )

    with pytest.raises(BadInput, match=r"hacen falta 40"):
        split(short, tiny_params(tmp_path).prepare)


def test_a_panel_tells_the_years_whose_calendar_it_lacks(panel: Panel) -> None:
    lacking = replace(panel, calendar=PERU_2026)

    assert (panel.assumed(), lacking.assumed()) == ((), (AssumedYear(2025, like=2026),))


def test_a_csv_panel_without_kinds_takes_them_from_the_catalogue(tmp_path: Path) -> None:
    settings = tiny_panel(tmp_path)
    frame = pd.read_parquet(settings.panel).drop(columns="kind")
    frame.to_csv(tmp_path / "panel.csv", index=False)

    read = read_panel(msgspec.structs.replace(settings, panel=tmp_path / "panel.csv"))

    np.testing.assert_array_equal(read.targets, read_panel(settings).targets)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    settings = tiny_panel(tmp_path)
    pd.read_parquet(settings.panel).drop(columns="week").to_parquet(settings.panel)

    with pytest.raises(BadInput, match="week"):
        read_panel(settings)


def test_a_damaged_period_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "period.csv").write_text("unique_id,origin,y\na/b,2026-13-40,3\n")

    with pytest.raises(BadInput, match=r"period\.csv"):
        read_periods(tmp_path / "period.csv")
