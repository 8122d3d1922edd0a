"""A table with its total, built once: what the screen, the printer, CSV and a workbook show is the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from shared.tabular import spreadsheet
from shared.tabular.workbook import workbook
from shared.web import N_

Cell = str | int | date | None
"""None: nobody told it, or nobody can know; that is no 0."""
FEWEST = 5
"""Of pupils, fewer are not told by a table that may leave the school."""


class Said(str):
    """Words of ours, marked with ``N_``: translated on the screen, Spanish in a file."""

    __slots__ = ()


FEW = Said(N_("menos de 5"))
TOTAL = Said(N_("TOTAL"))


class Column(NamedTuple):
    """A column: its heading, marked with ``N_``, and whether its figures may be added up."""

    label: str
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Rows under columns; the first column is never added up."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def total(self) -> tuple[Cell, ...]:
        """
        Return the last row: the sum of each column that adds, the unknown left out.

        >>> Report("", (Column("a"), Column("b", adds=True)), (("x", 2), ("y", None), ("z", 3))).total
        ('TOTAL', 5)
        """
        sums = [
            sum(value for row in self.rows if isinstance(value := row[at], int)) if column.adds else None
            for at, column in enumerate(self.columns)
        ]
        return (TOTAL, *sums[1:])

    def as_csv(self) -> str:
        """Return CSV for a spreadsheet of Peru; the last row is the total."""
        return spreadsheet(self._header(), self._lines())

    def as_xlsx(self) -> bytes:
        """Return a workbook of one sheet; the last row is the total."""
        return workbook({self.title: (self._header(), self._lines())})

    def _header(self) -> Sequence[str]:
        return [column.label for column in self.columns]

    def _lines(self) -> list[list[object]]:
        return [[_written(value) for value in row] for row in (*self.rows, self.total)]


def of_pupils(count: int) -> Cell:
    """
    Return how many pupils, as far as a table that may leave the school tells it.

    >>> of_pupils(5), of_pupils(4), of_pupils(0)
    (5, 'menos de 5', 'menos de 5')
    """
    return count if count >= FEWEST else FEW


def _written(value: Cell) -> object:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value
