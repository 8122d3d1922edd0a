"""Nothing is allocated, and nothing is believed, before its size is known."""

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadBundle
from sync.wire import is_plain, is_shallow, pack, unpack
from tests.sync.builders import plain_values


@given(plain_values)
def test_what_was_packed_comes_back(value: Any) -> None:
    assert unpack(pack(value), object, max_bytes=10_000, what="x") == value
    assert is_plain(value)


@pytest.mark.parametrize(
    "lie", [b"\xdd\xff\xff\xff\xff", b"\xdf\x0f\xff\xff\xff", b"\xdb\x7f\xff\xff\xff", b"\xc1", b""]
)
def test_a_length_that_lies_is_refused(lie: bytes) -> None:
    with pytest.raises(BadBundle):
        unpack(lie, object, max_bytes=100, what="x")


def test_what_is_too_long_is_not_even_read() -> None:
    with pytest.raises(BadBundle, match="máximo"):
        unpack(b"\xc1" * 11, object, max_bytes=10, what="x")


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(BadBundle):
        unpack(b"\x91" * 100_000 + b"\x01", object, max_bytes=200_000, what="x")


@pytest.mark.parametrize("value", [0.5, [0.5], {"a": 0.5}, {(): 1}, {b"a": 1}])
def test_what_may_not_travel_is_not_plain(value: Any) -> None:
    assert not is_plain(value)


def nested(depth: int, inner: Any = None) -> Any:
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize("deep", [nested(33), {7: nested(32)}, nested(900), {7: nested(32, {8: 1})}])
def test_what_is_nested_too_deep_to_be_read_anywhere_is_not_plain_and_not_shallow(deep: Any) -> None:
    assert (is_plain(deep), is_shallow(deep)) == (False, False)
    assert (is_plain(nested(32)), is_shallow(nested(32, 0.5))) == (True, True)


def test_a_key_may_be_too_deep_as_well() -> None:
    key = msgspec.msgpack.decode(b"\x81" + b"\x91" * 40 + b"\xc0\xc0")

    assert not is_shallow(key)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(BadBundle):
        unpack(data, object, max_bytes=60, what="x")
