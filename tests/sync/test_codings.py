"""Every list of numbers comes back from the coding that was chosen for it, or is refused."""

from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle, NewerFormat
from sync.budget import Budget, squeeze
from sync.codings import LIMIT, Beside, Coding, decode_ints, encode_ints, newly_spent, press

numbers = st.integers(1 - LIMIT, LIMIT - 1) | st.integers(0, 300)
rows = st.lists(st.tuples(numbers, st.sampled_from([None, "a", b"b"]), numbers, numbers), min_size=1, max_size=50)


def beside_of(some: list[tuple[int, object, int, int]]) -> Beside:
    learners = [learner for _, learner, _, _ in some]
    return Beside(learners, newly_spent([row[2] for row in some], learners), [row[3] for row in some])


@given(rows)
def test_numbers_come_back(some: list[tuple[int, object, int, int]]) -> None:
    values, beside = [row[0] for row in some], beside_of(some)

    assert decode_ints(*encode_ints(values, beside), len(values), Budget(10_000), beside) == values


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("ab")), min_size=1, max_size=50))
def test_places_in_a_table_come_back(some: list[tuple[int, str]]) -> None:
    values, beside = [place for place, _ in some], Beside([who for _, who in some], [0] * len(some))

    assert decode_ints(*encode_ints(values, beside, names=10), len(values), Budget(999), beside, names=10) == values


def taken(values: list[int], learners: str, *, when_s: list[int] | None = None, names: int = 0) -> Coding:
    return encode_ints(values, Beside(learners, [0] * len(values), when_s), names=names)[0]


def test_the_smallest_coding_is_taken() -> None:
    rng = Random(1)
    noise = [rng.randrange(-60, 60) for _ in range(400)]
    who = "".join(rng.choices("abcdef", k=400))
    favourite = {name: rng.randrange(250) for name in "abcdef"}
    nearby = [rng.choice((201, 202, 203, 204 + at // 50)) for at in range(400)]

    assert taken([5] * 400, who) == Coding.SAME
    assert taken(noise, who) == Coding.PLAIN
    assert taken(list(accumulate(noise)), who) == Coding.DELTA
    assert taken([favourite[name] for name in who], who, names=250) == Coding.AGAIN
    assert taken(nearby, who, names=250) in (Coding.PLAIN, Coding.RECENT)


def test_the_sum_of_what_a_learner_spent_costs_next_to_nothing() -> None:
    rng = Random(1)
    spent = [[rng.randrange(60) for _ in range(3)] for _ in range(100)]

    assert taken([second for three in spent for second in (*three, sum(three))], "a" * 400) == Coding.TOTAL


def test_seconds_since_the_last_record_cost_next_to_nothing() -> None:
    spent_s = [Random(at).randrange(900) for at in range(100)]

    assert taken(spent_s, "a" * 100, when_s=list(accumulate(spent_s))) == Coding.SINCE


@pytest.mark.parametrize(("coding", "count"), [(0, 2), (1, 3), (2, 1), (4, 9), (5, 0)])
def test_another_count_than_announced_is_refused(coding: int, count: int) -> None:
    beside = Beside("a" * count, [0] * count)

    with pytest.raises(BadBundle):
        decode_ints(coding, squeeze(b"\x02\x02"), count, Budget(99), beside, names=5)


@pytest.mark.parametrize("data", [b"\x80" * 20, b"\xff" * 12, b"\xff" * 9 + b"\x7f", b"\x80\x80"])
def test_a_number_without_end_is_refused(data: bytes) -> None:
    with pytest.raises(BadBundle):
        decode_ints(Coding.PLAIN, squeeze(data), 2, Budget(99), Beside("aa", [0, 0]))


@pytest.mark.parametrize("coding", [Coding.PLAIN, Coding.RECENT, Coding.AGAIN])
def test_a_place_outside_the_table_is_refused(coding: Coding) -> None:
    with pytest.raises(BadBundle):
        decode_ints(coding, squeeze(b"\x0c\x0c"), 2, Budget(99), Beside("aa", [0, 0]), names=5)


def test_a_repetition_of_nothing_is_refused() -> None:
    with pytest.raises(BadBundle):
        decode_ints(Coding.AGAIN, squeeze(b"\x00"), 1, Budget(99), Beside("a", [0]), names=5)


def test_a_prediction_from_times_that_are_not_there_is_refused() -> None:
    with pytest.raises(BadBundle):
        decode_ints(Coding.SINCE, squeeze(b"\x00"), 1, Budget(99), Beside("a", [0]))


def test_a_coding_of_a_later_version_says_so() -> None:
    with pytest.raises(NewerFormat):
        decode_ints(99, squeeze(b"\x00"), 1, Budget(99), Beside("a", [0]))


def test_names_that_come_from_far_back_spend_the_budget() -> None:
    last = [29_999] * 1_500
    beside = Beside([None] * 1_500, [0] * 1_500)
    data = press(last)

    assert decode_ints(Coding.RECENT, data, 1_500, Budget(4_000_000), beside, names=30_000)[:2] == [29_999, 29_998]
    with pytest.raises(BadBundle, match="no cabe"):
        decode_ints(Coding.RECENT, data, 1_500, Budget(2_000_000), beside, names=30_000)
