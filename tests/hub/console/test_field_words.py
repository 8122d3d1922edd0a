"""What fields say, as the pages write it."""

import pytest

from hub.console.field_words import value_of


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("lon", -74.10000000000001, "-74.1"),
        ("lat", -13.161286, "-13.16129"),
        ("lat", -13.0, "-13"),
        ("ubigeo", 50101, "50101"),
        ("students", 1200, "1,200"),
    ],
)
def test_a_place_is_told_to_the_metre_and_a_number_as_peru_writes_it(field: str, value: float, text: str) -> None:
    assert value_of(field, value) == text
