"""Cells that a sheet shows as one over several rows: what they say is said of each of those rows."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import IO, Any, NamedTuple

from shared.errors import BadInput
from shared.tabular.lines import Lines

MAX_MERGED = 20_000
_CHUNK, _LONGEST = 1_048_576, 400
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')


class Merged(NamedTuple):
    """One column (from 0) of several rows shown as one cell."""

    first: int
    last: int
    column: int


def merged_down(source: IO[bytes]) -> list[Merged]:
    """
    Return the cells of one column and several rows that a sheet (its XML) shows as one, by their first row.

    They stand behind all rows, and are found without reading those as XML.

    Raises:
        BadInput: There are too many.
    """
    found, before = set(), b""
    while chunk := source.read(_CHUNK):
        text = before + chunk
        for left, first, right, last in _MERGED.findall(text):
            if left == right and int(first) < int(last):
                found.add(Merged(int(first), int(last), _number(left)))
        if len(found) > MAX_MERGED:
            raise BadInput("La hoja trae demasiadas celdas combinadas. Sepárelas y repita.")
        before = text[-_LONGEST:]
    return sorted(found)


def filled_down(
    rows: Iterable[tuple[int, list[Any]]], merged: list[Merged], filled: Lines, left: Lines
) -> Iterator[tuple[int, list[Any]]]:
    """
    Give *rows* with what their *merged* cells say; lines that were *filled* are noted.

    A number is *left* where it stands: shown once for several rows it may be the sum of them, and would be counted in
    each. A row without a cell of its own stays blank: the cells of a header often go over two rows.
    """
    waiting, open_ = iter([*merged, None]), dict[int, tuple[int, Any]]()
    due = next(waiting)
    for line, row in rows:
        has_own = any(value is not None for value in row)
        noted = set[bool]()
        # A sheet may merge thousands of columns, and have a million rows behind them.
        for column in [column for column, (last, _) in open_.items() if line > last]:
            del open_[column]
        for column, (_, value) in open_.items():
            if not has_own or (column < len(row) and row[column] is not None):
                continue
            noted.add(words := _is_words(value))
            if words:
                row.extend([None] * (column + 1 - len(row)))
                row[column] = value
        for words in noted:
            (filled if words else left).add(line)
        while due is not None and due.first <= line:
            open_.pop(due.column, None)
            if due.first == line and due.column < len(row) and row[due.column] is not None:
                open_[due.column] = due.last, row[due.column]
            due = next(waiting)
        yield line, row


def _is_words(value: Any) -> bool:
    if isinstance(value, str):
        return not re.fullmatch(r"[\s\d.,'+-]*", value)
    return isinstance(value, date)


def _number(letters: bytes) -> int:
    """
    Return which column letters name, from 0.

    >>> [_number(letters) for letters in (b"A", b"Z", b"AA")]
    [0, 25, 26]
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
