"""Registers that count by months: told by their headings, and refused with what to do."""

from collections.abc import Sequence

from edge.importers.weekly import COLUMNS
from shared.errors import BadInput
from shared.tabular import Column, Table
from shared.tabular.names import key

_MONTH = Column("month", ("mes", "mes y año", "mes/año", "meses"))
_RESOURCE = next(column for column in COLUMNS if column.name == "resource")
_MONTHS = frozenset(
    """
    enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
    ene feb mar abr may jun jul ago sep set oct nov dic
    """.split()  # noqa: SIM905 - two dozen quotes make nothing clearer
)


def check_not_monthly(table: Table) -> None:
    """
    Return where a table of resources without weeks does not count by months either.

    A month does not say in which of its weeks a thing was used, and spread evenly it would be invented.

    Raises:
        BadInput: It counts by months.
    """
    if _RESOURCE.among(table.columns) is None or not _is_monthly(table.columns):
        return
    raise BadInput(
        "El registro es mensual, y la región cuenta por semanas. No se importó nada: un mes no dice en qué semana se "
        "usó, y repartirlo sería inventar. Si el cuaderno tiene las semanas, ponga una fila por semana y recurso, con "
        "su lunes en la columna «semana», y repita. Si solo hay totales del mes, guárdelos y anote por semanas desde "
        "ahora."
    )


def _is_monthly(headings: Sequence[str]) -> bool:
    """
    Tell whether a heading is that of months, or names one.

    >>> _is_monthly(["Mes", "Recurso"]), _is_monthly(["Recurso", "MARZO 2026"]), _is_monthly(["Recurso", "Marcos"])
    (True, True, False)
    """
    return _MONTH.among(headings) is not None or any(_is_month(one) for one in headings)


def _is_month(heading: str) -> bool:
    words = "".join(one if one.isalpha() else " " for one in heading).split()
    return len(words) == 1 and key(words[0]) in _MONTHS
