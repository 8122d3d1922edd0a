"""The pictures show ours, the reference and what came."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.backtest.plots import draw, picked, short_title
from models.backtest.run import Outcome, backtest, report
from models.backtest.scores import Answer, case_at
from tests.models.backtest.panels import small_params, table


@pytest.mark.train
def test_four_pictures_are_drawn_the_same_twice(tmp_path: Path) -> None:
    outcome = backtest(table(series=40, zeros=0.4), (18, 22), 4, small_params(), ("Naive",))
    found = report(outcome)

    first, second = (draw(outcome, found, tmp_path / name) for name in "ab")

    assert [file.name for file in first] == ["fans.svg", "reliability.svg", "by_origin.svg", "by_pattern.svg"]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    assert 1 <= len(picked(outcome)) <= 6


def pretend(names: tuple[str, ...], horizon: int) -> Outcome:
    one = replace(table(len(names)), ids=names, entities=names, static={})
    said = {at: Answer(np.full((len(names), horizon, 3), [4.0, 9.0, 14.0])) for at in (18, 22)}
    cases = [case_at(one, at, horizon) for at in (18, 22)]
    methods = ("chasqui", "baseline", "Naive")
    return Outcome(one, cases, dict.fromkeys(methods, said), {name: {} for name in methods}, {}, horizon)


def test_a_name_with_dollars_is_drawn_as_it_is_and_a_long_one_without_its_middle(tmp_path: Path) -> None:
    outcome = pretend(("a$b$c_^ ñ", "z" * 300), horizon=1)

    fans = draw(outcome, report(outcome), tmp_path)[0].read_text(encoding="utf-8")

    # A picture holds its letters as drawings, and the words as comments.
    assert "a$b$c_^ ñ (dense)" in fans
    assert f"{'z' * 23}…{'z' * 22} (dense)" in fans
    assert "z" * 60 not in fans


@given(st.text(max_size=90), st.integers(5, 60))
def test_a_title_is_never_longer_than_its_room_and_keeps_both_ends(name: str, most: int) -> None:
    found = short_title(name, most)

    assert len(found) <= most
    assert found == name or (name.startswith(found.partition("…")[0]) and name.endswith(found[-((most - 1) // 2) :]))
