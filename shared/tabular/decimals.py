"""Numbers as people and spreadsheets write them: which of point and comma is the decimal mark, column by column."""

import math
import re
from collections.abc import Iterable
from enum import StrEnum

from shared.errors import BadInput


class Mark(StrEnum):
    """The decimal mark of a column. The values are those of the option ``--decimal``."""

    POINT = "punto"
    COMMA = "coma"


_FORMS = {
    Mark.POINT: re.compile(r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?"),
    Mark.COMMA: re.compile(r"[+-]?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)?(?:,[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?"),
}
_GROUPS = {Mark.POINT: ",", Mark.COMMA: "."}
_SPACES = re.compile(r"(?<=[0-9])[\s\xa0\u202f'’](?=[0-9]{3}(?![0-9]))")
Bounds = tuple[float, float]


def decimal_mark(cells: Iterable[str], column: str, *, asked: Mark | None = None, bounds: Bounds | None = None) -> Mark:
    """
    Return the decimal mark of a column; with *bounds*, a reading outside of them is none.

    >>> [decimal_mark(cells, "x").value for cells in (["1.234,5"], ["1,234.5", "7"], ["3,25"])]
    ['coma', 'punto', 'coma']
    >>> decimal_mark(["-13.143"], "lat", bounds=(-90, 90)).value
    'punto'

    Raises:
        BadInput: The cells can be read both ways and mean different numbers: somebody must say which (*asked*).
    """
    votes = {Mark.POINT: 0, Mark.COMMA: 0}
    unsure = ""
    for cell in set(cells):
        values = {mark: _value(cell, mark, bounds) for mark in Mark}
        if values[Mark.POINT] is None or values[Mark.COMMA] is None:
            for mark, value in values.items():
                votes[mark] += value is not None
        elif values[Mark.POINT] != values[Mark.COMMA]:
            unsure = cell.strip()
    if asked is not None or not unsure:
        return asked or max(Mark, key=lambda mark: votes[mark])
    if bool(votes[Mark.POINT]) == bool(votes[Mark.COMMA]):
        raise BadInput(
            "La columna %(column)s trae «%(cell)s», que puede ser %(large)s o %(small)s. Repita con --decimal coma o "
            "--decimal punto, según la marca de decimales del archivo.",
            column=column,
            cell=unsure[:30],
            large=_shown(max(_both(unsure), key=abs)),
            small=_shown(min(_both(unsure), key=abs)),
        )
    return max(Mark, key=lambda mark: votes[mark])


def number(text: str, mark: Mark, bounds: Bounds | None = None) -> float | None:
    """
    Return a cell as a number by the column's *mark*, or by the other where only that reads it; None where it is empty.

    >>> number("1.234,5", Mark.COMMA), number("-13,15", Mark.POINT), number(" ", Mark.POINT)
    (1234.5, -13.15, None)

    Raises:
        BadInput: It is no number, or outside of *bounds*.
    """
    if not text.strip():
        return None
    for way in (mark, *(other for other in Mark if other is not mark)):
        value = _value(text, way, bounds)
        if value is not None:
            return value
    raise BadInput("«%(text)s» no es un número que sirva", text=text.strip()[:30])


def ungrouped(text: str) -> str:
    """
    Return a number without the spaces or apostrophes that part its thousands.

    >>> ungrouped("1\u202f234"), ungrouped("12 3")
    ('1234', '12 3')
    """
    return _SPACES.sub("", text)


def _value(text: str, mark: Mark, bounds: Bounds | None) -> float | None:
    plain = ungrouped(text.strip().replace("−", "-"))
    if not _FORMS[mark].fullmatch(plain) or not any(one.isdigit() for one in plain):
        return None
    value = float(plain.replace(_GROUPS[mark], "").replace(",", "."))
    if not math.isfinite(value) or (bounds and not bounds[0] <= value <= bounds[1]):
        return None
    return value


def _both(text: str) -> list[float]:
    return [value for mark in Mark if (value := _value(text, mark, None)) is not None]


def _shown(value: float) -> str:
    return f"{value:,.15g}".replace(",", " ")
