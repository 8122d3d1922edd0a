"""Machine code reads the numbers of a column as Python does, and refuses what it refuses."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.demo.processes import wait_for
from hub.numbers import Numbers
from shared.errors import BadBundle
from sync import arithmetic

BY_MACHINE = Numbers()

columns = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 300), max_size=60)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    BY_MACHINE.load()


def told(read: Callable[[bytes, int], list[int]], data: bytes, count: int) -> list[int] | str:
    """Return what is read, or why it is not."""
    try:
        return read(data, count)
    except BadBundle as error:
        return str(error)


@given(columns)
def test_machine_code_reads_what_was_written(numbers: list[int]) -> None:
    short = [number if arithmetic.fits([number]) else number & 7 for number in numbers]

    assert BY_MACHINE(arithmetic.code(short), len(short)) == short


@given(columns)
def test_machine_code_reads_long_numbers_among_short_ones(numbers: list[int]) -> None:
    padded = numbers + [0] * (len(numbers) * 10)

    assert BY_MACHINE(arithmetic.code(padded), len(padded)) == padded


@given(columns, st.binary(max_size=4), st.integers(0, 3), st.integers(0, 80))
def test_machine_code_refuses_what_python_refuses(numbers: list[int], more: bytes, cut: int, count: int) -> None:
    data = arithmetic.code(numbers)
    data = data[: len(data) - cut] + more

    assert told(BY_MACHINE, data, count) == told(arithmetic.decode, data, count)


@given(st.binary(max_size=200), st.integers(0, 120))
def test_machine_code_makes_of_any_bytes_what_python_makes(data: bytes, count: int) -> None:
    assert told(BY_MACHINE, data, count) == told(arithmetic.decode, data, count)


def test_bytes_left_over_are_refused() -> None:
    with pytest.raises(BadBundle, match="no tiene el largo que dice"):
        BY_MACHINE(arithmetic.code([1, 2, 3]) + bytes(9) + b"\1", 3)


def test_the_first_columns_are_read_without_a_compiler_and_what_follows_waits_for_none() -> None:
    numbers = Numbers(few=2)

    for _ in range(2):
        assert numbers(arithmetic.code([7, 300]), 2) == [7, 300]
        assert not numbers.compiled

    assert numbers(arithmetic.code([7, 300]), 2) == [7, 300]
    wait_for("machine code", lambda: numbers.compiled, timeout_s=120)
    assert numbers(arithmetic.code([7, 300]), 2) == [7, 300]
