"""Registers that count by months: told by their headings, and refused with what to do."""

import re
from collections.abc import Sequence

from edge.importers.weekly import COLUMNS
from shared.errors import BadInput
from shared.tabular import Column, Table, day, says_nothing
from shared.tabular.names import key

_MONTH = Column("month", ("mes", "mes y año", "mes/año", "meses"))
_PERIOD = Column("period", ("periodo", "período"))
_WEEK, _RESOURCE = (next(column for column in COLUMNS if column.name == name) for name in ("week", "resource"))
_SEVERAL = 2
_MONTHS = frozenset(
    """
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    ene feb mar abr may jun jul ago sep set oct nov dic
    """.split()  # noqa: SIM905 - two dozen quotes make nothing clearer
)

_IN_FIGURES = re.compile(r"(?:0?[1-9]|1[0-2])\s*[-/.]\s*20\d\d|20\d\d\s*[-/.]\s*(?:0?[1-9]|1[0-2])")


def check_not_monthly(table: Table) -> None:
    """
    Return where a table of resources without weeks does not count by months either.

    A month does not say in which of its weeks a thing was used, and spread evenly it would be invented.

    Raises:
        BadInput: It counts by months.
    """
    if _RESOURCE.among(table.columns) is None or not (_is_monthly(table.columns) or _has_periods(table)):
        return
    raise BadInput(
        "El registro es mensual, y la región cuenta por semanas. No se importó nada: un mes no dice en qué semana se "
        "usó, y repartirlo sería inventar. Si el cuaderno tiene las semanas, ponga una fila por semana y recurso, con "
        "su lunes en la columna «semana», y repita. Si solo hay totales del mes, guárdelos y anote por semanas desde "
        "ahora."
    )


def check_not_firsts(table: Table) -> None:
    """
    Return where the days of a register are not each the first of a month: spreadsheets keep «mar-26» as such a day.

    Raises:
        BadInput: There are several, and each is.
    """
    heading = _WEEK.among(table.columns)
    said = {row[heading].strip() for row in table.rows} if heading is not None else set()
    if len(said) < _SEVERAL or not all(_is_first(one) for one in said):
        return
    raise BadInput(
        "Cada fecha del archivo es el día 1 de un mes: así guarda Excel los meses, y la región cuenta por semanas. No "
        "se importó nada. Si cada cantidad es de una semana, escriba su lunes en lugar de ese día, y repita. Si es el "
        "total del mes, guárdelo y anote por semanas desde ahora: repartirlo sería inventar."
    )


def _is_first(text: str) -> bool:
    try:
        found = day(text)
    except BadInput:
        return False
    return found is not None and found.day == 1


def _has_periods(table: Table) -> bool:
    heading = _PERIOD.among(table.columns)
    said = [row[heading] for row in table.rows if not says_nothing(row[heading])] if heading is not None else []
    return bool(said) and all(_is_month(one) for one in said)


def _is_monthly(headings: Sequence[str]) -> bool:
    """
    Tell whether a heading is that of months, or names one.

    >>> _is_monthly(["Mes", "Recurso"]), _is_monthly(["Recurso", "MARZO 2026"]), _is_monthly(["Recurso", "Marcos"])
    (True, True, False)
    >>> _is_monthly(["Recurso", "03/2026"]), _is_monthly(["Recurso", "2026-03"]), _is_monthly(["Recurso", "16/03/2026"])
    (True, True, False)
    """
    return _MONTH.among(headings) is not None or any(_is_month(one) for one in headings)


def _is_month(heading: str) -> bool:
    if _IN_FIGURES.fullmatch(heading.strip()):
        return True
    words = "".join(one if one.isalpha() else " " for one in heading).split()
    return len(words) == 1 and key(words[0]) in _MONTHS
