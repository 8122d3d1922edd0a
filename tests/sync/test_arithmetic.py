"""Whole numbers in few bits: what is written is read again, and what is read is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle
from sync.arithmetic import MAX_BITS, MAX_CHOICES, about_bits, code, decode, fits

small = st.lists(st.integers(0, 2**11), max_size=300)


@given(small)
def test_what_is_coded_is_decoded(numbers: list[int]) -> None:
    assert decode(code(numbers), len(numbers)) == numbers


@given(st.lists(st.integers(0, 2**MAX_BITS - 1), max_size=60).filter(fits))
def test_numbers_of_any_length_come_back_while_they_fit(numbers: list[int]) -> None:
    assert decode(code(numbers), len(numbers)) == numbers


@given(st.binary(max_size=200), st.integers(0, 300))
def test_any_bytes_are_numbers_or_a_bad_bundle(data: bytes, count: int) -> None:
    try:
        numbers = decode(data, count)
    except BadBundle:
        return

    assert len(numbers) == count
    assert all(0 <= number < 2**MAX_BITS for number in numbers)


@given(small, st.binary(min_size=5, max_size=9))
def test_bytes_well_after_the_last_number_are_refused(numbers: list[int], more: bytes) -> None:
    with pytest.raises(BadBundle):
        decode(code(numbers).ljust(len(numbers) * MAX_CHOICES, b"\0") + more, len(numbers))


def test_numbers_that_are_too_long_on_average_are_refused_early() -> None:
    long = [2**63] * 100

    assert not fits(long)
    with pytest.raises(BadBundle):
        decode(code(long), 100)


def test_a_carry_runs_through_every_byte_that_waits() -> None:
    numbers = [1] * 5_000 + [0] + [1] * 5_000 + [2**20] + [0] * 50

    assert decode(code(numbers), len(numbers)) == numbers


@pytest.mark.parametrize("numbers", [[n % 7 for n in range(3_000)], [n * n % 1_009 for n in range(3_000)]])
def test_the_estimate_is_within_a_twentieth_of_what_is_written(numbers: list[int]) -> None:
    assert about_bits(numbers) == pytest.approx(8 * len(code(numbers)), rel=0.05)


def test_what_repeats_takes_less_than_a_bit_a_number() -> None:
    assert len(code([5] * 1_500)) < 40
