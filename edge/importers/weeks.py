"""A week as people and spreadsheets write it: its Monday or any of its days, or its ISO number."""

import re
from datetime import date

from shared.errors import BadInput
from shared.school_year import Week, week_of
from shared.tabular import day

FIRST_YEAR, LAST_YEAR = 2020, 2099
"""The hub counts no week outside these years."""
_RANGE = re.compile(r"(?:del? )?(\S+) (?:al?|hasta|-|–|—) (?:el )?(\S+)", re.IGNORECASE)
_ISO_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\b,? ?", re.IGNORECASE)
_LEAD = re.compile(r"semana (?=del? |\d{4}|\d{1,2}[-/.])", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?:del? )?(\d{1,2})(?: de ([a-z]+))? (?:al?|hasta|-|–|—) (?:el )?(\d{1,2}) de ([a-z]+)(?: del? (\d{4}))",
    re.IGNORECASE,
)
"""Days with the month in words, and the year once."""
_YEAR_ONCE = re.compile(
    r"(?:del? )?(\d{1,2})(?:[-/.](\d{1,2}))?(?: (?:al?|hasta) (?:el )?| ?[-–—] ?)"
    r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})",
    re.IGNORECASE,
)
"""Days in figures, and the year once, or the month too."""
_COUNTED = re.compile(r"(?:semana|sem|s)?\.? ?(?:n\.?[°º] ?)?\d{1,2}(?: ?[-/ ] ?(?:del? )?\d{4})?", re.IGNORECASE)


def week_written(text: str) -> Week:
    """
    Read a week.

    >>> {week_written(text) for text in ("2026-03-16", "2026-W12", "2026W12", "18/3/26", "46099")}
    {2932}
    >>> {week_written(f"{text} de marzo de 2026") for text in ("Del 16 al 20", "16 - 20", "semana del lunes 16")}
    {2932}
    >>> week_written("2026-03-16 al 2026-03-20")
    2932

    Raises:
        BadInput: It is no week, or one that nobody kept a register in.
    """
    text = text.strip()
    if not text:
        raise BadInput("falta la semana: la celda está vacía o combinada con otra. Escríbala en cada fila.")
    if _COUNTED.fullmatch(text):
        raise BadInput(
            "«%(text)s» no dice desde cuándo cuenta: la semana 12 del año no es la 12 de clases. Escriba su lunes "
            "(2026-03-16), o la del año como 2026-W12.",
            text=text[:30],
        )
    plain = _WEEKDAY.sub("", _LEAD.sub("", " ".join(text.split())))
    if span := _IN_WORDS.fullmatch(plain):
        last = f"{span[3]} de {span[4]} de {span[5]}"
        return _of_range(text, f"{span[1]} de {span[2] or span[4]} de {_first_year(span)}", last)
    if span := _YEAR_ONCE.fullmatch(plain):
        year = int(span[5]) - (span[2] == "12" and span[4].lstrip("0") == "1")
        first = f"{span[1]}/{span[2] or span[4]}/{year:0{len(span[5])}}"
        return _of_range(text, first, f"{span[3]}/{span[4]}/{span[5]}")
    plain = re.sub("^del? ", "", plain, flags=re.IGNORECASE) if not _RANGE.fullmatch(plain) else plain
    return _plain_week(text, plain)


def _first_year(span: re.Match[str]) -> int:
    """A week from December into January begins in the year before."""
    turns = (span[2] or "").casefold().startswith("dic") and span[4].casefold().startswith("ene")
    return int(span[5]) - turns


def _plain_week(text: str, plain: str) -> Week:
    if span := _RANGE.fullmatch(plain):
        return _of_range(text, span[1], span[2])
    try:
        found = _ISO_WEEK.fullmatch(plain)
        at = date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else day(plain)
    except (ValueError, BadInput):
        at = None
    if at is None:
        raise BadInput(
            "«%(text)s» no es una semana. Escriba el lunes (2026-03-16), la semana (2026-W12) o un día de ella "
            "(18/03/2026).",
            text=text[:30],
        )
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise BadInput("La semana «%(text)s» es de un año que no puede ser. Revise el año.", text=text[:30])
    return week_of(at)


def _of_range(text: str, first: str, last: str) -> Week:
    week = week_written(first)
    if week_written(last) != week or "W" in text.upper():
        raise BadInput("«%(text)s» no es una sola semana, de lunes a domingo. Escriba su lunes.", text=text[:40])
    return week
