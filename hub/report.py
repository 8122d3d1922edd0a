"""A table for whoever analyses: rows under plain headings, the same for the page, for CSV and for other programs."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from hub.small_groups import hidden
from shared.sentences import N_

Cell = str | int | float | None
"""None: nobody knows; that is no 0."""
FEW = N_("menos de 5")
"""In place of a figure that would tell of fewer than five."""
UNTOLD = N_("De una escuela de menos de 5 estudiantes no se muestra lo previsto.")
"""In place of a reason that would tell of what their need is."""
LEAST = 5


class Report(NamedTuple):
    """Rows under headings of plain words, which never change."""

    header: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def few_of(sizes: Mapping[str, int]) -> frozenset[str]:
    """
    Return the groups whose figures are not told: of fewer than five, and what would tell them by the total.

    >>> sorted(few_of({"Huanta": 3, "La Mar": 9, "Huamanga": 30}))
    ['Huanta', 'La Mar']
    """
    return hidden(sizes, LEAST, lambda rows: sum(sizes[row] for row in rows))


def told(row: Sequence[Cell], few: Collection[str], name: str, shown: int) -> tuple[Cell, ...]:
    """
    Return a row of the group *name*, with ``FEW`` in place of its figures where it is one of the *few*.

    The first *shown* cells name it.

    >>> told(("Huanta", 3, 40), {"Huanta"}, "Huanta", 1)
    ('Huanta', 'menos de 5', 'menos de 5')
    """
    return (*row[:shown], *(FEW for _ in row[shown:])) if name in few else tuple(row)
