"""A requirement that is not met has words of its own; unknown is not "no"."""

import pytest

from shared.lacking import MESSAGES, UNKNOWN, words


@pytest.mark.parametrize("limit", ["power", "coverage", "internet", "level", "language"])
def test_not_there_and_nobody_knows_are_told_apart(limit: str) -> None:
    assert words(limit) != words(limit + UNKNOWN)
    assert words(limit + UNKNOWN)[0].startswith("No se sabe")


@pytest.mark.parametrize("limit", ["", "something new", "something new" + UNKNOWN])
def test_a_requirement_of_a_newer_version_still_has_words(limit: str) -> None:
    assert all(text in MESSAGES for text in words(limit))
