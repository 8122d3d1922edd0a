"""A line of a log: of an error its type and its place, and never its words, which may quote what people wrote."""

import copy
import logging
from pathlib import Path
from types import TracebackType

OURS = ("edge", "hub", "shared", "sync")
_PLACES = 3


class TextLines(logging.Formatter):
    """A log record as one line of text."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a trace with the words of its error, and of the ones before it, is in none."""
        told = copy.copy(record)
        told.msg, told.args = words_of(record), None
        told.exc_info = told.exc_text = told.stack_info = None
        error, at = error_of(record)
        return super().format(told) + (f" error={error} at={at}" if error else "")


def is_ours(record: logging.LogRecord) -> bool:
    """Tell whether a line is of this program's own, and not of what it is built upon."""
    return record.name.partition(".")[0] in OURS


def words_of(record: logging.LogRecord) -> str:
    """Return what a line says; where others tell of an error, only their first line: the next ones may quote it."""
    said = record.getMessage()
    return said.partition("\n")[0] if record.exc_info and not is_ours(record) else said


def error_of(record: logging.LogRecord) -> tuple[str, str]:
    """Return the type of a line's error and its place; empty where it tells of none."""
    if not record.exc_info or record.exc_info[0] is None:
        return "", ""
    return record.exc_info[0].__name__, place_of(record.exc_info[2])


def place_of(trace: TracebackType | None) -> str:
    """
    Return where an error was raised, after the last places of ours that it came through.

    >>> place_of(None)
    ''
    """
    ours, last = [], ""
    while trace is not None:
        last = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        if str(trace.tb_frame.f_globals.get("__name__", "")).partition(".")[0] in OURS:
            ours.append(last)
        trace = trace.tb_next
    return ">".join([*(one for one in ours[-_PLACES:] if one != last), last] if last else [])
