"""Tables that we write for spreadsheets of Peru: opened by a double click, and never run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_RUN = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""
    Return CSV with its mark, semicolons and CRLF; points as decimal marks; texts and codes in quotes.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; a number is left a number.

    >>> spreadsheet(["cod_mod", "nombre", "lat"], [["0403691", "=1+1", -13.5]])
    '\ufeff"cod_mod";"nombre";"lat"\r\n"0403691";"\'=1+1";-13.5\r\n'
    """
    return "".join(in_parts(header, [rows]))


def in_parts(header: Sequence[str], parts: Iterable[Iterable[Sequence[object]]]) -> Iterator[str]:
    r"""
    Give such a table bit by bit, as its rows come: what is too large for the memory is written all the same.

    >>> list(in_parts(["lat"], [[[-13.5]], [[None]]]))
    ['\ufeff"lat"\r\n', '-13.5\r\n', '""\r\n']
    """
    yield "\ufeff" + _lines([header])
    for rows in parts:
        yield _lines([_inert(value) for value in row] for row in rows)


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows(rows)
    return text.getvalue()


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value
