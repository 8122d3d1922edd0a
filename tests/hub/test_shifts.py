"""The list of shifts names who moved, nobody who did not, and nothing of a few."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from hub.shifts import LEAST_SERIES, MOST_SHOWN, by_chance, largest, shifts_of
from shared.drift import Histogram

TENTHS = (0.1,) * 10
REFERENCE = {"use": Histogram(tuple(float(at) for at in range(1, 10)), TENTHS), "pack": Histogram((1.0,), (0.5, 0.5))}
"""In order of name: two bins of ``pack``, then ten of ``use``."""


def rows(use: NDArray[np.int64], seed: int = 0) -> NDArray[np.uint8]:
    out = np.zeros((len(use), 12), dtype=np.uint8)
    at = np.arange(len(use))
    out[at, np.random.default_rng(seed).permutation(at) % 2] = 1
    out[at, 2 + use] = 1
    return out


def test_the_group_that_moved_is_named_with_the_input_that_did() -> None:
    usual, high = np.arange(40) % 10, np.full(40, 9)

    found = largest(["calm"] * 40 + ["moved"] * 40, np.concatenate([rows(usual), rows(high)]), REFERENCE)

    assert [(one.id, one.input, one.series, one.state) for one in found] == [("moved", "use", 40, "act")]
    assert found[0].psi > found[0].chance


@given(st.integers(1, 60), st.integers(0, 50))
def test_of_fewer_than_five_series_nothing_is_told_however_far_they_lie(size: int, seed: int) -> None:
    found = largest(["one"] * size, rows(np.full(size, 9), seed), REFERENCE)

    assert bool(found) == (size >= LEAST_SERIES)


def test_schools_drawn_from_what_was_learned_are_seldom_named() -> None:
    rng = np.random.default_rng(4)
    groups = [f"school{at // 20:03d}" for at in range(200 * 20)]

    found = largest(groups, rows(rng.integers(10, size=len(groups))), REFERENCE, most=200)

    # Of two inputs of 200 schools one in a hundred each lies beyond its bound.
    assert len(found) <= 12


def test_the_list_has_an_end_and_the_furthest_stand_first() -> None:
    groups = [f"s{at:02d}" for at in range(30) for _ in range(40)]
    moved = np.concatenate([np.where(np.arange(40) < at + 10, 9, np.arange(40) % 9) for at in range(30)])

    found = largest(groups, rows(moved), REFERENCE)

    assert len(found) == MOST_SHOWN
    assert {one.id for one in found} == {f"s{at:02d}" for at in range(20, 30)}
    assert [one.psi for one in found] == sorted((one.psi for one in found), reverse=True)


@given(st.integers(5, 400))
def test_chance_shrinks_as_a_group_grows(series: int) -> None:
    assert by_chance(TENTHS, 2 * series) < by_chance(TENTHS, series)


def test_the_table_of_a_forecast_is_told_by_school_and_by_resource() -> None:
    places = [(f"school{at}", f"resource{n}") for at in range(8) for n in range(6)]
    use = np.array([9 if resource == "resource3" else (at * 7) % 10 for at, (_, resource) in enumerate(places)])
    inputs = [bytes(row) for row in rows(use)]
    # Series without a known week have no inputs, and a forecast without a network has none at all.
    columns = {
        "school": [school for school, _ in places] + ["new", "new"],
        "resource": [resource for _, resource in places] + ["x", "y"],
        "inputs": [*inputs, bytes(12), None],
    }

    found = shifts_of(pa.table(columns), REFERENCE)

    assert next((one.id, one.input, one.series) for one in found["resource"]) == ("resource3", "use", 8)
    assert "new" not in [one.id for one in found["school"]]


def test_a_forecast_without_any_known_series_has_no_shifts() -> None:
    empty = {"school": ["a"], "resource": ["b"], "inputs": [bytes(12)]}

    assert shifts_of(pa.table(empty), REFERENCE) == {"school": [], "resource": []}


def test_a_resource_is_not_named_for_the_kind_that_it_always_is() -> None:
    places = [(f"school{at}", f"resource{n}") for at in range(40) for n in range(2)]
    inputs = rows(np.array([at // 2 % 10 for at in range(len(places))]))
    # The first resource is a pack at every school, the second never.
    inputs[:, 0], inputs[:, 1] = np.arange(len(places)) % 2, 1 - np.arange(len(places)) % 2
    columns = {
        "school": [school for school, _ in places],
        "resource": [resource for _, resource in places],
        "inputs": [bytes(row) for row in inputs],
    }

    assert shifts_of(pa.table(columns), REFERENCE)["resource"] == []
