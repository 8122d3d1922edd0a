"""A frame gives back the very records it was made of, known fields or not, or it is refused."""

from contextlib import suppress
from hashlib import blake2b
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle, BadInput, NewerFormat
from shared.events import canonical
from sync.budget import Budget, squeeze
from sync.columns import Column, Shape
from sync.frames import MAX_FRAME_EVENTS, Group, Wire, decode_frame, encode_frame
from sync.tables import Tables
from sync.wire import pack
from tests.sync.builders import record_lists, strange_records
from tests.usage_events import uses

quick = settings(max_examples=80, deadline=None)


def there_and_back(frames: list[list[dict[int, Any]]]) -> list[list[dict[int, Any]]]:
    sender, receiver = Tables(), Tables()
    return [decode_frame(encode_frame(records, sender), receiver) for records in frames]


def frame(*columns: Column, count: int = 1, version: int = 1) -> bytes:
    return pack(Wire(version, count, [Group(1, list(columns))]))


@quick
@given(st.lists(record_lists.filter(len), max_size=3))
def test_records_come_back_from_frame_after_frame(frames: list[list[dict[int, Any]]]) -> None:
    assert there_and_back(frames) == frames


@quick
@given(strange_records, st.integers(12, 30))
def test_unknown_fields_in_columns_keep_their_canonical_bytes(record: dict[int, Any], count: int) -> None:
    (back,) = there_and_back([[record] * count])

    assert [canonical(found) for found in back] == [canonical(record)] * count


@quick
@given(
    st.lists(st.dictionaries(st.integers(1, 8), st.sampled_from([True, 1, "1", b"1", None]), max_size=4), min_size=12)
)
@example([{9: True}, {9: 1}] * 10)
def test_values_that_look_alike_keep_their_type(some: list[dict[int, Any]]) -> None:
    records = [{0: 3, **fields} for fields in some[:100]]
    (back,) = there_and_back([records])

    assert [canonical(found) for found in back] == [canonical(record) for record in records]


def test_lifelike_uses_come_back_in_under_three_bytes_each_once_names_are_known() -> None:
    records = uses(3 * MAX_FRAME_EVENTS)
    tables = Tables()
    frames = [encode_frame(records[at : at + 1500], tables) for at in range(0, 4500, 1500)]

    assert len(frames[-1]) / 1500 <= 3.0
    assert len(frames[-1]) < len(frames[0])


def test_digests_cost_their_eight_bytes_and_no_more() -> None:
    records = [{0: 1, 5: blake2b(b"%d" % n, digest_size=8).digest()} for n in range(1000)]

    assert len(encode_frame(records, Tables())) <= 8_040


@pytest.mark.parametrize("count", [0, MAX_FRAME_EVENTS + 1])
def test_a_frame_holds_between_one_and_fifteen_hundred_records(count: int) -> None:
    with pytest.raises(BadInput):
        encode_frame([{0: 1}] * count, Tables())


@pytest.mark.parametrize("record", [{0: 1, 50: 0.5}, {0: 1, 50: [{"a": 0.5}]}])
def test_a_float_never_leaves(record: dict[int, Any]) -> None:
    with pytest.raises(BadInput):
        encode_frame([record], Tables())


@pytest.mark.parametrize("count", [1, 20])
def test_a_record_as_deep_as_may_be_travels_in_rows_and_in_columns(count: int) -> None:
    deep: Any = None
    for _ in range(31):
        deep = [deep]
    records = [{0: 1, 99: deep}] * count

    assert decode_frame(encode_frame(records, Tables()), Tables()) == records
    with pytest.raises(BadInput):
        encode_frame([{0: 1, 99: [deep]}] * count, Tables())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x90",
        pack([1]),
        pack(Wire(1, 2, [], squeeze(b"\x00"), squeeze(pack([{0: 1}])))),
        pack(Wire(1, 1, [], squeeze(b"\x01"), squeeze(pack([{0: 1}])))),
        pack(Wire(1, 1, [], squeeze(b"\x00"), squeeze(pack([{0: 1}, {0: 2}])))),
        pack(Wire(1, 1, [], squeeze(b"\x00"), squeeze(pack([{0: 0.5}])))),
        pack([1, MAX_FRAME_EVENTS + 1, []]),
        frame(Column(8, Shape.RAW, 0, squeeze(b""))),
        frame(Column(8, Shape.RAW, 3, squeeze(b"ab"))),
        frame(Column(8, Shape.NAMES, 1, squeeze(b"\x00"))),
        frame(Column(8, Shape.NAMES, 1, squeeze(b"\x00"), b"", squeeze(pack(["a", "b"])))),
        frame(Column(8, Shape.NAMES, 1, squeeze(b"\x00"), b"", squeeze(pack(["a" * 129])))),
        frame(Column(8, Shape.NAMES, 1, squeeze(b"\x00"), b"", squeeze(pack([0.5])))),
        frame(Column(8, Shape.VALUES, 0, squeeze(pack([0.5])))),
        frame(Column(8, Shape.VALUES, 0, squeeze(pack([1, 2])))),
        *(frame(Column(99, Shape.VALUES, 0, squeeze(b"\x91" * depth + b"\xc0"))) for depth in (33, 400, 700, 2_000)),
        *(
            pack(Wire(1, 1, [], squeeze(b"\x00"), squeeze(b"\x91\x81\x63" + b"\x91" * depth + b"\xc0")))
            for depth in (32, 700)
        ),
        frame(Column(8, Shape.INTS, 1, squeeze(b"\x00"), squeeze(b"\x01\x01"))),
        frame(*[Column(n, Shape.INTS, 0, squeeze(b"\x00")) for n in range(1, 66)]),
    ],
)
def test_a_frame_beyond_its_bounds_is_refused(data: bytes) -> None:
    with pytest.raises(BadBundle):
        decode_frame(data, Tables())


@pytest.mark.parametrize(
    "data",
    [
        frame(version=2),
        pack([2, "of another shape"]),
        frame(Column(8, 9, 0, squeeze(b"\x00"))),
        frame(Column(8, Shape.INTS, 99, squeeze(b"\x00"))),
    ],
)
def test_what_a_later_version_made_says_so(data: bytes) -> None:
    with pytest.raises(NewerFormat):
        decode_frame(data, Tables())


def test_a_small_budget_stops_a_large_frame() -> None:
    with pytest.raises(BadBundle):
        decode_frame(encode_frame([{0: 1, 8: "x" * 100, 9: n} for n in range(50)], Tables()), Tables(), Budget(100))


@quick
@given(record_lists.filter(len), st.data())
def test_a_damaged_frame_gives_records_or_a_refusal_but_no_other_error(
    records: list[dict[int, Any]], data: st.DataObject
) -> None:
    good = bytearray(encode_frame(records, Tables()))
    good[data.draw(st.integers(0, len(good) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with suppress(BadBundle):
        decode_frame(bytes(good), Tables())


def test_the_wire_structs_are_arrays_so_that_later_fields_can_be_added() -> None:
    longer = [*msgspec.to_builtins(Wire(1, 1, [Group(1, [])]), builtin_types=(bytes,)), "later"]

    assert decode_frame(pack(longer), Tables()) == [{0: 1}]
