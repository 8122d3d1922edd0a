"""Registers that go sideways, with a column for each week or each resource: a row for each of their totals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from edge.importers.naming import ResourceNames
from edge.importers.place import Place
from edge.importers.sums import is_sum
from edge.importers.weekly import COLUMNS
from edge.importers.weeks import week_written
from shared.errors import BadInput
from shared.sentences import N_, Sentence
from shared.tabular import Row, Table, says_nothing
from shared.tabular.lines import Lines

_LIKE_A_WEEK = re.compile(r"sem(ana)?\b|\d{1,2}[-/.]\d{1,2}\b", re.IGNORECASE)
_MADE = ("week", "resource", "units")
_WEEKS = N_("El archivo trae una columna por semana: cada cantidad se tomó como el total de esa semana.")
_RESOURCES = N_("El archivo trae una columna por recurso: cada cantidad se tomó como el total de ese recurso.")


def upright(table: Table, place: Place) -> Table | None:
    """
    Return a register with a row for each total; None where it is none that goes sideways.

    What it writes nothing of stays unwritten. Its own sums, below and beside, are left out.
    """
    at = {one.name: heading for one in COLUMNS if (heading := one.among(table.columns)) is not None}
    others = [heading for heading in table.columns if heading not in at.values()]
    if "resource" in at and (weeks := [one for one in others if _is_week(one)]):
        return _turned(table, at, "resource", "week", weeks)
    names = ResourceNames(place.resources)
    if "week" in at and (resources := [one for one in others if one in names]):
        return _turned(table, at, "week", "resource", resources)
    return None


def _is_week(heading: str) -> bool:
    try:
        week_written(heading)
    except BadInput:
        # It is one, and its rows will say what is wrong with it.
        return bool(_LIKE_A_WEEK.match(heading))
    return True


def _turned(table: Table, at: Mapping[str, str], kept: str, turned: str, headings: Sequence[str]) -> Table:
    """Return the rows of *table*: each has its *kept* cell, and the heading is what it is *turned* into."""
    sums = Lines()
    beside = {name: heading for name, heading in at.items() if name not in _MADE or name == kept}
    rows = tuple(_rows(table, beside, turned, headings, sums))
    notes = [*table.notes, Sentence(_WEEKS if turned == "week" else _RESOURCES)]
    if idle := [one for one in table.columns if one not in (*headings, *at.values()) and not is_sum([one])]:
        notes.append(Sentence("Columnas que no se leyeron: %(names)s.", {"names": ", ".join(idle)[:200]}))
    if sums.count:
        told = "Filas de total dejadas fuera: %(n)s. Suman las de arriba y contarían dos veces."
        notes.append(Sentence(told, {"n": sums.said()}))
    columns = tuple(dict.fromkeys([*_MADE, *(name for name in at if name not in _MADE)]))
    return replace(table, columns=columns, rows=rows, notes=tuple(notes), spelt={})


def _rows(table: Table, at: Mapping[str, str], turned: str, headings: Sequence[str], sums: Lines) -> Iterator[Row]:
    for row in table.rows:
        cells = {name: row[heading] for name, heading in at.items()}
        if is_sum(cells.values()):
            sums.add(row.line)
            continue
        for heading in headings:
            if not says_nothing(row[heading]):
                yield Row(row.line, {**cells, turned: heading, "units": row[heading]})
