"""Schools that are asked by several threads answer what they answer one."""

from functools import partial

import numpy as np
import pytest

from hub.allocation.fair_response import bound_evenly, respond_evenly
from hub.allocation.response import respond
from hub.allocation.side_by_side import side_by_side
from tests.hub.allocation.fields import laid_out

SCHOOLS = 2_500


@pytest.mark.parametrize("seed", [1, 2])
def test_the_answer_is_the_same_whatever_the_number_of_threads(seed: int) -> None:
    field, costs, none = laid_out(seed, SCHOOLS)
    even = field._replace(alpha=2.0)

    def answers(threads: int) -> list[bytes]:
        shares, taken, surplus = np.zeros(len(field.kits.part)), np.zeros(len(none)), np.zeros(SCHOOLS)
        side_by_side(partial(respond_evenly, even, costs, none, shares, taken, surplus, 0.5), SCHOOLS, threads)
        found = [each.tobytes() for each in (shares, taken, surplus)]
        side_by_side(partial(bound_evenly, even, costs, none, shares * 0, taken, surplus, 12), SCHOOLS, threads)
        wanted, lots, gained = none.copy(), none.copy(), np.zeros(SCHOOLS, dtype=np.int64)
        sure = side_by_side(partial(respond, field, costs, none, wanted, lots, gained, 64), SCHOOLS, threads)
        return [*found, *(each.tobytes() for each in (surplus, wanted, lots, gained)), str(all(sure)).encode()]

    assert answers(1) == answers(2) == answers(5)


def test_every_school_is_asked_once_and_the_answers_come_in_order() -> None:
    parts = side_by_side(lambda first, end: (first, end), 12_345, threads=3)

    assert len(parts) > 3
    assert [*range(12_345)] == [school for first, end in parts for school in range(first, end)]


def test_what_fails_at_one_school_is_raised() -> None:
    def ask(first: int, end: int) -> int:
        if first <= 4_000 < end:
            raise ZeroDivisionError
        return end

    with pytest.raises(ZeroDivisionError):
        side_by_side(ask, 5_000, threads=2)
