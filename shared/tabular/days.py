"""Days as files write them: ISO, day first, with the month's name, or counted by a spreadsheet."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from shared.errors import BadInput
from shared.sentences import Sentence

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: \d{1,2}:\d{2}.*)?")
_SHORT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")
"""As Excel shows it here; only with strokes: 26-03-16 may begin with the year."""
_IN_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-])")
_NAMED = re.compile(r"(\d{1,2})[-/. ](?:de )?([a-zA-Z]{3,10})\.?[-/. ](?:del? )?(\d{4}|\d{2})")
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
    >>> month_first(["03/02/2026", "03/09/2026"])
    '03/02/2026'
    """
    found = _numbers(cells)
    if any(one > 12 for one, _, _ in found.values()):
        return ""
    if shown := next((cell for cell, (_, two, _) in found.items() if two > 12), ""):
        return shown
    return next(iter(found)) if _by_weekday(found) == "month" else ""


def check_day_first(cells: Iterable[str], column: str) -> list[Sentence]:
    """
    Hold a column of days to be written day first, as ``day`` reads it; return a note of how, where nothing shows it.

    >>> check_day_first(["03/04/2026", "10/05/2026"], "conteo")[0].params["day"], check_day_first(["16/03/2026"], "x")
    ('2026-04-03', [])

    Raises:
        BadInput: The month is first: half of its days would be read as others.
    """
    cells = list(cells)
    if shown := month_first(cells):
        raise BadInput(
            "La columna %(column)s trae el mes antes del día («%(cell)s»), y así 03/04 se leería como otro día. "
            "Cambie el formato de esa columna a AAAA-MM-DD y repita. No se importó nada.",
            column=column,
            cell=shown[:30],
        )
    found = _numbers(cells)
    unsure = next((cell for cell, (one, two, _) in found.items() if one != two), "")
    if not unsure or any(one > 12 for one, _, _ in found.values()) or _by_weekday(found) == "day":
        return []
    one, two, year = found[unsure]
    words = (
        "En la columna %(column)s no se ve si va primero el día o el mes: se leyó el día primero («%(cell)s» es "
        "%(day)s). Si no es así, escriba esa columna como AAAA-MM-DD y repita."
    )
    return [Sentence(words, {"column": column, "cell": unsure[:30], "day": f"{year}-{two:02d}-{one:02d}"})]


def _numbers(cells: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    """Return, of each day in figures that has its year last, the two numbers before the year, and the year."""
    found = {}
    for hit in (hit for cell in cells for hit in _IN_FIGURES.finditer(cell)):
        one, two, year = int(hit[1]), int(hit[3]), int(hit[4])
        # Without strokes a year of two figures may come first, and ``day`` does not read it.
        if 1 <= one <= 31 and 1 <= two <= 31 and (year > 99 or hit[2] == "/"):
            found[hit[0]] = one, two, year if year > 99 else year + 2000
    return found


def _by_weekday(found: Mapping[str, tuple[int, int, int]]) -> str:
    """Tell which comes first where only so all days are one weekday: registers are kept by their Mondays."""
    try:
        ways = {
            "day": {date(year, two, one) for one, two, year in found.values()},
            "month": {date(year, one, two) for one, two, year in found.values()},
        }
    except ValueError:
        return ""
    regular = [way for way, days in ways.items() if _regular(days)]
    return regular[0] if len(regular) == 1 else ""


def _regular(days: Collection[date]) -> bool:
    weekdays = {one.weekday() for one in days}
    return len(weekdays) == 1 and len(days) >= (2 if weekdays == {0} else 4)


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
