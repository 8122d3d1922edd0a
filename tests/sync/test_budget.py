"""What was squeezed comes back, and nothing larger than the budget comes out."""

import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle
from sync.budget import Budget, squeeze


@given(st.binary(max_size=2_000))
def test_what_is_squeezed_comes_back_and_is_never_much_larger(data: bytes) -> None:
    assert Budget(2_000).inflate(squeeze(data)) == data
    assert len(squeeze(data)) <= len(data) + 1


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = b"\x01" + press.compress(bytes(50_000_000)) + press.flush()

    tracemalloc.start()
    with pytest.raises(BadBundle):
        Budget(1_000).inflate(bomb)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak_bytes < 1_000_000


def test_a_budget_is_spent_once() -> None:
    budget = Budget(10)
    budget.inflate(squeeze(b"123456"))

    with pytest.raises(BadBundle):
        budget.inflate(squeeze(b"123456"))


@given(st.binary(max_size=50))
def test_any_bytes_inflate_or_are_refused(data: bytes) -> None:
    with suppress(BadBundle):
        assert len(Budget(100).inflate(data)) <= 100
