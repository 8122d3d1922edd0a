"""Records of one kind come back from their columns, each field as it was, by as few bytes as it takes."""

from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadBundle, NewerFormat
from shared.events import RECORDED
from sync.budget import MAX_FRAME_BYTES, Budget, squeeze
from sync.codings import Coding
from sync.columns import LEARNER, SECONDS, Column, Shape, columns_of, plain_values, records_of
from sync.tables import Tables
from sync.wire import pack
from tests.sync.builders import strange_records

KIND = 3


def there_and_back(records: list[dict[int, Any]]) -> list[dict[int, Any]]:
    columns = columns_of(records, Tables())
    return records_of(KIND, columns, len(records), Tables(), Budget(MAX_FRAME_BYTES))


def shapes(records: list[dict[int, Any]]) -> dict[int, int]:
    return {column.number: column.shape for column in columns_of(records, Tables())}


@settings(max_examples=80, deadline=None)
@given(st.lists(strange_records, min_size=1, max_size=20))
def test_records_of_one_kind_come_back_from_their_columns(some: list[dict[int, Any]]) -> None:
    records = [{**record, 0: KIND} for record in some]

    assert there_and_back(records) == records


def test_a_field_travels_in_the_shape_that_its_values_allow() -> None:
    digests = [blake2b(b"%d" % n, digest_size=8).digest() for n in range(20)]
    records = [{0: KIND, 20: n, 21: "tablet", 22: digests[n], 23: [n]} for n in range(20)]

    assert shapes(records) == {20: Shape.INTS, 21: Shape.NAMES, 22: Shape.RAW, 23: Shape.VALUES}


def test_a_field_that_some_records_lack_is_lacking_in_the_same_ones_afterwards() -> None:
    records = [{0: KIND, 20: n} if n % 3 else {0: KIND} for n in range(20)]

    assert there_and_back(records) == records


def test_the_learner_comes_before_what_is_predicted_from_it() -> None:
    record = {0: KIND, RECORDED: 5, SECONDS: 9, LEARNER: "ana", 99: 1}
    numbers = [column.number for column in columns_of([record] * 12, Tables())]

    assert numbers[0] == LEARNER
    assert set(numbers[1:3]) == {RECORDED, SECONDS}
    assert numbers[3] == 99


def test_a_field_with_two_columns_is_refused_before_either_is_unfolded() -> None:
    column = columns_of([{0: KIND, 99: 1}], Tables())[0]

    with pytest.raises(BadBundle):
        records_of(KIND, [column, column], 1, Tables(), Budget(100))


def test_a_shape_of_a_later_version_says_so() -> None:
    with pytest.raises(NewerFormat):
        records_of(KIND, [Column(20, 9, 0, b"")], 1, Tables(), Budget(100))


@pytest.mark.parametrize(("values", "count"), [([1], 2), ([0.5], 1)])
def test_values_that_are_too_few_or_could_not_travel_are_refused(values: list[Any], count: int) -> None:
    with pytest.raises(BadBundle):
        plain_values(values, count)


@pytest.mark.parametrize("names", [["a", "a"], ["tablet"]])
def test_a_name_that_is_there_already_is_refused(names: list[str]) -> None:
    tables = Tables({8: ["tablet"]})
    column = Column(8, Shape.NAMES, Coding.SAME, squeeze(b"\0"), b"", squeeze(pack(names)))

    with pytest.raises(BadBundle, match="límites"):
        records_of(1, [column], 3, tables, Budget(1_000))
