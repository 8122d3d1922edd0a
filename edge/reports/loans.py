"""What is lent, as a table without the people who have it."""

from collections.abc import Iterable, Mapping
from datetime import date

from edge.reports.report import Column, Report, Said
from edge.rows import LoanRow
from shared.ids import ResourceId
from shared.resources import Resource
from shared.web import N_

TITLE = N_("Préstamos")
COLUMNS = (
    Column(N_("Recurso")),
    Column(N_("Código")),
    Column(N_("Serie")),
    Column(N_("Cantidad"), adds=True),
    Column(N_("Prestado el")),
    Column(N_("Se devuelve el")),
    Column(N_("Vencido")),
)
LATE, ON_TIME = Said(N_("sí")), Said(N_("no"))


def loans_report(names: Mapping[ResourceId, Resource], loans: Iterable[LoanRow], today: date) -> Report:
    """Return a row for each open loan; who has it stays on the laptop."""
    return Report(
        TITLE,
        COLUMNS,
        tuple(
            (
                names[row.resource].name if row.resource in names else row.resource,
                row.resource,
                row.serial,
                row.units,
                row.since,
                row.due,
                None if row.due is None else LATE if row.due < today else ON_TIME,
            )
            for row in loans
        ),
    )
