"""Errors by groups of schools: the same scores beside the baseline's, and nothing of a few schools."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from models.by_group import UNKNOWN, by_group


def scores(schools: int = 30) -> Any:
    """Two series a school; the model loses half of what the baseline does, at the last ten schools twice as much."""
    at = np.arange(2 * schools) // 2
    return pd.DataFrame(
        {
            "school": [f"s{one:02d}" for one in at],
            "weeks": 9,
            "y": 90.0,
            "model": np.where(at >= schools - 10, 20.0, 5.0),
            "baseline": 10.0,
            "inside": 7,
            "foreseen": np.where(at >= schools - 10, 45.0, 90.0),
        }
    )


GROUPS = {f"s{one:02d}": "Rural 1" if one >= 20 else "Urbana" for one in range(30)}


def test_a_group_that_the_model_harms_comes_first_and_is_told_beside_its_baseline() -> None:
    found = by_group(scores(), GROUPS).set_index("group")

    assert found.index.tolist() == ["Rural 1", "Urbana"]
    assert found["ratio"].tolist() == pytest.approx([2.0, 0.5])
    assert found["wql"].tolist() == pytest.approx([2 / 3 * 20 / 90, 2 / 3 * 5 / 90])
    assert found["bias"].tolist() == pytest.approx([-0.5, 0.0])
    assert found["coverage"].tolist() == pytest.approx([7 / 9, 7 / 9])
    assert found["schools"].tolist() == [10, 20]


def test_schools_of_which_nobody_said_anything_are_a_group_of_their_own() -> None:
    told = {school: group for school, group in GROUPS.items() if school < "s10"}

    assert set(by_group(scores(), told)["group"]) == {"Urbana", UNKNOWN}


@pytest.mark.parametrize(("small", "seen"), [(3, ["otros", "Urbana"]), (2, ["Urbana"])])
def test_groups_of_a_few_schools_are_joined_and_left_out_where_they_are_still_few(small: int, seen: list[str]) -> None:
    few = {f"s{one:02d}": f"lengua {one % 2}" for one in range(30 - 2 * small, 30)}

    found = by_group(scores(), {**dict.fromkeys(GROUPS, "Urbana"), **few})

    assert found["group"].tolist() == seen
