"""A line of text tells of an error its type and its place, and nothing of what it says, nor of those before it."""

import logging
import sys
from collections.abc import Callable

import pytest

from shared.log_lines import TextLines
from shared.surviving import surviving

CANARY = "Rosa Quispe 41234567"
LINES = TextLines("%(levelname)s %(name)s %(message)s")


def record(raises: Callable[[], object], message: str = "failed number=%d", name: str = "edge.x") -> logging.LogRecord:
    try:
        raises()
    except ValueError:
        return logging.LogRecord(name, logging.ERROR, "", 0, message, (3,), sys.exc_info())
    raise AssertionError


def fail() -> None:
    try:
        raise KeyError(CANARY)
    except KeyError as error:
        raise ValueError(f"no sirve {CANARY}") from error


def test_of_an_error_its_type_and_its_place_are_told_and_no_words_of_any() -> None:
    told = LINES.format(record(fail))

    assert told.startswith("ERROR edge.x failed number=3 error=ValueError at=test_log_lines.py:")
    assert (CANARY in told, "\n" in told) == (False, False)


def test_what_another_handler_wrote_down_of_the_trace_is_not_told_either() -> None:
    found = record(fail)
    logging.Formatter().format(found)

    assert CANARY in (found.exc_text or "")
    assert CANARY not in LINES.format(found)


def test_of_what_others_tell_of_an_error_the_first_line_alone_is_told() -> None:
    told = LINES.format(record(fail, f"Task %d was lost\nfuture: ValueError({CANARY})", name="asyncio"))

    assert told.startswith("ERROR asyncio Task 3 was lost error=ValueError at=")
    assert CANARY not in told


def test_the_last_place_of_ours_stands_before_where_it_was_raised(caplog: pytest.LogCaptureFixture) -> None:
    def stopped() -> bool:
        return bool(int(CANARY))

    with pytest.raises(ValueError), surviving("work", quiet=stopped):
        raise OSError
    told = LINES.format(record(lambda: surviving("work", quiet=stopped).__exit__(None, OSError(), None)))

    assert told.partition(" at=")[2].startswith("surviving.py:")
    assert ">test_log_lines.py:" in told
    assert caplog.records == []


def test_a_line_of_no_error_is_as_it_was_written() -> None:
    found = logging.LogRecord("edge.x", logging.INFO, "", 0, "sealed parts=%d", (2,), None)

    assert LINES.format(found) == "INFO edge.x sealed parts=2"
