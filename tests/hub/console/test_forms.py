"""A number in a form is read whole or not at all, however long it is."""

import pytest

from hub.console.forms import number_told
from tests.hub.forms import DIGITS


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "²", *DIGITS])
def test_what_is_no_number_says_none(text: str) -> None:
    assert number_told(text) == 0


def test_as_many_digits_as_are_asked_for_are_read() -> None:
    assert (number_told("999,999,999"), number_told("1000000000"), number_told("1" * 18, digits=18)) == (
        999_999_999, 0, int("1" * 18),
    )  # fmt: skip
