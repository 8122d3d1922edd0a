"""Which heading of a file is which column of ours."""

from collections.abc import Mapping, Sequence

from shared.errors import BadRow
from shared.sentences import N_
from shared.tabular import Column, Table
from shared.tabular.names import key

_LACKS = N_("falta la columna %(missing)s. Esta línea debe decir el nombre de cada columna: corríjala y repita.")
_LACK = N_("faltan las columnas %(missing)s. Esta línea debe decir el nombre de cada columna: corríjala y repita.")
_LACKS_THERE = N_(
    "en la hoja «%(sheet)s» falta la columna %(missing)s. Esta línea debe decir el nombre de cada columna."
)
_LACK_THERE = N_(
    "en la hoja «%(sheet)s» faltan las columnas %(missing)s. Esta línea debe decir el nombre de cada columna."
)


def headings_of(table: Table, columns: Sequence[Column]) -> Mapping[str, str]:
    """
    Return the heading of each of *columns* that the table has.

    Raises:
        BadRow: A needed one is not there, or one is there twice. What the file has instead is not repeated: without a
            header it is somebody's name.
    """
    found = {column.name: heading for column in columns if (heading := column.among(table.columns)) is not None}
    if missing := [column.spoken for column in columns if column.needed and column.name not in found]:
        raise without(table.line, missing)
    spelt = [key(heading.removesuffix(" (2)")) for heading in table.columns]
    if twice := [heading for heading in found.values() if spelt.count(key(heading)) > 1]:
        raise BadRow(
            table.line, "la columna «%(heading)s» está dos veces. Deje una sola y repita.", heading=twice[0][:40]
        )
    return found


def without(line: int, missing: Sequence[str], sheet: str = "") -> BadRow:
    """Return the error of a header that lacks columns, on that sheet where the book has several."""
    names, one = ", ".join(missing), len(missing) == 1
    if sheet:
        return BadRow(line, _LACKS_THERE if one else _LACK_THERE, sheet=sheet, missing=names)
    return BadRow(line, _LACKS if one else _LACK, missing=names)


def all_there(table: Table, columns: Sequence[Column]) -> bool:
    """Tell whether a table has every column that is needed."""
    return all(column.among(table.columns) is not None for column in columns if column.needed)
