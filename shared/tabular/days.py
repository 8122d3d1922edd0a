"""Days as files write them: ISO, day first, with the month's name, or counted by a spreadsheet."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from shared.errors import BadInput

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d{1,2}:\d{2}.*)?")
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")
"""As Excel shows it here; only with strokes: 26-03-16 may begin with the year."""
_NAMED = re.compile(r"(\d{1,2})[-/. ](?:de )?([a-zA-Z]{3,10})\.?[-/. ](?:de )?(\d{4}|\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
_OTHERS = {"sep": 9, "jan": 1, "apr": 4, "aug": 8, "dec": 12}
_FIRST = date(1899, 12, 30)
"""Day 0 of Excel, which believes that 1900 had a 29th of February."""


def day(text: str) -> date | None:
    """
    Return the day that a cell says; None where it is empty. Day first, never month first.

    >>> [str(day(text)) for text in ("2026-03-16", "16/03/2026", "16-03-2026", "16-mar-26", "46097", "46097.5")]
    ['2026-03-16', '2026-03-16', '2026-03-16', '2026-03-16', '2026-03-16', '2026-03-16']

    Raises:
        BadInput: No day, or one that the year does not have.
    """
    plain = text.strip()
    if not plain:
        return None
    found = _parts(plain)
    try:
        if found:
            return date(*found)
        if serial := _SERIAL.fullmatch(plain):
            return _FIRST + timedelta(days=int(serial[1]))
    except ValueError:
        pass
    raise BadInput("«%(text)s» no es una fecha; se escribe AAAA-MM-DD o DD/MM/AAAA", text=plain[:30])


def month_first(cells: Iterable[str]) -> str:
    """
    Return a cell that shows that a column writes the month first; nothing where none does, or another shows the day.

    >>> month_first(["03/04/2026", "03/16/2026"]), month_first(["16/03/2026", "03/16/2026"])
    ('03/16/2026', '')
    """
    found = ""
    for cell in map(str.strip, cells):
        parts = _DAY_FIRST.fullmatch(cell) or _SHORT.fullmatch(cell)
        if parts and int(parts[1]) > 12:
            return ""
        if parts and 12 < int(parts[2]) <= 31:
            found = found or cell
    return found


def check_day_first(cells: Iterable[str], column: str) -> None:
    """
    Hold a column of days to be written day first, as ``day`` reads it.

    Raises:
        BadInput: The month is first: half of its days would be read as others.
    """
    if shown := month_first(cells):
        raise BadInput(
            "La columna %(column)s trae el mes antes del día («%(cell)s»), y así 03/04 se leería como otro día. "
            "Cambie el formato de esa columna a AAAA-MM-DD y repita. No se importó nada.",
            column=column,
            cell=shown[:30],
        )


def _parts(text: str) -> tuple[int, int, int] | None:
    if iso := _ISO.fullmatch(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if first := _DAY_FIRST.fullmatch(text):
        return int(first[3]), int(first[2]), int(first[1])
    if brief := _SHORT.fullmatch(text):
        return int(brief[3]) + 2000, int(brief[2]), int(brief[1])
    if named := _NAMED.fullmatch(text):
        short = named[2][:3].lower()
        month = _MONTHS.index(short) + 1 if short in _MONTHS else _OTHERS.get(short, 0)
        return int(named[3]) + (2000 if len(named[3]) == 2 else 0), month, int(named[1])
    return None
