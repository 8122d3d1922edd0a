"""The pictures show ours, the reference and what came."""

from pathlib import Path

import pytest

from models.backtest.plots import draw, picked
from models.backtest.run import backtest, report
from tests.models.backtest.panels import small_params, table

pytestmark = pytest.mark.train


def test_four_pictures_are_drawn_the_same_twice(tmp_path: Path) -> None:
    outcome = backtest(table(series=40, zeros=0.4), (18, 22), 4, small_params(), ("Naive",))
    found = report(outcome)

    first, second = (draw(outcome, found, tmp_path / name) for name in "ab")

    assert [file.name for file in first] == ["fans.svg", "reliability.svg", "by_origin.svg", "by_pattern.svg"]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    assert 1 <= len(picked(outcome)) <= 6
