"""Windows hold what was known then, and past origins choose the baseline."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from models.panel import Panel, split
from models.prepare import choose, windows
from shared import baseline
from shared.features import Pattern, input_widths
from tests.models.tiny import tiny_params


def test_windows_have_the_networks_inputs_and_no_row_without_a_past_or_an_outcome(panel: Panel, tmp_path: Path) -> None:
    parts = split(panel, tiny_params(tmp_path).prepare)

    rows = windows(panel, parts.train, choose(panel, parts.train))

    assert set(rows) == {*input_widths(), "y_week", "y_period", "pattern", "origin"}
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
