"""Tables that we write for spreadsheets of Peru: opened by a double click, and never run."""

import csv
import io
from collections.abc import Iterable, Sequence

_RUN = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""
    Return CSV with its mark, semicolons and CRLF; points as decimal marks; texts and codes in quotes.

    A text that a spreadsheet would take for a formula gets an apostrophe before it; a number is left a number.

    >>> spreadsheet(["cod_mod", "nombre", "lat"], [["0403691", "=1+1", -13.5]])
    '\ufeff"cod_mod";"nombre";"lat"\r\n"0403691";"\'=1+1";-13.5\r\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_inert(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else value
