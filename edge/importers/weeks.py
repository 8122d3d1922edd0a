"""A week as people and spreadsheets write it: its Monday or any of its days, or its ISO number."""

import re
from datetime import date

from shared.errors import BadInput
from shared.school_year import Week, week_of

FIRST_YEAR, LAST_YEAR = 2020, 2099
"""The hub counts no week outside these years."""
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: 0{1,2}:00(?::00)?)?")


def week_written(text: str) -> Week:
    """
    Read a week.

    >>> {week_written(text) for text in ("2026-03-16", "2026-W12", "18/3/2026", "2026W12", "2026-03-20 00:00:00")}
    {2932}

    Raises:
        BadInput: It is no week, or one that nobody kept a register in.
    """
    text = text.strip()
    try:
        day = _day(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInput(
            "«%(text)s» no es una semana. Escriba el lunes (2026-03-16), la semana (2026-W12) o un día de ella "
            "(18/03/2026).",
            text=text[:30],
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput("La semana «%(text)s» es de un año que no puede ser. Revise el año.", text=text[:30])
    return week_of(day)


def _day(text: str) -> date | None:
    if found := _ISO_WEEK.fullmatch(text):
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    if found := _ISO_DAY.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return None
