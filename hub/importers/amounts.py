"""The amounts of a listing: soles, kilograms, litres, megabytes, or that there is no limit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.errors import BadInput, BadRow
from shared.tabular import Column, Mark, Row, Table, decimal_mark, number, says_nothing
from shared.tabular.names import key

_UNITS = {
    "kg": re.compile(r"\s*(?:kgs?|kilos)\.?\s*$", re.IGNORECASE),
    "litros": re.compile(r"\s*(?:l|lts?|litros)\.?\s*$", re.IGNORECASE),
    "m3": re.compile(r"\s*(?:m3|m³)\s*$", re.IGNORECASE),
    "MB": re.compile(r"\s*(?:mb|megas|megabytes)\.?\s*$", re.IGNORECASE),
    "soles": re.compile(r"^\s*S/\.?\s*|\s*soles\s*$", re.IGNORECASE),
}
"""How each unit is written beside a number; another one beside it makes it no number of that column."""
_NO_LIMIT = frozenset(("sinlimite", "ilimitado"))


@dataclass(frozen=True, slots=True)
class Amount:
    """A column of amounts: in how many of what is counted one of them is, and the most that is believed."""

    column: Column
    scale: int
    most: int
    """In the column's own unit."""
    unit: str
    """One of ``_UNITS``."""


class Amounts:
    """The columns of amounts of one file, each with its decimal mark."""

    def __init__(self, table: Table, of: Iterable[Amount], asked: Mark | None) -> None:
        """
        Look at the columns.

        Raises:
            BadInput: One can be read in two ways, and *asked* does not say in which.
        """
        self._spelt: Mapping[str, str] = table.spelt
        self._of = {one.column.name: one for one in of if one.column.name in table.columns}
        # DBF and XLSX hold numbers as numbers: there a point is the decimal mark.
        asked = asked or (None if table.delimiter else Mark.POINT)
        self._marks = {
            name: decimal_mark((_bare(row[name], of.unit) for row in table.rows), self.called(name), asked=asked)
            for name, of in self._of.items()
        }

    def called(self, name: str) -> str:
        """Return how the file calls a column."""
        return self._spelt.get(name, name).strip()

    def says(self, row: Row, name: str) -> bool:
        """Tell whether a row says anything in that column."""
        return name in self._of and not says_nothing(row[name])

    def read(self, row: Row, name: str, known: int | None = None) -> int | None:
        """
        Return an amount as it is counted; None where the cell says «sin límite», what is *known* where it says nothing.

        Raises:
            BadRow: It is no number, is negative, or too large to be believed.
        """
        if not self.says(row, name):
            return known
        if key(row[name]) in _NO_LIMIT:
            return None
        of, text = self._of[name], row[name].strip()[:30]
        try:
            value = number(_bare(row[name], of.unit), self._marks[name])
        except BadInput:
            value = None
        if value is None:
            words = "«%(text)s» no es un número de %(unit)s (columna «%(column)s»); se escribe como 1200.50"
            raise BadRow(row.line, words, text=text, unit=of.unit, column=self.called(name))
        if value < 0:
            words = "«%(text)s» es menos que nada (columna «%(column)s»). Escriba cuánto hay, desde 0"
            raise BadRow(row.line, words, text=text, column=self.called(name))
        if value > of.most:
            words = "«%(text)s» pasa de %(most)s %(unit)s (columna «%(column)s»): revise la cifra y su unidad"
            raise BadRow(row.line, words, text=text, most=f"{of.most:,}", unit=of.unit, column=self.called(name))
        return round(value * of.scale)


def _bare(text: str, unit: str) -> str:
    """
    Return a number without its unit, where that is written beside it.

    >>> [_bare(*one) for one in (("S/ 12,000", "soles"), ("800 kg", "kg"), ("3 m3", "m3"), ("3 m3", "litros"))]
    ['12,000', '800', '3', '3 m3']
    """
    return _UNITS[unit].sub("", text)
