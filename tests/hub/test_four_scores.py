"""The four scores out of sums are those of the functions that every report uses, of model and baseline side by side."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hub.four_scores import Beside, Four, scores_by, sums_of
from shared import accuracy
from shared.demand import Floats

random = np.random.default_rng(7)
Y = random.poisson(6.0, (5, 4)).astype(float)
Y[1, 2], Y[3, :2] = np.nan, np.nan
MODEL, BASELINE = (np.sort(random.uniform(0, 14, (5, 4, 3)), axis=-1) for _ in range(2))
SCHOOLS = ["a", "a", "b", "c", "c"]


def table(heard: list[bool], y: Floats = Y) -> pa.Table:
    columns: dict[str, Any] = {"school": SCHOOLS, "heard": heard, "known": (~np.isnan(y)).sum(axis=1)}
    columns["asked"] = np.nansum(y, axis=1)
    for who, quantiles in (("model", MODEL), ("baseline", BASELINE)):
        columns |= {f"{who}_{name}": value for name, value in sums_of(y, quantiles).items()}
    return pa.table(columns)


def by_the_functions(quantiles: Floats, some: list[int]) -> Four:
    y, q = Y[some], quantiles[some]
    return Four(*(round(score(y, q), 4) for score in (accuracy.wql, accuracy.wape, accuracy.bias, accuracy.coverage)))


@pytest.mark.parametrize(("school", "some"), [("a", [0, 1]), ("b", [2]), ("c", [3, 4]), ("", [0, 1, 2, 3, 4])])
def test_they_are_those_of_every_report(school: str, some: list[int]) -> None:
    found = scores_by(table([True] * 5), "school" if school else "")

    assert found[school] == Beside(by_the_functions(MODEL, some), by_the_functions(BASELINE, some))


def test_both_are_of_the_series_in_which_the_model_has_a_say_and_of_all_where_it_has_none() -> None:
    found = scores_by(table([True, False, False, False, False]), "school")

    assert found["a"] == Beside(by_the_functions(MODEL, [0]), by_the_functions(BASELINE, [0]))
    assert found["c"] == Beside(None, by_the_functions(BASELINE, [3, 4]))


def test_where_nothing_was_asked_for_only_the_coverage_says_something() -> None:
    found = scores_by(table([True] * 5, np.zeros((5, 4))))[""]

    assert (found.baseline.wql, found.baseline.wape, found.baseline.bias) == (None, None, None)
    assert 0 <= found.baseline.coverage <= 1


def test_of_a_watch_of_an_earlier_version_there_are_none() -> None:
    assert scores_by(table([True] * 5).drop_columns(["model_off"]), "school") == {}
