"""Lots that were made beforehand are found by the names of their pair."""

import numpy as np
import pytest

from hub.allocation.naming import Index
from hub.allocation.ready import Ready


def names(*some: str) -> np.ndarray:
    return np.array(some, dtype=object)


MADE = Ready(
    school=names("b", "a", "a"), resource=names("x", "y", "x"), count=np.array([1, 0, 2]), worth=np.array([7, 9, 8]),
    expected=np.array([1.0, 2.0, 3.0]), unmet=np.array([0.5, 1.5, 2.5]), cut=np.array([False, False, True]),
)  # fmt: skip
KEYS = np.array([0, 1, 2, 3])


def test_each_pair_has_its_own_and_one_that_is_not_there_none() -> None:
    found = MADE.within(KEYS, Index(names("a", "b"), "schools"), Index(names("x", "y"), "resources"), KEYS >= 0)

    assert (found.first.tolist(), found.worth.tolist()) == ([0, 2, 2, 3, 3], [9, 8, 7])
    assert (found.expected.tolist(), found.unmet.tolist()) == ([3.0, 2.0, 1.0, 0.0], [2.5, 1.5, 0.5, 0.0])
    assert found.cut.tolist() == [0]


def test_what_is_of_no_use_at_a_school_is_worth_nothing_there() -> None:
    found = MADE.within(KEYS, Index(names("a", "b"), "schools"), Index(names("x", "y"), "resources"), KEYS != 0)

    assert (found.first.tolist(), found.worth.tolist()) == ([0, 0, 0, 1, 1], [7])
    assert (found.expected[0], found.unmet[0], len(found.cut)) == (0.0, 0.0, 0)


def test_a_school_that_the_instance_lacks_is_an_error() -> None:
    with pytest.raises(AssertionError, match="schools"):
        MADE.within(KEYS, Index(names("a"), "schools"), Index(names("x", "y"), "resources"), KEYS >= 0)
